"""Unique addresses made from names, also when two people save the same name at once."""

from django.db import IntegrityError, transaction

from hoiphunu.vietnamese import slugify

TRIES = 20


def save_with_slug(row, save, name: str, fallback: str, *args, **kwargs):
    """Call `save(*args, **kwargs)`; a row without a slug gets one from `name`, with -2, -3… where it is taken.

    Raises IntegrityError as it was when the slug is not what clashed.
    """
    if row.slug:
        save(*args, **kwargs)
        return
    base = slugify(name, fallback=fallback)
    rows = type(row)._base_manager
    for number in range(1, TRIES + 1):
        row.slug = base if number == 1 else f"{base}-{number}"
        if rows.filter(slug=row.slug).exists():
            continue
        try:
            with transaction.atomic():
                save(*args, **kwargs)
            return
        except IntegrityError:
            # Only a clash of slugs is worth another try.
            if not rows.filter(slug=row.slug).exists():
                row.slug = ""
                raise
    row.slug = ""
    raise IntegrityError(f"no free slug for {base}")

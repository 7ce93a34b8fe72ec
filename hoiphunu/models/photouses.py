"""Where photos are shown, whatever noun shows them: as public now, as last written, or only in older revisions."""

from dataclasses import dataclass

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models, transaction

from hoiphunu import richtext
from hoiphunu.editor import RichTextField
from hoiphunu.models.photos import Photo
from hoiphunu.models.revisions import Revision
from hoiphunu.models.versions import ContentVersion
from hoiphunu.publishing import changed
from hoiphunu.storage import kept_only_on_success


@dataclass(frozen=True)
class PhotoUse:
    """A row (`model`, `pk`) that holds a photo: as it stands, in its newest revision, or else in older ones only."""

    model: type[models.Model]
    pk: int
    is_live: bool
    is_newest: bool


def links():
    """[(model, name of its foreign key)] of everything that points at photos."""
    found = Photo._meta.get_fields(include_hidden=True)
    return [(field.related_model, field.field.name) for field in found if field.auto_created and field.one_to_many]


def texts():
    """[(model, name of its rich text)] of every noun that is written in the editor."""
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, RichTextField)
    ]


def rows_linking(photo):
    """The rows whose foreign key is `photo`, as they stand."""
    return [row for model, name in links() for row in model._base_manager.filter(**{name: photo})]


def texts_showing(photo):
    """[(query set of the rows, name of the rich text)] of the nouns whose text shows `photo`, as they stand."""
    mark = f'data-photo="{photo.pk}"'
    return [(model._base_manager.filter(**{f"{name}__contains": mark}), name) for model, name in texts()]


def uses_of(photo) -> list[PhotoUse]:
    """Everything that holds `photo`, in a constant number of queries; what readers may see comes first."""
    live = {(type(row), row.pk) for row in rows_linking(photo)}
    live |= {(rows.model, pk) for rows, _ in texts_showing(photo) for pk in rows.values_list("pk", flat=True)}
    held = {(apps.get_model(kind), pk) for kind, pk in Revision.objects.mentioning(photo).keys_of_rows()}
    newest = {(apps.get_model(kind), pk) for kind, pk in Revision.objects.mentioning(photo).newest().keys_of_rows()}
    found = [PhotoUse(*key, key in live, key in newest) for key in live | held]
    return sorted(found, key=lambda use: (not use.is_live, not use.is_newest, use.model._meta.label, -use.pk))


def used_ids() -> set[int]:
    """Ids of the photos that some row shows as it stands or as last written. Reads every text that holds a photo."""
    found, names = set(), {}
    for model, name in links():
        names.setdefault(model._meta.label_lower, []).append(name)
        found |= set(model._base_manager.exclude(**{name: None}).values_list(f"{name}_id", flat=True))
    for model, name in texts():
        names.setdefault(model._meta.label_lower, []).append(name)
        with_photos = model._base_manager.filter(**{f"{name}__contains": "data-photo="})
        for html in with_photos.values_list(name, flat=True).iterator():
            found |= set(richtext.photo_ids(html))
    for kind, data in Revision.objects.newest().values_list("kind", "data").iterator():
        for name in names.get(kind, ()):
            value = data.get(name)
            found |= set(richtext.photo_ids(value)) if isinstance(value, str) else {value} - {None}
    return found


def replace(photo, image):
    """Put an `images.CleanImage` in the place of `photo`'s file wherever it is shown, in every revision too.

    The files get new names, so that no cache keeps the former picture; the former files go after the commit.
    Whatever fails (OSError: the disk is full) leaves everything as it was.
    """
    with kept_only_on_success(), transaction.atomic():
        ContentVersion.objects.hold()
        photo.refresh_from_db()
        gone = photo.stored_names()
        photo.take_file(image)
        photo.save()
        shown = {(type(row), row.pk): row for row in rows_linking(photo)}
        for rows, name in texts_showing(photo):
            for row in rows:
                body = richtext.readdressed(getattr(row, name), photo.pk, photo.url)
                rows.model._base_manager.filter(pk=row.pk).update(**{name: body})
                shown[rows.model, row.pk] = rows.model._base_manager.get(pk=row.pk)
        _readdress_revisions(photo)
        changed(shown.values())
        transaction.on_commit(lambda: [default_storage.delete(name) for name in gone], robust=True)


def _readdress_revisions(photo):
    names = {}
    for model, name in texts():
        names.setdefault(model._meta.label_lower, []).append(name)
    for revision in Revision.objects.mentioning(photo):
        for name in names.get(revision.kind, ()):
            revision.data[name] = richtext.readdressed(revision.data.get(name) or "", photo.pk, photo.url)
        revision.save(update_fields=["data"])

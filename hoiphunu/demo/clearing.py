"""Takes the demo content out again, but for what people have edited or use."""

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import ProtectedError

from announcements.models import Consultation, LegalDocument
from hoiphunu.models import DemoRow, Organisation, Photo, Revision
from hotline.models import HelpRequest
from news.models import Tag


@transaction.atomic
def clear() -> tuple[int, list[str]]:
    """Delete the demo rows and end demo mode. Returns (how many went, what stayed, each as "kind: name").

    A row stays when somebody edited it in the admin or something that stays uses it; it is no demo row any more.
    """
    edited = set(LogEntry.objects.values_list("content_type_id", "object_id"))
    gone, kept = 0, []
    # Newest first: what uses a row was made after it.
    for demo in DemoRow.objects.order_by("-pk"):
        model = apps.get_model(demo.kind)
        row = model.objects.in_bulk([demo.object_id]).get(demo.object_id)
        if row is None:
            continue
        key = (ContentType.objects.get_for_model(model).pk, str(row.pk))
        # Nobody wrote to the Union in these words: they go, answered or not.
        is_invented = isinstance(row, HelpRequest)
        if (is_invented or key not in edited) and not _is_rewritten(row) and not _is_in_use(row) and _delete(row):
            gone += 1
        else:
            kept.append(f"{model._meta.verbose_name}: {row}")
    DemoRow.objects.all().delete()
    organisation = Organisation.objects.current()
    if organisation.pk:
        organisation.is_demo = False
        organisation.save()
    return gone, kept


def _is_rewritten(row):
    # Seeding writes the first revision of a text.
    return Revision.objects.of(row).count() > 1


def _is_in_use(row):
    if isinstance(row, Tag):
        return row.article_tags.exists()
    if isinstance(row, Consultation):
        return row.opinions.exists()
    return isinstance(row, Photo) and row.in_use()


def _delete(row):
    """Whether `row` could be deleted, with its history and files."""
    files = [stored.file.name for stored in row.files.all()] if isinstance(row, LegalDocument) else []
    try:
        with transaction.atomic():
            Revision.objects.of(row).delete()
            row.delete()
    except ProtectedError:
        return False
    transaction.on_commit(lambda: [default_storage.delete(name) for name in files])
    return True

"""What belongs to the content of a site, and what of it stays where it is."""

import json
from collections.abc import Iterator

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from announcements.models import (
    ApprovedYear,
    Banner,
    Commemoration,
    CommemorationDay,
    Consultation,
    ConsultationFile,
    DocumentField,
    DocumentFile,
    DocumentRelation,
    DocumentType,
    DownloadCount,
    DraftDownloadCount,
    Issuer,
    LegalDocument,
    LinkGroup,
    Opinion,
    WebLink,
)
from hoiphunu.models import (
    Commune,
    DayOff,
    MenuItem,
    OldAddress,
    Organisation,
    Page,
    Photo,
    Revision,
    Transition,
    User,
)
from hotline.models import HelpText, Hotline, ResponseTeam, UnionChair
from news.models import Article, ArticleFile, ArticleTag, Category, ReadCount, Tag, Topic

# In an order in which nothing names what comes later. What is not here stays: accounts, requests for help, logs,
# reports and counts of work, and whatever follows from the content (search, uses of files).
MODELS: tuple[type[Model], ...] = (
    *(Photo, Organisation, MenuItem, Page, OldAddress, Commune, DayOff),
    *(Category, Tag, Topic, Article, ArticleTag, ArticleFile, ReadCount),
    *(Banner, Commemoration, CommemorationDay, ApprovedYear, LinkGroup, WebLink),
    *(DocumentType, Issuer, DocumentField, LegalDocument, DocumentFile, DocumentRelation, DownloadCount),
    *(Consultation, ConsultationFile, DraftDownloadCount, Opinion),
    *(Hotline, ResponseTeam, UnionChair, HelpText),
    *(Revision, Transition),
)
# Given to the Union alone.
PRIVATE = {(Opinion, "contact")}
# Whose rows every new site has of itself.
PREPARED = (HelpText,)


class Exact(DjangoJSONEncoder):
    """Moments with their microseconds: what is read back is what was written."""

    def default(self, value):
        return value.isoformat() if hasattr(value, "isoformat") else super().default(value)


def fields(model) -> list:
    """The columns that go along: all but the accounts and what is private."""
    found = model._meta.concrete_fields
    return [
        field
        for field in found
        if not field.primary_key and field.related_model is not User and (model, field.name) not in PRIVATE
    ]


def sets(model) -> list:
    """The many-to-many fields that have no row of their own among `MODELS`."""
    return [
        field
        for field in model._meta.local_many_to_many
        if field.remote_field.through._meta.auto_created and field.related_model is not User
    ]


def lines(model) -> Iterator[str]:
    """A line of JSON for each row, as `loaddata` would read it too, by key."""
    chosen, related = fields(model), sets(model)
    rows = model._base_manager.order_by("pk").prefetch_related(*(field.name for field in related))
    for row in rows.iterator(chunk_size=500):
        values = {field.name: _plain(field, row) for field in chosen}
        values |= {field.name: sorted(other.pk for other in getattr(row, field.name).all()) for field in related}
        line = {"model": model._meta.label_lower, "pk": row.pk, "fields": values}
        yield json.dumps(line, ensure_ascii=False, cls=Exact, sort_keys=True)


def _plain(field, row):
    value = field.value_from_object(row)
    return value.name if hasattr(value, "storage") else value


def stored_names(model) -> Iterator[str]:
    """The stored files that belong to rows of `model`."""
    if hasattr(model, "stored_names"):
        for row in model._base_manager.order_by("pk").iterator(chunk_size=500):
            yield from row.stored_names()

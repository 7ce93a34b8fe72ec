"""Counting downloads of documents and drafts, without knowing whose."""

from django.db import transaction

from announcements.models import DownloadCount, DraftDownloadCount
from hoiphunu import tallies


@transaction.atomic
def store(counts):
    """Add `counts` ({(stored name, first of the month): number}) to the database."""
    for model in (DownloadCount, DraftDownloadCount):
        model.objects.add_up(counts)


buffer = tallies.Buffer(store, "lượt tải văn bản")
marks = tallies.Marks("download")


def note(request, name: str):
    """A reader is sent the stored file `name`; programs, staff and the parts of one download count not."""
    is_begun = request.headers.get("Range", "bytes=0-").startswith("bytes=0-")
    if request.method == "GET" and is_begun and tallies.is_person(request) and marks.is_new(request, name):
        buffer.add(name)

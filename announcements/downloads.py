"""Counting downloads of documents, without knowing whose."""

from announcements.models import DownloadCount
from hoiphunu import tallies

buffer = tallies.Buffer(lambda counts: DownloadCount.objects.add_up(counts), "lượt tải văn bản")
marks = tallies.Marks("download")


def note(request, name: str):
    """A reader is sent the stored file `name`; programs, staff and the parts of one download count not."""
    is_begun = request.headers.get("Range", "bytes=0-").startswith("bytes=0-")
    if request.method == "GET" and is_begun and tallies.is_person(request) and marks.is_new(request, name):
        buffer.add(name)

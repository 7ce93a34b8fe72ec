"""What the worker does: it reads files, which takes longer than a request may. See docs/adr/0011."""

from django_tasks import task

from announcements import reading
from announcements.models import DocumentFile, IntakeItem

LOST = "Máy chủ không mở được tệp này. Bạn bỏ tệp rồi tải lên lần nữa."
NOTHING_FOUND = "Máy không thấy ô nào viết theo thể thức văn bản. Bạn tự điền."
READABLE = ("pdf", "docx")


@task()
def read_item(pk: int) -> None:
    """Read a file that was handed in; what is found, or why nothing is, stands in its `IntakeItem`."""
    item = IntakeItem.objects.with_key(pk)
    if item is None:
        return  # discarded meanwhile
    item.touch(item.Status.READING)
    try:
        found = reading.read(item.content(), item.extension, progress=lambda *n: item.touch(item.status, **_pages(*n)))
    except reading.Unreadable as error:
        item.touch(item.Status.UNREADABLE, note=error.message)
    except OSError:
        item.touch(item.Status.UNREADABLE, note=LOST)
    else:
        item.touch(item.Status.READ, **_kept(found))


def _pages(done, total):
    return {"done": done, "total": total}


def _kept(found):
    days = {name: getattr(found, name) and getattr(found, name).isoformat() for name in ("issued_on", "effective_on")}
    told = {name: getattr(found, name) for name in ("number", "kind", "summary", "is_scan")}
    told |= days | {"issuers": list(found.issuers), "signers": [list(signer) for signer in found.signers]}
    note = found.note or ("" if found.number or found.kind or found.summary else NOTHING_FOUND)
    return {"found": told, "text": found.text, "pages": found.pages, "note": note}


@task()
def read_file(pk: int) -> None:
    """Read a document's file for its text, which is searched, and its number of pages (0: none could be told)."""
    stored = DocumentFile.objects.with_key(pk)
    if stored is None or stored.pages is not None:
        return
    try:
        found = reading.read(stored.content(), stored.extension)
        stored.text, stored.pages = found.text, found.pages
    except (reading.Unreadable, OSError):
        stored.pages = 0
    stored.save()


def read_new_files(document) -> None:
    """Have the files of `document` read that no machine has looked at yet."""
    for stored in document.files.never_read(READABLE):
        read_file.enqueue(stored.pk)

"""Files handed in to become documents: taken through the door, read by the worker, guessed into the form's fields."""

from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from announcements import jobs, numbers, reading
from announcements.models import DocumentFile, DocumentType, IntakeItem, Issuer, LegalDocument
from hoiphunu import archives, files, publishing
from hoiphunu.vietnamese import fold

MOST_FILES = 100
NO_ROOM = "Máy chủ chưa ghi được tệp. Bạn thử lại sau ít phút; nếu vẫn vậy, hãy báo người quản trị máy chủ."
WAITS_ALREADY = "Tệp này đang chờ tiếp nhận rồi."
# {extension: what the file is of its document}
PARTS = {"pdf": DocumentFile.Part.SIGNED, "doc": DocumentFile.Part.EDITABLE, "docx": DocumentFile.Part.EDITABLE}


@dataclass
class Guess:
    """What a machine read in a file, as the document form has it: only what it read."""

    values: dict = field(default_factory=dict)
    # Read, but not among the issuers we know.
    unknown_issuers: list[str] = field(default_factory=list)


def hand_in(uploads, by) -> tuple[list[IntakeItem], list[tuple[str, str]]]:
    """Keep each upload (a ZIP: each file in it) and have it read: (items, [(file name, why it was refused)])."""
    taken, refused = [], []
    for upload in uploads:
        try:
            inside = archives.unpacked(upload) if archives.is_archive(upload) else [upload]
        except files.FileRefused as error:
            refused.append((upload.name, error.message))
            continue
        for each in inside:
            try:
                taken.append(_received(each, by))
            except ValidationError as error:
                refused.append((each.name, error.message))
            except OSError:
                refused.append((each.name, NO_ROOM))
    return taken, refused


@transaction.atomic
def _received(upload, by):
    item = IntakeItem.objects.receive(upload, by)
    if IntakeItem.objects.twins(item):
        IntakeItem.objects.among([item.pk]).discard()
        raise files.FileRefused(WAITS_ALREADY)
    jobs.read_item.enqueue(item.pk)
    return item


def read_again(item: IntakeItem) -> None:
    item.touch(item.Status.WAITING, note="", done=0, total=0)
    jobs.read_item.enqueue(item.pk)


def guess(item: IntakeItem, kinds=None, issuers=None) -> Guess:
    """`kinds` and `issuers` are all there are, for who guesses many items."""
    found = item.found
    if not found:
        return Guess()
    kinds = DocumentType.objects.all() if kinds is None else kinds
    issuers = Issuer.objects.all() if issuers is None else issuers
    by_name = {issuer.name: issuer for issuer in issuers}
    named = [(name, by_name.get(reading.best_match(name, by_name))) for name in found["issuers"]]
    known = [issuer for _, issuer in named if issuer]
    days = {name: date.fromisoformat(found[name]) for name in ("issued_on", "effective_on") if found[name]}
    values = {
        "number": numbers.normal(found["number"]) if found["number"] else "",
        "kind": next((kind for kind in kinds if fold(kind.name) == fold(found["kind"])), None),
        # A document whose first issuer is unknown has none yet: the others do not stand in for it.
        "issuer": named[0][1] if named else None,
        "co_issuers": [issuer for issuer in known if issuer != named[0][1]],
        "summary": found["summary"],
        **days,
        **_signers(found["signers"]),
    }
    return Guess({name: value for name, value in values.items() if value}, [name for name, one in named if not one])


def _signers(signers):
    if not signers:
        return {}
    (name, position), *others = signers
    lines = [", ".join(part for part in signer if part) for signer in others]
    return {"signer": name, "signer_position": position, "co_signers": "\n".join(lines)}


def twins(values: dict) -> list[LegalDocument]:
    """Documents that may be the one with these values: same number and issuer in its period."""
    if not all(values.get(name) for name in ("number", "issuer", "issued_on")):
        return []
    typed = LegalDocument(**{name: values[name] for name in ("number", "issuer", "issued_on")})
    typed.number_key = numbers.key(typed.number)
    return list(LegalDocument.objects.same_number(typed)[:3])


def adopted(item: IntakeItem, document: LegalDocument) -> DocumentFile:
    """The item's file as one of `document`'s; the item is gone, the file stays where it is."""
    part = PARTS.get(item.extension, DocumentFile.Part.OTHER)
    facts = {name: getattr(item, name) for name in ("extension", "size", "sha256", "text", "pages")}
    stored = DocumentFile.objects.create(document=document, file=item.file.name, part=part, title=part.label, **facts)
    IntakeItem.objects.among([item.pk]).delete()
    return stored


@transaction.atomic
def drafted(item: IntakeItem, values: dict, by) -> LegalDocument:
    """A draft with these values (as `guess` gives them) and the item's file, to be compared with the original."""
    sets = {name: [row.pk for row in values.pop(name, [])] for name in ("co_issuers", "fields")}
    document = LegalDocument(**values, needs_check=True, created_by=by, created_by_name=by.full_name)
    document.save()
    related = {**document.related_data(), **sets, "files": [adopted(item, document).listed()]}
    publishing.write(document, related, by)
    return document

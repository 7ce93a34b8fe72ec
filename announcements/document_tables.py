"""Documents as a table: read from CSV or Excel, compared with what is stored, written out again."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from announcements import numbers, validity
from announcements.models import DocumentField, DocumentType, Issuer, LegalDocument
from hoiphunu import publishing, sheets
from hoiphunu.sheets import NO, YES, Line
from hoiphunu.vietnamese import fold
from hoiphunu.workbooks import Sheet, workbook

# {heading: field}, in the order of the columns.
COLUMNS = {
    "mã": "pk",
    "số, ký hiệu": "number",
    "loại": "kind",
    "trích yếu": "summary",
    "cơ quan ban hành": "issuer",
    "cùng ban hành": "co_issuers",
    "người ký": "signer",
    "chức vụ": "signer_position",
    "người cùng ký": "co_signers",
    "lĩnh vực": "fields",
    "ngày ban hành": "issued_on",
    "ngày có hiệu lực": "effective_on",
    "ngày hết hiệu lực một phần": "partly_expired_on",
    "ngày ngưng hiệu lực": "suspended_on",
    "ngày có hiệu lực trở lại": "resumed_on",
    "ngày hết hiệu lực": "expired_on",
    "số công báo": "gazette_number",
    "ngày công báo": "gazette_on",
    "cần kiểm tra": "needs_check",
}
HEADINGS = {name: heading for heading, name in COLUMNS.items()}
SETS = {"co_issuers": Issuer, "fields": DocumentField}
WORDS = {"kind": DocumentType, "issuer": Issuer, **SETS}
# Each row is written as a form would write it, in one request.
FORMAT = sheets.Format("bảng văn bản", tuple(COLUMNS), ("số, ký hiệu", "loại", "trích yếu", "ngày ban hành"), 300)
SEPARATOR = "; "
NO_KEY = "Mã “{}” không có trong danh sách văn bản; văn bản mới thì để trống ô mã."
TWIN = "Có thể trùng với {}."
NEW_ISSUER = "Sẽ thêm cơ quan “{}” vào danh mục."


def read(content: bytes) -> list[dict[str, str]]:
    """As `sheets.read`, for documents."""
    return sheets.read(content, FORMAT)


def compare(rows: list[dict[str, str]]) -> list[Line]:
    """Each row beside the document of its key, or the one of its number, issuer and day; nothing is saved.

    `row` of a line holds what the cells say, and its `typed_sets` {set: rows}; absent columns keep their value.
    """
    known = _Known()
    stored = LegalDocument.objects.kept().with_sets().in_bulk(list(filter(None, map(_key, rows))))
    seen, lines = set(), []
    for number, cells in enumerate(rows, 2):
        line = _line(number, cells, stored, known)
        issuer = shown(line.row, "cơ quan ban hành")
        same = line.row.pk or (line.row.number, issuer, line.row.issued_on)
        if same in seen:
            line.errors.append("Văn bản này đã có ở dòng trên.")
        seen.add(same)
        lines.append(line)
    return lines


class _Known:
    """The words of documents by their names; issuers that are new in the table among them, unsaved."""

    def __init__(self):
        self.rows = {model: {fold(row.name): row for row in model.objects.all()} for model in set(WORDS.values())}

    def named(self, model, name):
        if fold(name) not in self.rows[model]:
            if model is not Issuer:
                raise ValueError(f"“{name}” chưa có trong danh mục.")
            self.rows[model][fold(name)] = Issuer(name=name)
        return self.rows[model][fold(name)]


def _line(number, cells, stored, known):
    old, errors = stored.get(_key(cells)), []
    if cells.get("mã") and not old:
        errors = [NO_KEY.format(cells["mã"])]
    typed, more = _typed(cells, known)
    errors += more
    if old is None and not errors:
        old = LegalDocument.objects.kept().with_sets().identical(typed)
    title = " ".join(filter(None, (cells.get("số, ký hiệu"), cells.get("trích yếu"))))
    line = Line(number, title, _filled(old, typed), is_new=old is None, errors=errors)
    if not line.errors:
        line.errors += _refusals(line.row)
    before = old or LegalDocument()
    before.typed_sets = {name: list(getattr(old, name).all()) if old else [] for name in SETS}
    line.row.typed_sets = {name: typed.get(name, before.typed_sets[name]) for name in SETS}
    if not line.errors:
        line.changes = [
            (heading, shown(before, heading), shown(line.row, heading))
            for heading, name in COLUMNS.items()
            if name != "pk" and name in typed and shown(before, heading) != shown(line.row, heading)
        ]
        line.notes = _notes(line)
    return line


def _key(cells):
    text = cells.get("mã", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def _typed(cells, known):
    """({field: value}, [sentence about a cell that cannot be read])."""
    typed, errors = {}, []
    for heading, text in cells.items():
        name = COLUMNS.get(heading)
        if name in (None, "pk"):
            continue
        try:
            typed[name] = _value(name, text, known)
        except ValueError as error:
            errors.append(f"Cột “{heading}”: {error}")
    return typed, errors


def _value(name, text, known):
    if name in SETS:
        return [known.named(SETS[name], part.strip()) for part in text.split(";") if part.strip()]
    if name in WORDS:
        return known.named(WORDS[name], text) if text else None
    if name == "needs_check":
        if sheets.yes(text) is None:
            raise ValueError(f"“{text}” không phải “{YES}” hay “{NO}”.")
        return sheets.yes(text)
    if name == "number":
        return numbers.normal(text) if text else ""
    if name == "co_signers":
        return "\n".join(part.strip() for part in text.split(";") if part.strip())
    if name in (*LegalDocument.legal_dates, "gazette_on"):
        return _day(text) if text else None
    return text


def _day(text) -> date:
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()
    except ValueError:
        raise ValueError(f"“{text}” không phải là ngày, viết như 14/11/2022.") from None


def _filled(old, typed):
    row = LegalDocument(**{field.attname: getattr(old, field.attname) for field in old._meta.fields}) if old else None
    row = row or LegalDocument()
    row._state.adding = old is None
    for name, value in typed.items():
        if name not in SETS:
            setattr(row, name, value)
    return row


def _refusals(row):
    # Words come from what was read of them just now; an issuer that is new in this table has no key yet.
    named = [name for name in ("kind", "issuer") if row._state.fields_cache.get(name)]
    try:
        row.full_clean(exclude=["slug", "created_by", *named], validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        named = error.message_dict.items()
        return [f"Cột “{HEADINGS.get(name, name)}”: {text}" for name, texts in named for text in texts]
    dates = {name: getattr(row, name) for name in LegalDocument.legal_dates}
    return [f"Cột “{HEADINGS[name]}”: {text}" for name, text in validity.trouble(dates).items()]


def _issuer(row):
    return row._state.fields_cache.get("issuer")


def _notes(line):
    row = line.row
    new = [issuer for issuer in (_issuer(row), *row.typed_sets["co_issuers"]) if issuer and issuer.pk is None]
    notes = [NEW_ISSUER.format(name) for name in dict.fromkeys(issuer.name for issuer in new)]
    if line.is_new and row.issuer_id:
        row.number_key = numbers.key(row.number)
        notes += [TWIN.format(twin) for twin in LegalDocument.objects.same_number(row)[:3]]
    return notes


@transaction.atomic
def store(lines: list[Line], by) -> int:
    """Write the lines without errors that change something as revisions by `by`; how many.

    New documents become drafts; what readers see stays until the revision is published. Rights are the caller's to
    check.
    """
    wanted = [line for line in lines if line.outcome in ("thêm", "đổi")]
    for line in wanted:
        _write(line, by)
    return len(wanted)


def _write(line, by):
    row, sets = line.row, line.row.typed_sets
    for issuer in (_issuer(row), *sets["co_issuers"]):
        if issuer and issuer.pk is None:
            issuer.save()
    row.issuer_id = row.issuer.pk
    if line.is_new:
        row.created_by, row.created_by_name = by, by.full_name
        row.save()
        target = row
    else:
        target = publishing.locked(row)
        target.show_newest()
        for heading, _, _ in line.changes:
            if COLUMNS[heading] not in SETS:
                setattr(target, COLUMNS[heading], getattr(row, COLUMNS[heading]))
    related = target.working_related if not line.is_new else target.related_data()
    changed = {COLUMNS[heading] for heading, _, _ in line.changes}
    related |= {name: sorted(each.pk for each in sets[name]) for name in SETS if name in changed}
    publishing.write(target, related, by)


def shown(row, heading) -> str:
    """A value as the table has it."""
    name = COLUMNS[heading]
    if name in SETS:
        return SEPARATOR.join(each.name for each in row.typed_sets[name])
    if name in WORDS:
        word = row._state.fields_cache.get(name)
        return word.name if word else ""
    value = getattr(row, name)
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if name == "co_signers":
        return SEPARATOR.join(value.splitlines())
    return "" if value is None else str(value)


def _cells(rows):
    for row in rows:
        row.typed_sets = {name: list(getattr(row, name).all()) for name in SETS}
        yield [shown(row, heading) for heading in COLUMNS]


def as_csv(rows) -> bytes:
    """`rows` come with their words and sets (`with_sets`)."""
    return sheets.as_csv(COLUMNS, _cells(rows))


def as_excel(rows) -> bytes:
    return workbook(Sheet("Văn bản", list(COLUMNS), list(_cells(rows)), {"B": 18, "D": 60, "E": 30}, freeze="C2"))

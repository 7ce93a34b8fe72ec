"""Files become documents: handed in, read by the worker, guessed into fields, saved as drafts."""

import zipfile
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from announcements import document_intake, jobs
from announcements.models import DocumentFile, IntakeItem, LegalDocument
from hoiphunu import archives, files, publishing, search
from hoiphunu.dashboard import Dashboard
from hoiphunu.models import FileUse
from hoiphunu.publishing import State
from tests import hostile
from tests.announcements.readings import setting, setting_word
from tests.announcements.readings.papers_joint import JOINT
from tests.announcements.readings.papers_union import UNION
from tests.factories import make_document, make_issuer, make_kind, make_user
from tests.staff import CONTENT, pdf_file, stored
from tests.working import work

pytestmark = pytest.mark.django_db
PAPER = UNION[0]


@pytest.fixture
def words():
    """The type and the issuer of `PAPER`, named as an office names them."""
    return make_kind("Kế hoạch"), make_issuer("Ban Thường vụ Hội Liên hiệp Phụ nữ tỉnh Sóc Trăng")


def paper_file(paper=PAPER, extension="pdf"):
    content = {"pdf": setting.pdf, "docx": setting_word.word}[extension](paper)
    return SimpleUploadedFile(f"{paper.name}.{extension}", content)


def handed_in(*uploads):
    taken, refused = document_intake.hand_in(uploads or [paper_file()], make_user())
    assert refused == []
    return taken


def read(*uploads):
    items = handed_in(*uploads)
    work()
    return [IntakeItem.objects.get(pk=item.pk) for item in items]


def zipped(*entries, **flags):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return SimpleUploadedFile("van-ban.zip", packed.getvalue())


def test_file_waits_and_is_read_by_the_worker(media):
    (item,) = handed_in()
    assert (item.status, item.found, DBTaskResult.objects.count()) == (item.Status.WAITING, {}, 1)
    assert stored(media) == [item.file.name]
    work()
    item = IntakeItem.objects.get()
    assert (item.status, item.pages, item.note) == (item.Status.READ, 2, "")
    assert (item.found["number"], item.found["kind"], item.found["issued_on"]) == (
        "77/KH-BTV",
        "Kế hoạch",
        "2023-11-15",
    )
    assert "Ban Thường vụ" in item.text


@pytest.mark.parametrize("extension", ["pdf", "docx"])
def test_what_was_read_is_guessed_into_the_fields_of_the_form(extension, words):
    kind, issuer = words
    (item,) = read(paper_file(extension=extension))
    guess = document_intake.guess(item)
    assert guess.unknown_issuers == []
    assert guess.values == {
        "number": "77/KH-BTV",
        "kind": kind,
        "issuer": issuer,
        "summary": PAPER.gives.summary,
        "issued_on": date(2023, 11, 15),
        "signer": "Nguyễn Thị Hồng Hạnh",
        "signer_position": "Chủ tịch",
    }


def test_unknown_offices_are_named_and_no_other_takes_the_first_place():
    paper = next(paper for paper in JOINT if len(paper.gives.issuers) == 2)
    second = make_issuer(paper.gives.issuers[1])
    (item,) = read(paper_file(paper))
    guess = document_intake.guess(item)
    assert (guess.unknown_issuers, "issuer" in guess.values) == ([paper.gives.issuers[0]], False)
    assert guess.values["co_issuers"] == [second]
    others = guess.values["co_signers"].splitlines()
    assert others == [", ".join(signer) for signer in paper.gives.signers[1:]]


def test_draft_bears_all_that_was_read_and_its_file(media, words, client):
    user = make_user(CONTENT)
    (item,) = read()
    document = document_intake.drafted(item, document_intake.guess(item).values, user)
    row = LegalDocument.objects.get()
    assert (row.pk, row.state, row.needs_check, row.created_by) == (document.pk, State.DRAFT, True, user)
    assert (row.number, row.kind, row.issuer, row.signers) == (
        "77/KH-BTV",
        *words,
        [("Nguyễn Thị Hồng Hạnh", "Chủ tịch")],
    )
    file = row.files.get()
    assert (file.title, file.part, file.pages, file.file.name) == ("Bản ký", file.Part.SIGNED, 2, item.file.name)
    assert ("Ban Thường vụ" in file.text, IntakeItem.objects.count()) == (True, 0)
    assert stored(media) == [file.file.name]
    assert client.get(row.get_absolute_url()).status_code == 404


def test_full_text_is_found_once_the_document_is_public(words):
    (item,) = read()
    document = document_intake.drafted(item, document_intake.guess(item).values, make_user(CONTENT))
    phrase = next(line for line in item.text.splitlines() if len(line) > 60 and line not in PAPER.gives.summary)[:50]

    def found():
        return [entry.url for entry in search.Found(phrase).entries]

    assert found() == []
    publishing.step(LegalDocument.objects.get(), "publish", make_user(CONTENT))
    assert found() == [document.get_absolute_url()]


def test_nobody_reads_what_waits(client):
    (item,) = read()
    assert FileUse.objects.count() == 0
    assert client.get(item.file.url).status_code == 404


def test_unreadable_file_is_kept_and_says_why():
    (item,) = read(SimpleUploadedFile("a.doc", hostile.ole({"WordDocument": bytes(600)})))
    assert (item.status, item.found) == (item.Status.UNREADABLE, {})
    assert "Word đời cũ" in item.note
    assert document_intake.guess(item).values == {}


def test_file_in_another_layout_says_that_nothing_was_found():
    (item,) = read(pdf_file())
    assert (item.status, item.note) == (item.Status.READ, jobs.NOTHING_FOUND)
    assert document_intake.guess(item).values == {}


def test_lost_file_is_told_and_read_again_once_it_is_there(media):
    (item,) = handed_in()
    path = media / item.file.name
    content = path.read_bytes()
    path.unlink()
    work()
    item = IntakeItem.objects.get()
    assert (item.status, item.note) == (item.Status.UNREADABLE, jobs.LOST)
    path.write_bytes(content)
    document_intake.read_again(item)
    work()
    item = IntakeItem.objects.get()
    assert (item.status, item.note, item.found["number"]) == (item.Status.READ, "", "77/KH-BTV")


def test_item_discarded_before_it_is_read_is_nothing_to_the_worker(media, django_capture_on_commit_callbacks):
    handed_in()
    with django_capture_on_commit_callbacks(execute=True):
        IntakeItem.objects.all().discard()
    work()
    assert (DBTaskResult.objects.get().status, stored(media)) == ("SUCCESSFUL", [])


def test_scan_tells_how_far_it_is(monkeypatch):
    told = []
    touch = IntakeItem.touch
    monkeypatch.setattr(IntakeItem, "touch", lambda self, *a, **v: told.append(v) or touch(self, *a, **v))
    scan = SimpleUploadedFile("scan.pdf", setting.scan(setting.pdf(PAPER), seed=1))
    (item,) = read(scan)
    assert told[1:3] == [{"done": 1, "total": 2}, {"done": 2, "total": 2}]
    assert (item.status, item.found["is_scan"], item.found["number"]) == (item.Status.READ, True, "77/KH-BTV")


def test_same_file_waits_once():
    content = paper_file().read()
    handed_in(pdf_file("a.pdf", content))
    again = document_intake.hand_in([pdf_file("a.pdf", content)], make_user())
    assert again == ([], [("a.pdf", document_intake.WAITS_ALREADY)])
    assert IntakeItem.objects.count() == 1


def test_zip_gives_each_file_inside_and_names_what_it_refuses():
    upload = zipped(
        ("Năm 2023/kế hoạch.pdf", setting.pdf(PAPER)),
        ("Năm 2023/", b""),
        ("__MACOSX/._kế hoạch.pdf", b"x"),
        (".DS_Store", b"x"),
        ("thư.docx", setting_word.word(PAPER)),
        ("ghi chú.txt", b"abc"),
    )
    taken, refused = document_intake.hand_in([upload], make_user())
    assert [item.name for item in taken] == ["kế hoạch.pdf", "thư.docx"]
    assert refused == [("ghi chú.txt", files.NOT_A_DOCUMENT)]


def test_names_in_a_zip_are_read_as_utf8_whether_or_not_it_says_so():
    said = zipped(("kế hoạch.pdf", b"x")).read()
    unsaid = said.replace(b"\x00\x08", b"\x00\x00")
    assert said != unsaid
    for content in (said, unsaid):
        assert [each.name for each in archives.unpacked(BytesIO(content))] == ["kế hoạch.pdf"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (lambda: zipped(("a/", b"")), archives.NOTHING),
        (lambda: zipped(*((f"{n}.pdf", b"x") for n in range(archives.MOST + 1))), archives.TOO_MANY),
        (lambda: zipped(("a.pdf", b"\0" * 40_000_000)), files.BOMB),
        (lambda: zipped(("../a.pdf", b"x")), files.BROKEN),
    ],
)
def test_bad_zip_is_refused_in_words(content, sentence):
    assert document_intake.hand_in([content()], make_user()) == ([], [("van-ban.zip", sentence)])


def test_twins_are_documents_of_the_same_number_and_issuer(words):
    kind, issuer = words
    twin = make_document("77/KH-BTV", issuer=issuer, kind=kind, issued_on=date(2023, 2, 1))
    make_document("77/KH-BTV", issuer=issuer, kind=kind, issued_on=date(2022, 2, 1))
    (item,) = read()
    assert document_intake.twins(document_intake.guess(item).values) == [twin]
    assert document_intake.twins({"number": "77/KH-BTV"}) == []


def test_standing_worker_is_told_on_the_start_page():
    handed_in()
    user = make_user(CONTENT)

    def told():
        return [(task.title, task.count, task.is_harmful) for task in Dashboard(user).tasks]

    assert told() == [("Tệp văn bản chờ tiếp nhận", 1, False)]
    IntakeItem.objects.update(touched_at=timezone.now() - timedelta(minutes=6))
    assert told() == [("Máy đọc văn bản đang đứng, báo người quản trị máy chủ", 1, True)]
    work()
    assert told() == [("Tệp văn bản chờ tiếp nhận", 1, False)]


def test_forgotten_files_go_after_a_month(media, capsys, django_capture_on_commit_callbacks):
    old, new = handed_in(paper_file(), paper_file(replace(PAPER, name="khac", number="Số: 78/KH-BTV")))
    IntakeItem.objects.among([old.pk]).update(created_at=timezone.now() - timedelta(days=31))
    with django_capture_on_commit_callbacks(execute=True):
        call_command("clear_intake")
    assert (capsys.readouterr().out, stored(media)) == ("Đã bỏ 1 tệp.\n", [new.file.name])


def test_files_attached_by_hand_are_read_too():
    document = make_document(files=["Bản ký"])
    file = document.files.get()
    with file.file.storage.open(file.file.name, "wb") as out:
        out.write(setting.pdf(PAPER))
    DocumentFile.objects.update(pages=None, text="")
    jobs.read_new_files(document)
    work()
    file = DocumentFile.objects.get()
    assert (file.pages, "Ban Thường vụ" in file.text) == (2, True)
    jobs.read_new_files(document)
    assert DBTaskResult.objects.ready().count() == 0


def test_attached_file_that_cannot_be_read_is_not_tried_again():
    document = make_document(files=["Bản ký"])
    DocumentFile.objects.update(pages=None)
    jobs.read_new_files(document)
    work()
    assert (DocumentFile.objects.get().pages, DocumentFile.objects.never_read(jobs.READABLE).count()) == (0, 0)

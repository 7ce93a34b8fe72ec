"""Word files: what each of the corpus becomes, and what is refused in which words."""

import io
import time
from pathlib import Path

import pytest

from hoiphunu import files, richtext, wordfile
from tests import hostile, wordcorpus
from tests.wordfiles import bold, cell, docx, p, parts, picture, r, row, table

EXPECTED = Path(__file__).with_name("word")


def upload(data, name="Kế hoạch.docx"):
    file = io.BytesIO(data)
    file.name = name
    return file


def read(*body, **options):
    return wordfile.read(upload(docx(*body, **options)))


def refusal(data):
    with pytest.raises(wordfile.WordRefused) as caught:
        wordfile.read(upload(data))
    return caught.value.messages


def written(document) -> str:
    """A document as the files in tests/word hold it."""
    lines = [f"tiêu đề: {document.title}", f"tóm tắt: {document.summary}", f"tác giả: {document.byline}"]
    lines += [f"ảnh: {photo.number} {photo.name} ({photo.alt}) {len(photo.content)} byte" for photo in document.photos]
    lines += [f"nhắc: {sentence}" for sentence in document.warnings]
    return "\n".join([*lines, "", document.body_html, ""])


@pytest.mark.parametrize("name", wordcorpus.CASES)
def test_word_file_becomes_what_its_neighbour_says(name):
    document = wordfile.read(upload(wordcorpus.CASES[name]))
    assert written(document) == (EXPECTED / f"{name}.txt").read_text()
    assert richtext.clean(document.body_html) == document.body_html


def test_corpus_and_its_expectations_are_complete():
    assert sorted(path.stem for path in EXPECTED.iterdir()) == sorted(wordcorpus.CASES)
    pastes = [path for path in EXPECTED.with_name("paste").iterdir() if ".clean" not in path.name]
    assert len(wordcorpus.CASES) + len(pastes) >= 30


PLAIN = parts(p("Chữ."))
BOMB = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
FILE = '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def changed(name, content):
    return hostile.archive({**PLAIN, name: content}.items())


def with_entity(declared, name="word/document.xml"):
    return changed(name, declared + PLAIN[name].replace("Chữ.", "&b;"))


@pytest.mark.parametrize(
    "data, sentence",
    [
        (b"", files.EMPTY),
        (hostile.ole({"WordDocument": b"\xec\xa5\xc1\x00" + b"\x00" * 20, "1Table": b""}), wordfile.OLD_WORD),
        (hostile.ole({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}), files.LOCKED),
        (hostile.encrypted_zip(docx(p("Chữ."))), files.LOCKED),
        (hostile.pdf(), wordfile.A_PDF),
        (hostile.office("xlsx"), wordfile.NOT_WORD),
        (hostile.jpeg(), wordfile.NOT_WORD),
        (b"<html><p>x</p></html>", wordfile.NOT_WORD),
        (b"{\\rtf1}", wordfile.OLD_TEXT),
        (hostile.archive([("mimetype", b"application/vnd.oasis.opendocument.text")]), wordfile.OPEN_DOCUMENT),
        (hostile.archive([("a.txt", b"x")]), wordfile.NOT_WORD),
        (docx(p("Chữ."), extra={"word/vbaProject.bin": b"x"}), wordfile.MACROS),
        (docx(p("Chữ."), extra={"word/media/a.bin": b"\x00" * 60_000_000}), wordfile.BOMB),
        (docx(p("Chữ."))[:-200], files.BROKEN),
        (docx(p("Chữ."))[:400], files.BROKEN),
        (changed("word/document.xml", "<w:document"), files.BROKEN),
        (changed("word/document.xml", b"\x00\x01"), files.BROKEN),
        (changed("word/styles.xml", "<a><b></a>"), files.BROKEN),
        (docx("<w:p>" * 5000 + "</w:p>" * 5000), files.BROKEN),
        (docx(table(row('<w:tc><w:tcPr><w:gridSpan w:val="x"/></w:tcPr><w:p/></w:tc>'))), files.BROKEN),
        (with_entity(BOMB), wordfile.TRAP),
        (with_entity(FILE), wordfile.TRAP),
        (with_entity(BOMB, "word/styles.xml"), wordfile.TRAP),
        (with_entity(BOMB, "word/_rels/document.xml.rels"), wordfile.TRAP),
        (changed("word/document.xml", (FILE + PLAIN["word/document.xml"]).encode("utf-16")), wordfile.TRAP),
        (docx("<w:x/>" * 250_001), wordfile.TOO_MUCH),
        (docx("<w:p/>" * 10_001), wordfile.TOO_MUCH),
        (docx("<w:p>" + "<w:r/>" * 40_001 + "</w:p>"), wordfile.TOO_MUCH),
        (docx("<!--" + "a b c " * 5_000_000 + "-->"), wordfile.BOMB),
        (docx(p(), p(" ")), wordfile.EMPTY),
    ],
)
def test_what_is_no_article_is_refused_in_words(data, sentence):
    assert refusal(data) == [sentence]


def test_text_too_long_for_an_article_is_refused_in_words():
    sentences = refusal_of(docx(*(p("Chữ dài ra mãi không thôi. " * 40) for _ in range(400))))
    assert [sentence[:17] for sentence in sentences] == ["Nội dung quá dài:"]


def refusal_of(data):
    with pytest.raises(Exception) as caught:
        wordfile.read(upload(data))
    return caught.value.messages


def test_upload_is_left_at_its_start():
    file = upload(docx(bold("Tiêu đề", "center"), p("Chữ.")))
    wordfile.read(file)
    assert file.tell() == 0


def test_more_photos_than_a_page_bears_are_left_out_with_a_word():
    media = {f"media/image{n}.jpeg": hostile.jpeg((8 + n, 8)) for n in range(1, 33)}
    body = [p(r(picture(f"anh{n}"))) for n in range(1, 33)]
    document = read(bold("Nhiều ảnh", "center"), p("Chữ."), *body, media=media)
    assert (len(document.photos), document.warnings) == (30, [wordfile.TOO_MANY_PHOTOS])
    assert document.body_html.count("<img ") == 30


class Stored:
    def __init__(self, pk):
        self.pk, self.url, self.width, self.height = pk, f"/tep/anh/{pk}.jpg", 64, 48


def test_photos_are_put_in_their_places():
    media = {"media/image1.jpeg": hostile.jpeg(), "media/image2.jpeg": hostile.jpeg((9, 9))}
    pictures = [p(r(picture("anh1", 'Chị "em"'))), p("Chữ ", r(picture("anh2")), "nữa")]
    document = read(bold("Ảnh", "center"), *pictures, media=media)
    assert document.with_photos([Stored(7), None]) == (
        '<p><img src="/tep/anh/7.jpg" alt="Chị &quot;em&quot;" width="64" height="48" data-photo="7"></p>\n'
        "<p>Chữ nữa</p>"
    )


def test_time_grows_with_the_pages_and_no_faster():
    page = [
        p("Mục của trang", style="u2"),
        *(p(*(r(f"chữ số {n} trong đoạn văn ") for n in range(8)), align="both") for _ in range(10)),
        *(p("việc", num=(2, 0)) for _ in range(5)),
        table(*(row(*(cell("ô") for _ in range(4))) for _ in range(4))),
    ]
    costs = []
    for pages in (20, 100):
        data = docx(bold("Báo cáo dài", "center"), *page * pages)
        start = time.process_time()
        document = wordfile.read(upload(data))
        costs.append(time.process_time() - start)
        assert richtext.headings(document.body_html) == [(2, "Mục của trang")] * pages
    assert costs[1] <= 7 * costs[0]

"""What is read from papers in the official layout, field by field, against what a careful clerk would note.

The rules were made with `KNOWN`; `HELD_OUT` shows how they do on papers they were not made with.
"""

import unicodedata
from collections import Counter
from dataclasses import asdict, fields, replace
from datetime import date
from functools import cache

import pytest

from announcements import reading
from announcements.reading.document import read_here
from tests.announcements.readings import setting, setting_word
from tests.announcements.readings.papers import Gives
from tests.announcements.readings.papers_heldout import HELD_OUT
from tests.announcements.readings.papers_joint import JOINT
from tests.announcements.readings.papers_local import LOCAL
from tests.announcements.readings.papers_party import PARTY
from tests.announcements.readings.papers_state import STATE
from tests.announcements.readings.papers_union import UNION
from tests.announcements.readings.prose import body

KNOWN = [*UNION, *JOINT, *PARTY, *STATE, *LOCAL]
FIELDS = [field.name for field in fields(Gives)]
MAKERS = {"pdf": setting.pdf, "docx": setting_word.word}


@cache
def found(paper_name, extension):
    paper = next(paper for paper in [*KNOWN, *HELD_OUT] if paper.name == paper_name)
    return read_here(MAKERS[extension](paper), extension, ocr=False)


def misses(papers, extension):
    """(paper, field, expected, found) of each field that is not exactly right."""
    made = []
    for paper in papers:
        got = asdict(found(paper.name, extension))
        made += [
            (paper.name, field, want, got[field]) for field, want in asdict(paper.gives).items() if got[field] != want
        ]
    return made


def right(papers, extension):
    """{field: how many papers it is right on}."""
    wrong = Counter(field for _, field, _, _ in misses(papers, extension))
    return {field: len(papers) - wrong[field] for field in FIELDS}


def test_papers_are_many_and_of_many_kinds():
    assert (len(KNOWN), len(HELD_OUT)) == (53, 25)
    assert len({paper.name for paper in [*KNOWN, *HELD_OUT]}) == 78
    assert len({paper.gives.kind for paper in [*KNOWN, *HELD_OUT]}) >= 35


@pytest.mark.parametrize("extension", MAKERS)
def test_known_papers_are_read_without_a_miss(extension):
    assert misses(KNOWN, extension) == []


@pytest.mark.parametrize(
    ("extension", "least"),
    [
        ("pdf", {"number": 24, "kind": 25, "issuers": 25, "issued_on": 24, "summary": 25, "signers": 25}),
        ("docx", dict.fromkeys(FIELDS, 25)),
    ],
)
def test_papers_the_rules_never_saw_are_read_as_well(extension, least):
    got = right(HELD_OUT, extension)
    assert all(got[field] >= least[field] for field in FIELDS), misses(HELD_OUT, extension)


@pytest.mark.parametrize("extension", MAKERS)
def test_what_is_wrong_is_empty_rather_than_made_up(extension):
    made_up = [miss for miss in misses([*KNOWN, *HELD_OUT], extension) if miss[3]]
    assert made_up == []


@pytest.mark.parametrize("extension", MAKERS)
def test_day_of_effect_is_the_one_the_document_sets(extension):
    for paper in [*KNOWN, *HELD_OUT]:
        want = {"law": date(2031, 7, 1), "decision": paper.gives.issued_on}.get(paper.body)
        assert (paper.name, found(paper.name, extension).effective_on) == (paper.name, want)


@pytest.mark.parametrize("extension", MAKERS)
def test_own_process_reads_the_same(extension):
    paper = UNION[0]
    assert reading.read(MAKERS[extension](paper), extension) == found(paper.name, extension)


@pytest.mark.parametrize("paper", [*KNOWN, *HELD_OUT], ids=lambda paper: paper.name)
def test_text_is_one_line_for_each_paragraph(paper):
    lines, style = found(paper.name, "pdf").text.split("\n"), setting.Style.of(paper)
    paragraphs = [" ".join(text.lstrip("^*").split()) for text in body(paper.body, style.paragraphs)]
    assert [text for text in paragraphs if text not in lines] == []
    # The rows of the table in an appendix are numbered too.
    assert style.appendix or [line for line in lines if line.isdigit() or line.startswith("Trang ")] == []


@pytest.mark.parametrize(("align", "is_apart"), [("J", True), ("L", False)])
def test_long_text_is_joined_across_pages_without_their_numbers(align, is_apart):
    style = {"paragraphs": 300, "folio": "bottom", "align": align, "apart": is_apart}
    got = read_here(setting.pdf(replace(UNION[0], style=style)), "pdf", ocr=False)
    lines = got.text.split("\n")
    paragraphs = [" ".join(text.lstrip("^*").split()) for text in body("plan", 300)]
    assert (got.pages, [text for text in paragraphs if text not in lines]) == (17, [])
    assert [line for line in lines if line.isdigit() or line.startswith("Trang ")] == []


def test_text_is_composed_letters_only():
    for extension in MAKERS:
        text = found(UNION[0].name, extension).text
        assert unicodedata.is_normalized("NFC", text)

"""Papers as a copier sends them: pictures, askew and grainy, read with tesseract."""

from dataclasses import asdict, fields
from difflib import SequenceMatcher

import pytest

from announcements import reading
from announcements.reading import ocr, result
from tests.announcements.readings import setting
from tests.announcements.readings.papers import Gives
from tests.announcements.readings.test_reading import HELD_OUT, KNOWN

PAPERS = [*KNOWN, *HELD_OUT][4::10]
# Of the eight papers, how many each field is exactly right on. Summaries lose a letter here and there.
LEAST = {"number": 7, "kind": 8, "issuers": 8, "issued_on": 8, "summary": 3, "signers": 7}


@pytest.fixture(scope="module")
def readings():
    if not ocr.is_installed():
        raise SystemExit("Kiểm thử cần tesseract có tiếng Việt: apt-get install tesseract-ocr tesseract-ocr-vie")
    return {paper.name: reading.read(scanned(paper), "pdf") for paper in PAPERS}


def scanned(paper):
    return setting.scan(setting.pdf(paper), seed=len(paper.name))


def test_fields_of_scans_are_mostly_right(readings):
    wrong = [
        (paper.name, field, want, asdict(readings[paper.name])[field])
        for paper in PAPERS
        for field, want in asdict(paper.gives).items()
        if asdict(readings[paper.name])[field] != want
    ]
    right = {field.name: len(PAPERS) - sum(miss[1] == field.name for miss in wrong) for field in fields(Gives)}
    assert all(right[field] >= least for field, least in LEAST.items()), (right, wrong)


def test_summaries_of_scans_differ_by_letters_only(readings):
    for paper in PAPERS:
        assert SequenceMatcher(None, paper.gives.summary, readings[paper.name].summary).ratio() >= 0.9, paper.name


def test_scans_say_what_they_are(readings):
    assert {(found.is_scan, found.note) for found in readings.values()} == {(True, "")}


def test_pages_recognised_are_told():
    told = []
    reading.read(scanned(PAPERS[0]), "pdf", progress=lambda *numbers: told.append(numbers))
    assert told[-1] == (len(told), len(told))


def test_scan_on_a_machine_without_tesseract_says_so(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    found = reading.read(scanned(PAPERS[0]), "pdf")
    assert (found.is_scan, found.number, found.text) == (True, "", "")
    assert found.note == result.NO_OCR

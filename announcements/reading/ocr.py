"""Recognises scanned pages with tesseract, where it is installed with Vietnamese."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from statistics import median

import pypdfium2

from announcements.reading.lines import Line, Word, lines_of
from announcements.reading.result import MAX_OCR_PAGES

# Of the pages that tell the fields, and of those that are only searched.
SHARP, PLAIN = 300, 200
MAX_PIXELS = 12_000_000
PATIENCE = 60


@cache
def is_installed() -> bool:
    """Whether this machine can recognise Vietnamese."""
    if not shutil.which("tesseract"):
        return False
    done = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, timeout=20)  # noqa: S607
    return "vie" in done.stdout.split()


def recognise(
    document: pypdfium2.PdfDocument, numbers: list[int], progress: Callable[[int, int], None] | None
) -> Iterator[tuple[int, list[Line]]]:
    """(number, lines) of each of these pages, the first 50."""
    numbers = numbers[:MAX_OCR_PAGES]
    sharp = {*numbers[:3], numbers[-1]}
    for done, number in enumerate(numbers, 1):
        yield number, _lines(document[number], number, SHARP if number in sharp else PLAIN)
        if progress:
            progress(done, len(numbers))


def _lines(page: pypdfium2.PdfPage, number: int, dpi: int) -> list[Line]:
    width, height = page.get_size()
    scale = min(dpi / 72, (MAX_PIXELS / max(1, width * height)) ** 0.5)
    picture = page.render(scale=scale, grayscale=True).to_pil()
    out = BytesIO()
    picture.save(out, "PPM")
    command = ["tesseract", "stdin", "stdout", "-l", "vie", "--psm", "3", "--dpi", str(dpi), "tsv"]
    try:
        done = subprocess.run(command, input=out.getvalue(), capture_output=True, timeout=PATIENCE)  # noqa: S603
    except subprocess.TimeoutExpired:
        return []
    words = _straightened(_words(done.stdout.decode(errors="replace")))
    return lines_of(words, number + 1, *picture.size)


def _words(table: str) -> list[tuple[str, Word]]:
    """(line, word) of tesseract's table."""
    found = []
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) == 12 and cells[0] == "5" and cells[11].strip():
            left, top, width, height = map(int, cells[6:10])
            found.append((" ".join(cells[2:5]), Word(cells[11].strip(), left, left + width, top, top + height, height)))
    return found


def _straightened(words: list[tuple[str, Word]]) -> list[Word]:
    """The words as if the page had lain straight, each as large as its line."""
    lines: dict[str, list[Word]] = {}
    for line, word in words:
        lines.setdefault(line, []).append(word)
    slopes = [
        (line[-1].middle - line[0].middle) / (line[-1].x0 - line[0].x0)
        for line in lines.values()
        if len(line) > 3 and line[-1].x0 > line[0].x0
    ]
    slope = median(slopes) if slopes else 0
    found = []
    for line in lines.values():
        size = 1.1 * median(word.size for word in line)
        for word in line:
            down = slope * word.x0
            found.append(Word(word.text, word.x0, word.x1, word.top - down, word.bottom - down, size))
    return found

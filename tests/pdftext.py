"""The words of a PDF that fpdf2 wrote, page by page, through the very table by which readers copy them."""

import re
import zlib

_STRING = rb"\(((?:[^()\\]|\\.)*)\)"
_SHOWN = re.compile(
    rb"/(F\d+) [\d.]+ Tf|" + rb"(?:\[((?:" + _STRING + rb"|[^\]()])*)\] TJ)|" + _STRING + rb" Tj|\bTd\b", re.DOTALL
)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}


def pages(pdf: bytes) -> list[str]:
    objects = {int(n): body for n, body in re.findall(rb"(\d+) 0 obj\n(.*?)\nendobj", pdf, re.DOTALL)}
    fonts = {}
    for body in objects.values():
        for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", body):
            table = int(re.search(rb"/ToUnicode (\d+)", objects[int(number)])[1])
            fonts[name] = _table(_stream(objects[table]))
    found = re.findall(rb"/Contents (\d+) 0 R", b"\n".join(objects.values()))
    return [_words(_stream(objects[int(number)]), fonts) for number in found]


def _stream(body: bytes) -> bytes:
    content = re.search(rb"stream\n(.*)\nendstream", body, re.DOTALL)[1]
    return zlib.decompress(content) if b"/FlateDecode" in body else content


def _table(cmap: bytes) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>", cmap, re.IGNORECASE)
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}


def _words(content: bytes, fonts) -> str:
    text, font = [], {}
    for name, several, _, single in _SHOWN.findall(content):
        if name:
            font = fonts[name]
        for string in re.findall(_STRING, several, re.DOTALL) if several else [single]:
            codes = re.sub(rb"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), string, flags=re.DOTALL)
            text += [font[int.from_bytes(codes[at : at + 2], "big")] for at in range(0, len(codes), 2)]
        text.append("" if name else " ")
    return " ".join("".join(text).split())

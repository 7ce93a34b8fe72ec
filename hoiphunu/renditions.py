"""The sizes a photo is kept in, and their names, which follow from the master's name alone."""

import secrets
from io import BytesIO

from PIL import Image, ImageOps

WIDTHS = (480, 800, 1200)
OPEN_GRAPH_SIZE = (1200, 630)
_OPEN_GRAPH = "-og.jpg"


def new_name(extension: str) -> str:
    """A name nobody can guess for a new master: "anh/3f/3f….jpg" (128 random bits)."""
    token = secrets.token_hex(16)
    return f"anh/{token[:2]}/{token}.{extension}"


def widths_for(width: int) -> list[int]:
    """The rendition widths in pixels of a master so wide; never wider than it. The master itself is one size more."""
    return [each for each in WIDTHS if each < width]


def rendition_name(name: str, width: int | None, extension: str) -> str:
    """ "anh/ab/x.jpg", 800, "webp" → "anh/ab/x-800.webp"; without a width the full size: "anh/ab/x.webp"."""
    return _stem(name) + _ending(width, extension)


def open_graph_name(name: str) -> str:
    """ "anh/ab/x.jpg" → "anh/ab/x-og.jpg", the picture that Zalo and Facebook show."""
    return _stem(name) + _OPEN_GRAPH


def is_open_graph(name: str) -> bool:
    """Whether a stored name is that of a preview picture."""
    return name.endswith(_OPEN_GRAPH)


def names(name: str, width: int) -> list[str]:
    """Every file that stands beside the master `name` of that width in pixels (not the master itself)."""
    extension = name.rpartition(".")[2]
    listed = [rendition_name(name, each, kind) for each in widths_for(width) for kind in ("webp", extension)]
    return [*listed, rendition_name(name, None, "webp"), open_graph_name(name)]


def master(image: Image.Image) -> tuple[bytes, str]:
    """The picture encoded for keeping, and its extension: PNG when it is RGBA, else progressive JPEG."""
    extension = "png" if image.mode == "RGBA" else "jpg"
    return _encoded(image, extension, quality=85), extension


def of(image: Image.Image) -> dict[str, bytes]:
    """The renditions of a clean RGB or RGBA picture, keyed by the ending that replaces the master's extension."""
    fallback = "png" if image.mode == "RGBA" else "jpg"
    made = {_ending(None, "webp"): _encoded(image, "webp"), _OPEN_GRAPH: _open_graph(image, 0.5, 0.5)}
    for width in widths_for(image.width):
        size = (width, max(1, round(image.height * width / image.width)))
        smaller = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
        made |= {_ending(width, kind): _encoded(smaller, kind) for kind in ("webp", fallback)}
    return made


def open_graph(master_bytes: bytes, focal_x: float = 0.5, focal_y: float = 0.5) -> bytes:
    """A JPEG of 1200 × 630 px of one of our masters, cut around the focal point (0–1 from the left and the top)."""
    return _open_graph(Image.open(BytesIO(master_bytes), formats=["JPEG", "PNG"]), focal_x, focal_y)


def _open_graph(image: Image.Image, focal_x: float, focal_y: float) -> bytes:
    if image.mode == "RGBA":  # an emblem: shown whole on white
        card = Image.new("RGB", OPEN_GRAPH_SIZE, "white")
        shown = ImageOps.contain(image, OPEN_GRAPH_SIZE)
        card.paste(shown, tuple((room - side) // 2 for room, side in zip(card.size, shown.size, strict=True)), shown)
    else:
        card = image.resize(OPEN_GRAPH_SIZE, Image.Resampling.LANCZOS, box=_box(image.size, focal_x, focal_y))
    return _encoded(card, "jpg")


def _box(size: tuple[int, int], focal_x: float, focal_y: float) -> tuple[float, float, float, float]:
    """The largest part of 1200:630 whose middle is as near to the focal point as the edges allow."""
    scale = min(size[0] / OPEN_GRAPH_SIZE[0], size[1] / OPEN_GRAPH_SIZE[1])
    width, height = OPEN_GRAPH_SIZE[0] * scale, OPEN_GRAPH_SIZE[1] * scale
    left = min(max(focal_x * size[0] - width / 2, 0), size[0] - width)
    top = min(max(focal_y * size[1] - height / 2, 0), size[1] - height)
    return left, top, min(left + width, size[0]), min(top + height, size[1])


def _encoded(image: Image.Image, extension: str, quality: int = 80) -> bytes:
    out = BytesIO()
    if extension == "jpg":
        image.save(out, "JPEG", quality=quality, progressive=True, optimize=True)
    elif extension == "png":
        image.save(out, "PNG")
    else:
        image.save(out, "WEBP", quality=quality, method=4)
    return out.getvalue()


def _ending(width: int | None, extension: str) -> str:
    return f"-{width}.{extension}" if width else f".{extension}"


def _stem(name: str) -> str:
    return name.rpartition(".")[0]

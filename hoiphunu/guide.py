"""The guide for staff: chapters written in docs/huong-dan/, printed inside the staff pages."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt
from PIL import Image

from hoiphunu.vietnamese import slugify

FOLDER = settings.BASE_DIR / "docs" / "huong-dan"
START = "bat-dau"
# Where the chapter of a group of work says it in a part of its own, and where a noun has a chapter by itself.
PARTS = {"hoiphunu.Photo": "thu-vien-anh", "hoiphunu.User": "tai-khoan", "auth.Group": "tai-khoan"}


@dataclass(frozen=True)
class Chapter:
    slug: str
    title: str
    html: str
    parts: tuple[tuple[str, str], ...]  # (anchor, heading) of its second level

    @property
    def url(self):
        return reverse("guide", args=[self.slug])


def pictures() -> dict[str, Path]:
    return {path.name: path for path in (FOLDER / "anh").glob("*.webp")}


@cache
def chapters() -> dict[str, Chapter]:
    """{slug: chapter} in the order in which the first chapter names them."""
    read = {path.stem: _chapter(path) for path in FOLDER.glob("*.md")}
    named = [slug for slug in read if slug != START]
    order = _parser().render((FOLDER / f"{START}.md").read_text())
    return {slug: read[slug] for slug in [START, *sorted(named, key=lambda slug: order.index(f"{slug}.md"))]}


def _parser():
    # Raw HTML stays text: the chapters are ours, and yet need none.
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _chapter(path: Path) -> Chapter:
    parser, title, parts = _parser(), path.stem, []
    tokens = parser.parse(path.read_text())
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type == "heading_open":
            words = following.content
            token.attrSet("id", slugify(words))
            if token.tag == "h1":
                title = words
            elif token.tag == "h2":
                parts.append((token.attrGet("id"), words))
        for child in token.children or ():
            _lead(child)
    # The screen prints the title itself.
    body = parser.renderer.render(tokens[3:], parser.options, {})
    return Chapter(path.stem, title, mark_safe(body), tuple(parts))  # noqa: S308 - our own files, raw HTML escaped


def _lead(token):
    """Make what points to a neighbouring file point to its address."""
    if token.type == "link_open":
        name, _, anchor = token.attrGet("href").partition("#")
        if name.endswith(".md"):
            token.attrSet("href", reverse("guide", args=[name.removesuffix(".md")]) + (anchor and f"#{anchor}"))
    if token.type == "image":
        name = token.attrGet("src").removeprefix("anh/")
        with Image.open(FOLDER / "anh" / name) as picture:
            width, height = picture.size
        for key, value in (("width", width), ("height", height), ("loading", "lazy")):
            token.attrSet(key, str(value))
        token.attrSet("src", reverse("guide-picture", args=[name]))

"""An article as a file to keep: a page that needs no network, and a PDF."""

import re
from base64 import b64encode
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from hoiphunu import richtext, typesetting
from hoiphunu.feeds import full
from hoiphunu.files import CONTENT_TYPES
from hoiphunu.models import Organisation, Photo

PICTURE_WIDTH = 800
MAX_PICTURE, MAX_PICTURES = 400_000, 2_500_000
# Characters, about a second of work.
LONGEST_PDF = 50_000
_STORED = re.compile(r"/tep/(anh/[0-9a-f]{2}/[0-9a-f]{32}[a-z0-9.-]{4,12})")
_REMOTE = re.compile(r'<img(?![^>]* src="data:)[^>]*>')


class Pictures:
    """The photos of one article out of the storage, as many as the file may carry."""

    def __init__(self, article):
        self.photos = {photo.pk: photo for photo in Photo.objects.by_ids(article.photo_ids())}
        self.left = MAX_PICTURES

    def address(self, pk):
        photo = self.photos.get(pk)
        return photo.widest(PICTURE_WIDTH)[1] if photo else ""

    def content(self, address):
        """The bytes at one of our addresses; None when they are too many or not there."""
        stored = _STORED.fullmatch(address)
        if stored is None:
            return None
        try:
            with default_storage.open(stored[1]) as file:
                content = file.read(MAX_PICTURE + 1)
        except OSError:
            return None
        if not content or len(content) > min(MAX_PICTURE, self.left):
            return None
        self.left -= len(content)
        return content

    def shown(self, pk, alt, inline):
        """The `img` of a photo: with the picture inside it, or with its address."""
        address = self.address(pk)
        if not address:
            return None
        if inline:
            content = self.content(address)
            if content is None:
                return format_html("<p>[Ảnh: {}]</p>", alt)
            kind = CONTENT_TYPES[address.rpartition(".")[2]]
            address = f"data:{kind};base64,{b64encode(content).decode()}"
        return format_html('<img src="{}" alt="{}">', address, alt)


def html(request, article) -> bytes:
    """One file with text, style and pictures; it asks nothing of the network."""
    pictures = Pictures(article)
    return _page("news/article_saved.html", request, article, pictures, inline=True).encode()


def pdf(request, article) -> bytes:
    pictures = Pictures(article)
    text = _page("news/article_pdf.html", request, article, pictures, inline=False)
    return typesetting.pdf(
        text,
        pictures.content,
        title=title(article),
        author=article.byline or Organisation.objects.current().name,
        source=full(article.get_absolute_url()),
    )


def can_be_pdf(article) -> bool:
    """Whether it is no book, and our fonts hold its letters; Khmer, for one, needs more than letters side by side."""
    text = f"{article.title} {article.byline} {richtext.plain_text(article.body)}"
    return len(text) <= LONGEST_PDF and typesetting.can_set(text)


def title(article) -> str:
    """What a shared phone shows of the file: of a sensitive article nothing telling."""
    neutral = article.tab_title or Organisation.objects.current().short_name
    return neutral if article.is_sensitive else article.title


def file_name(article, extension) -> str:
    return f"bai-{article.pk}.{extension}" if article.is_sensitive else f"{article.slug}.{extension}"


def _page(template, request, article, pictures, inline):
    def shown(pk, alt):
        photo = pictures.photos.get(pk)
        return photo and pictures.shown(pk, alt or photo.alt, inline)

    cover = article.top_photo and shown(article.cover_id, article.cover.alt)
    body = richtext.render(article.body, shown, on_page=False)
    if inline:
        body = richtext.with_full_addresses(_REMOTE.sub("", body), full("").rstrip("/"))
    context = {"article": article, "title": title(article), "body": body, "cover": cover, "style": _style()}
    return render_to_string(template, context, request)


def _style():
    sheet = Path(finders.find("hoiphunu/css/saved.css")).read_text()
    return format_html("<style>{}</style>", mark_safe(sheet))  # noqa: S308  our own file

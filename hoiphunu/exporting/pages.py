"""A copy of what readers see that needs no server: plain pages in a folder, each leading to the others."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from announcements.models import Banner, Consultation, LegalDocument, WebLink
from hoiphunu import richtext
from hoiphunu.models import Organisation, Page, Photo
from hotline.models import Hotline, ResponseTeam
from news.models import Article

FOLDER = "html"
_OWN = re.compile(r'(<(?:a|img)\b[^>]*?\b(?:href|src)=")(/[^"]*)"')


@dataclass
class Section:
    """A list of rows; those with an address of their own have a page each."""

    name: str
    title: str
    rows: list = field(default_factory=list)


def write(put: Callable, say: Callable[[str], object]) -> int:
    """Write the copy by `put(name, chunks)`; how many pages it has."""
    org, found, count = Organisation.objects.current(), _sections(), 0
    addresses = {
        _key(row.get_absolute_url()): f"{kind}/{row.pk}.html" for kind, rows in _texts() for row in rows.defer("body")
    }
    context = {"org": org, "sections": found, "up": ""}
    put(f"{FOLDER}/kieu.css", [Path(finders.find("hoiphunu/css/saved.css")).read_bytes()])
    put(f"{FOLDER}/index.html", [_page("export/index.html", context)])
    for section in found:
        rows = [(addresses.get(_key(address), address), title, note) for address, title, note in section.rows]
        put(f"{FOLDER}/{section.name}.html", [_page("export/list.html", context | {"section": section, "rows": rows})])
    for kind, texts in _texts():
        for row in texts.iterator(chunk_size=200):
            shown = {"row": row, "body": _body(row, addresses), "files": _files(row), "cover": _cover(row)}
            put(f"{FOLDER}/{kind}/{row.pk}.html", [_page("export/text.html", context | shown | {"up": "../"})])
            count += 1
            if count % 500 == 0:
                say(f"  trang HTML: {count}…")
    return count + len(found) + 1


def _key(address: str):
    """What a text's address has whatever its title was when somebody linked to it."""
    try:
        found = resolve(urlsplit(address).path)
    except Resolver404:
        return address
    return found.view_name, *(value for name, value in sorted(found.kwargs.items()) if name != "slug")


def _page(template, context) -> bytes:
    return render_to_string(template, context).encode()


def _texts():
    return (
        ("tin-tuc", Article.objects.published().order_by("-published_at", "-pk")),
        ("van-ban", LegalDocument.objects.published().order_by("-issued_on", "-pk")),
        ("lay-y-kien", Consultation.objects.published().order_by("-published_at", "-pk")),
        ("trang", Page.objects.published().order_by("path")),
    )


def _sections() -> list[Section]:
    found: dict[str, Section] = {}

    def add(name, title, row, text, note):
        address = row.get_absolute_url() if hasattr(row, "get_absolute_url") else getattr(row, "address", "")
        found.setdefault(name, Section(name, title)).rows.append((address, text, note))

    articles, documents, drafts, pages = (rows for _, rows in _texts())
    for row in articles.defer("body"):
        day = timezone.localdate(row.published_at)
        add(f"tin-tuc-{day.year}", f"Tin bài năm {day.year}", row, row.title, f"{day:%d/%m/%Y}")
    for row in documents.select_related("kind"):
        add(
            f"van-ban-{row.year}",
            f"Văn bản năm {row.year}",
            row,
            f"{row.number}: {row.title}",
            f"{row.issued_on:%d/%m/%Y}",
        )
    for row in drafts:
        add("lay-y-kien", "Lấy ý kiến dự thảo", row, row.title, f"đến {row.ends_on:%d/%m/%Y}")
    for row in pages:
        add("trang", "Trang", row, row.title, "")
    return [*found.values(), *_plain_sections()]


def _plain_sections():
    def rows(model, text, note=lambda row: "", address=lambda row: ""):
        kept = model._base_manager.order_by("pk")
        return [(address(row), text(row), note(row)) for row in kept if row.visible_window()]

    plain = (
        Section("khau-hieu", "Khẩu hiệu", rows(Banner, lambda row: row.slogan)),
        Section("lien-ket", "Liên kết web", rows(WebLink, lambda row: row.title, address=lambda row: row.address)),
        Section("duong-day-nong", "Đường dây nóng", rows(Hotline, lambda row: row.name, lambda row: row.phone)),
        Section("to-phan-ung", "Tổ phản ứng nhanh", rows(ResponseTeam, str, lambda row: row.phone)),
    )
    return [section for section in plain if section.rows]


def _body(row, addresses):
    html = "\n".join(getattr(row, name, "") for name in ("note", "body"))
    photos = {photo.pk: photo for photo in Photo.objects.by_ids(richtext.photo_ids(html))}

    def shown(pk, alt):
        photo = photos.get(pk)
        return photo and format_html('<img src="{}" alt="{}">', photo.url, alt or photo.alt)

    def led(match):
        start, address = match.groups()
        if address.startswith(settings.MEDIA_URL):
            return f'{start}../../tep/{address.removeprefix(settings.MEDIA_URL)}"'
        here = addresses.get(_key(address))
        return f'{start}../{here}"' if here else f'{start}{settings.SITE_URL}{address}"'

    rendered = richtext.render(html, shown, on_page=False)
    return mark_safe(_OWN.sub(led, rendered))  # stored bodies have been through clean()


def _files(row):
    return [(f"../../tep/{stored.file.name}", str(stored)) for stored in getattr(row, "public_files", ())]


def _cover(row):
    cover = getattr(row, "top_photo", None)
    return cover and {"address": f"../../tep/{cover.file.name}", "photo": cover}

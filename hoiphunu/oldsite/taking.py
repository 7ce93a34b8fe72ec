"""Saved pages of a folder, one after the other, as published articles at new addresses to which the old ones lead."""

import csv
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from html import escape
from io import BytesIO
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction

from announcements import marquee
from announcements.models import Banner, Commemoration
from hoiphunu import images, publishing
from hoiphunu.models import OldAddress, Photo
from hoiphunu.oldsite import page
from hoiphunu.oldsite.page import OldPage, PageRefused
from hoiphunu.storage import kept_only_on_success
from hoiphunu.vietnamese import HERE, fold
from news.models import Article, Category

ENDINGS = (".html", ".htm", ".txt")
NEW, KNOWN, REFUSED = "đã nhập", "đã có", "bỏ qua"
MORNING = time(8)
# Buttons, lines and counters of the old pages, not photos.
SMALLEST = 120


@dataclass
class Taken:
    """What became of one file."""

    file: str
    outcome: str = REFUSED
    old: str = ""
    new: str = ""
    title: str = ""
    day: str = ""
    byline: str = ""
    category: str = ""
    photos: int = 0
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Choices:
    """How they are taken over: `category` for pages whose own is not known here, in the name of the account `by`."""

    category: Category
    by: object
    is_draft: bool = False
    is_dry: bool = False


class Folder:
    def __init__(self, root: Path, choices: Choices):
        self.root, self.choices, self.lines = root.resolve(), choices, {}
        self.categories = {category.slug: category for category in Category.objects.all()}
        self.seen: dict[str, str] = {}

    def files(self) -> list[Path]:
        """The pages, in an order that is the same each time; what a browser saved beside a page is none."""
        found = (path for path in self.root.rglob("*") if path.suffix.lower() in ENDINGS and path.is_file())
        return sorted(path for path in found if not path.parent.name.endswith(("_files", ".files")))

    def take(self, path: Path) -> Taken:
        """Take one page over, or say why not; nothing of it is kept then."""
        relative = PurePosixPath(path.relative_to(self.root))
        taken = Taken(str(relative))
        try:
            text = page.decoded(path.read_bytes())
            taken.old = page.address(text, relative)
            if taken.old in self.seen:
                raise PageRefused(f"cùng địa chỉ cũ với {self.seen[taken.old]}")
            self.seen[taken.old] = taken.file
            found = page.read(page.from_text(text) if path.suffix.lower() == ".txt" else text)
            if found.slogans:
                self.lines.setdefault(found.slogans, None)
            self._describe(taken, found)
            known = OldAddress.objects.at(taken.old)
            if known:
                taken.outcome, taken.new = KNOWN, known.target
            else:
                self._store(taken, found, path)
                taken.outcome = NEW
        except PageRefused as error:
            taken.notes.append(str(error))
        except ValidationError as error:
            taken.notes.append(" ".join(error.messages))
        except OSError as error:
            taken.notes.append(f"không đọc hoặc không ghi được: {error.strerror}")
        return taken

    def _describe(self, taken, found):
        taken.title, taken.day, taken.byline = found.title, f"{found.day:%d/%m/%Y}", found.byline
        taken.category = self._category(taken.old).name

    def _category(self, old) -> Category:
        """The category here whose address is that of the old one, else the chosen one."""
        slug = old.split("/")[1].partition("_")[2].lower()
        return self.categories.get(slug, self.choices.category)

    def _store(self, taken, found: OldPage, path: Path):
        contents = list(self._pictures(taken, found, path))
        if self.choices.is_dry:
            taken.photos = sum(content is not None for content in contents)
            return
        with kept_only_on_success(), transaction.atomic():
            photos = [
                self._photo(taken, content, picture) for content, picture in zip(contents, found.pictures, strict=True)
            ]
            article = self._article(found, photos, self._category(taken.old))
            OldAddress.objects.lead(taken.old, article.get_absolute_url())
            taken.new, taken.photos = article.get_absolute_url(), sum(photo is not None for photo in photos)

    def _article(self, found, photos, category) -> Article:
        by = self.choices.by
        article = Article(
            title=found.title,
            byline=found.byline[:120],
            body=found.with_pictures([photo and _shown(photo) for photo in photos]),
            cover=next(filter(None, photos), None),
            category=category,
            published_at=datetime.combine(found.day, MORNING, HERE),
            created_by=by,
            created_by_name=by.full_name,
        )
        article.save()
        publishing.write(article, {"tags": []}, by, "" if self.choices.is_draft else "publish")
        article.refresh_from_db()
        return article

    def _photo(self, taken, content, picture) -> Photo | None:
        """The photo through the same door as any upload; one that is in the library already is that one."""
        if content is None:
            return None
        try:
            image = images.clean(BytesIO(content))
        except images.ImageRefused as error:
            taken.notes.append(f"ảnh {picture.source[:80]}: {' '.join(error.messages)}")
            return None
        if max(image.width, image.height) < SMALLEST:
            return None
        same = Photo.objects.same_picture(image.content_hash)
        return same or Photo.store(image, by=self.choices.by, alt=picture.alt[:300])

    def _pictures(self, taken, found, path) -> Iterator[bytes | None]:
        """The bytes of each picture, from the folder alone: nothing is asked of the network."""
        for picture in found.pictures:
            content = _inline(picture.source)
            for candidate in [] if content else self._candidates(picture.source, path):
                if candidate.is_file() and candidate.is_relative_to(self.root):
                    content = candidate.read_bytes()
                    break
            if content is None:
                taken.notes.append(f"thiếu ảnh {picture.source[:80]}")
            yield content

    def _candidates(self, source, path) -> list[Path]:
        try:
            parts = urlsplit(source)
        except ValueError:
            return []
        name = unquote(parts.path).lstrip("/")
        if not name or "\0" in name:
            return []
        folders = [path.parent] if not (parts.netloc or source.startswith("/")) else [*path.parents]
        if parts.netloc:
            folders += [folder / parts.netloc for folder in path.parents]
        return [(folder / name).resolve() for folder in folders if folder.is_relative_to(self.root)]

    def add_slogans(self) -> list[str]:
        """The free slogans of the old running lines that are not here yet, added switched off; commemorations come by
        themselves.
        """
        today = datetime.now(HERE).date()
        known = {fold(slogan) for slogan in Banner.objects.values_list("slogan", flat=True)}
        events, added = list(Commemoration.objects.all()), []
        for line in self.lines:
            for piece in marquee.pieces(line, events, today):
                if piece.is_free and fold(piece.text) not in known and len(piece.text) <= LONGEST_SLOGAN:
                    known.add(fold(piece.text))
                    added.append(piece.text)
                    if not self.choices.is_dry:
                        Banner(slogan=piece.text, is_active=False, is_endless=True).save()
        return added


LONGEST_SLOGAN = Banner._meta.get_field("slogan").max_length or 10_000


def _shown(photo) -> str:
    return (
        f'<img src="{escape(photo.url)}" alt="{escape(photo.alt)}" width="{photo.width}" height="{photo.height}"'
        f' data-photo="{photo.pk}">'
    )


def _inline(source: str) -> bytes | None:
    if not source.startswith("data:image/"):
        return None
    try:
        return b64decode(source.partition(";base64,")[2], validate=True) or None
    except (NotBase64, ValueError):
        return None


def write_report(path: Path, rows: list[Taken]):
    """A table that Excel opens; a cell never begins as a formula does."""
    headings = (
        "tệp",
        "kết quả",
        "địa chỉ cũ",
        "địa chỉ mới",
        "tiêu đề",
        "ngày",
        "tác giả",
        "chuyên mục",
        "ảnh",
        "ghi chú",
    )
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        table = csv.writer(out)
        table.writerow(headings)
        for row in rows:
            cells = (row.file, row.outcome, row.old, row.new, row.title, row.day, row.byline, row.category, row.photos)
            table.writerow([_harmless(str(cell)) for cell in (*cells, "; ".join(row.notes))])


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell

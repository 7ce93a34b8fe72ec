"""Out: a folder of rows as JSON Lines, of files under their own names, and of pages anybody can open."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from hoiphunu.backups import media
from hoiphunu.exporting import content, pages

FORMAT = 1
SUMS, ABOUT, ROWS, FILES = "SHA256SUMS", "site.json", "noi-dung", "tep"
README = """Toàn bộ nội dung một cổng thông tin, do `manage.py export_site` ghi ra.

html/index.html   mở bằng trình duyệt: mọi tin bài, văn bản, trang đã đăng, không cần mạng
noi-dung/*.jsonl  mỗi dòng một bản ghi JSON (UTF-8), kể cả bản nháp và lịch sử sửa; cùng dạng với loaddata của Django
tep/              ảnh và tệp, đúng tên mà các bản ghi nhắc tới
site.json         phiên bản định dạng, địa chỉ cổng, số dòng từng loại
SHA256SUMS        dấu vân từng tệp; soát bằng: sha256sum --check SHA256SUMS

Không có trong này: tài khoản và mật khẩu, yêu cầu tư vấn, cách liên hệ của người góp ý, nhật ký, khoá của máy chủ.
Nạp vào một cổng trống bằng: manage.py import_site THƯ-MỤC
"""


class ExportError(Exception):
    """What went wrong, as a Vietnamese sentence."""


@dataclass(frozen=True)
class Exported:
    rows: int
    files: int
    pages: int
    missing: list[str]


class Folder:
    """Files written once each, with their sums."""

    def __init__(self, path: Path):
        self.path, self.sums = path, {}

    def write(self, name: str, chunks):
        target, digest = self.path / name, hashlib.sha256()
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as out:
            for chunk in chunks:
                digest.update(chunk)
                out.write(chunk)
        self.sums[name] = digest.hexdigest()

    def finish(self):
        """Only a folder with its sums is a whole one."""
        lines = [f"{self.sums[name]}  {name}\n" for name in sorted(self.sums)]
        (self.path / SUMS).write_text("".join(lines), encoding="utf-8")


def export_site(path: Path, say: Callable[[str], object]) -> Exported:
    """Write everything into `path`, which must not exist or be empty. Raises ExportError, OSError."""
    if path.exists() and any(path.iterdir()):
        raise ExportError(f"Thư mục {path} không trống; hãy chọn một thư mục mới.")
    folder, counts, names = Folder(path), {}, set()
    with transaction.atomic():
        for model in content.MODELS:
            label = model._meta.label_lower
            counts[label] = _rows(folder, model)
            names.update(content.stored_names(model))
            say(f"  {model._meta.verbose_name}: {counts[label]}")
        written = pages.write(folder.write, say)
    say(f"  tệp: {len(names)}")
    missing = [name for name in sorted(names) if not _file(folder, name)]
    about = {"format": FORMAT, "site": settings.SITE_URL, "rows": counts, "missing": missing}
    folder.write(ABOUT, [json.dumps(about, ensure_ascii=False, indent=1).encode()])
    folder.write("doc-truoc.txt", [README.encode()])
    folder.finish()
    return Exported(sum(counts.values()), len(names) - len(missing), written, missing)


def _rows(folder, model) -> int:
    count = 0

    def encoded():
        nonlocal count
        for line in content.lines(model):
            count += 1
            yield f"{line}\n".encode()

    folder.write(f"{ROWS}/{model._meta.label_lower}.jsonl", encoded())
    return count


def _file(folder, name) -> bool:
    try:
        folder.write(f"{FILES}/{name}", media.chunks(name))
    except FileNotFoundError:
        return False
    return True

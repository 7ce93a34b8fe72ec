"""Putting a copy back into an empty site, and comparing every row and byte with what was written down then."""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from hoiphunu.backups import databases, media
from hoiphunu.backups.archive import BackupError
from hoiphunu.backups.making import EVERY, archive, fingerprints
from hoiphunu.backups.verifying import base_is_ours, base_of, chosen, verify
from hoiphunu.models import User
from hoiphunu.publishing import Public


@dataclass(frozen=True)
class Restored:
    copy: str
    tables: int
    rows: int
    files: int
    bytes: int
    warnings: list[str]


def restore(copy: str, replacing: bool, say: Callable[[str], object]) -> Restored:
    """Put the copy (newest if "") back. Raises BackupError, before anything is touched, when the copy is not whole, is
    of another kind of database or of a newer program, or the site is not empty and `replacing` was not said."""
    place = archive()
    copy = chosen(place, copy)
    listed = place.list_of(copy)
    _refuse_unsuitable(copy, listed)
    if not replacing and (found := what_is_here()):
        raise BackupError(f"Cổng này không trống: {found}. Nếu đúng là muốn thay hết, thêm --replace.")
    say(f"Soát bản {copy} trước khi động tới gì…")
    verify(copy, say)
    base = base_of(place, copy, listed)
    say(f"Chép lại {len(listed['media'])} tệp…")
    for number, described in enumerate(listed["media"], 1):
        media.put_back(place, described)
        if number % EVERY == 0:
            say(f"  {number}/{len(listed['media'])}…")
    say("Nạp lại cơ sở dữ liệu…")
    with databases.scratch() as folder:
        databases.replace(place.read(base), folder)
    cache.clear()
    _compare(listed, base, say)
    rows = sum(int(told.split()[0]) for told in base["tables"].values())
    size = sum(file["size"] for file in listed["media"])
    return Restored(copy, len(base["tables"]), rows, len(listed["media"]), size, list(_warnings(listed, base)))


def _refuse_unsuitable(copy, listed):
    if not base_is_ours(listed):
        names = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}
        raise BackupError(
            f"Bản {copy} là của {names[listed['vendor']]}, DATABASE_URL ở đây là {names[connection.vendor]}; "
            "chuyển giữa hai loại bằng export_site và import_site."
        )
    ours = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    if newer := sorted(set(listed["migrations"]) - ours):
        raise BackupError(f"Bản {copy} là của chương trình mới hơn (có {newer[-1]}): nâng cấp chương trình trước.")


def what_is_here() -> str:
    """What a restored copy would take the place of, in words; "" on a site without accounts, content and files."""
    there = set(connection.introspection.table_names())
    for model in apps.get_models():
        if issubclass(model, (Public, User)) and model._meta.db_table in there and model._base_manager.exists():
            return f"đã có {model._meta.verbose_name}"
    name = next(media.names(), None)
    return f"đã có tệp {name}" if name else ""


def _compare(listed, base, say):
    say("So từng bảng, từng tệp với bản sao lưu…")
    now = databases.tables()
    wrong = [
        f"bảng {table}" for table in sorted({*now, *base["tables"]}) if now.get(table) != base["tables"].get(table)
    ]
    # One that has run on between the moment and the dump gives no number twice.
    counters = databases.sequences()
    wrong += [f"bộ đếm {name}" for name, value in listed["sequences"].items() if counters.get(name, -1) < value]
    wrong += [f"tệp {file['path']}" for file in listed["media"] if media.sha256(file["path"]) != file["sha256"]]
    if wrong:
        more = f" và {len(wrong) - 5} chỗ nữa" if len(wrong) > 5 else ""
        raise BackupError(f"Đã nạp lại, nhưng khác bản sao lưu ở: {', '.join(wrong[:5])}{more}.")


def _warnings(listed, base):
    now = fingerprints()
    if now["SECRET_KEY"] != listed["keys"]["SECRET_KEY"]:
        yield "SECRET_KEY khác lúc sao lưu: mọi người phải đăng nhập lại, mã tra cứu yêu cầu tư vấn cũ không dùng được."
    if not set(listed["keys"]["HELP_KEYS"]) <= set(now["HELP_KEYS"]):
        yield "HELP_KEYS thiếu khoá lúc sao lưu: yêu cầu tư vấn không đọc được cho tới khi thêm khoá cũ vào."
    if base["is_lasting"]:
        yield "Bản này quá 14 ngày: không còn yêu cầu tư vấn nào trong đó."
    if listed["missing"]:
        yield f"{len(listed['missing'])} tệp đã thiếu từ lúc sao lưu: {', '.join(listed['missing'][:3])}"

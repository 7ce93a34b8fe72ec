"""In: what `export_site` wrote, into a site that has no content yet."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.core.exceptions import SuspiciousFileOperation, ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.core.serializers.base import DeserializationError
from django.core.serializers.python import Deserializer
from django.db import IntegrityError, connection, models, transaction

from hoiphunu import richtext
from hoiphunu.editor import RichTextField
from hoiphunu.exporting import content
from hoiphunu.exporting.writing import ABOUT, FILES, FORMAT, ROWS, SUMS, ExportError
from hoiphunu.models import ContentVersion, Revision
from hoiphunu.publishing import Public, changed
from hoiphunu.reindexing import AT_ONCE
from hoiphunu.storage import kept_only_on_success


@dataclass(frozen=True)
class Imported:
    rows: int
    files: int


def import_site(path: Path, say: Callable[[str], object]) -> Imported:
    """Take in the folder `path`, all or nothing. Raises ExportError where it is not whole or the site is not empty."""
    sums = _sums(path)
    say(f"Soát {len(sums)} tệp…")
    for name, expected in sums.items():
        if _sum(path / name) != expected:
            raise ExportError(f"Tệp {name} thiếu hoặc đã bị sửa: dấu vân khác với {SUMS}.")
    about = json.loads((path / ABOUT).read_text(encoding="utf-8"))
    if about["format"] != FORMAT:
        raise ExportError(
            f"Định dạng {about['format']} là của chương trình khác; chương trình này đọc định dạng {FORMAT}."
        )
    if there := what_is_here():
        raise ExportError(f"Cổng này đã có {there}; chỉ nạp được vào một cổng chưa có nội dung.")
    try:
        with kept_only_on_success(), transaction.atomic():
            ContentVersion.objects.hold()
            rows = _rows(path, say)
            files = _files(path, [name for name in sums if name.startswith(f"{FILES}/")], say)
            say("Dựng lại tìm kiếm và quyền xem tệp…")
            _follow()
    except (DeserializationError, IntegrityError, SuspiciousFileOperation, ValidationError, ValueError) as error:
        raise ExportError(f"Nội dung không nạp được, chưa có gì thay đổi: {error}") from None
    return Imported(rows, files)


def what_is_here() -> str:
    """What an empty site would not have; "" when nothing of it is there."""
    there = (model for model in content.MODELS if model not in content.PREPARED and model._base_manager.exists())
    return next((str(model._meta.verbose_name) for model in there), "")


def _sums(path) -> dict[str, str]:
    try:
        lines = (path / SUMS).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise ExportError(f"{path} không phải thư mục do export_site ghi trọn vẹn: không có {SUMS}.") from None
    pairs = [line.partition("  ") for line in lines]
    if wrong := [name for _, _, name in pairs if name.startswith("/") or ".." in Path(name).parts]:
        raise ExportError(f"Tên tệp không được phép trong {SUMS}: {wrong[0]}")
    return {name: digest for digest, _, name in pairs}


def _sum(path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _rows(path, say) -> int:
    for model in content.PREPARED:
        models.QuerySet(model).delete()
    total = 0
    for model in content.MODELS:
        label, allowed = (
            model._meta.label_lower,
            {field.name for field in (*content.fields(model), *content.sets(model))},
        )
        with (path / ROWS / f"{label}.jsonl").open(encoding="utf-8") as lines:
            count = 0
            for line in lines:
                _save(label, allowed, json.loads(line))
                count += 1
        say(f"  {model._meta.verbose_name}: {count}")
        total += count
    connection.check_constraints()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), content.MODELS):
            cursor.execute(statement)
    return total


def _save(label, allowed, described):
    if described["model"] != label or not described["fields"].keys() <= allowed:
        raise ValueError(f"{label} {described['pk']}: có trường không thuộc nội dung")
    (row,) = Deserializer([described])
    if isinstance(row.object, Revision):
        _clean_revision(row.object)
    row.save()


def _clean_revision(revision):
    """What rows go through on their way into the database holds for the texts of their versions too."""
    try:
        named = apps.get_model(revision.kind)._meta.concrete_fields
    except (LookupError, ValueError):
        raise ValueError(f"bản ghi {revision.pk} của loại lạ {revision.kind}") from None
    for field in named:
        if isinstance(field, RichTextField) and field.name in revision.data:
            revision.data[field.name] = richtext.clean(revision.data[field.name])


def _files(path, names, say) -> int:
    for number, name in enumerate(names, 1):
        stored = name.removeprefix(f"{FILES}/")
        with (path / name).open("rb") as file:
            if default_storage.save(stored, File(file, name=stored)) != stored:
                raise ValueError(f"đã có tệp {stored}")
        if number % 500 == 0:
            say(f"  tệp: {number}/{len(names)}…")
    return len(names)


def _follow():
    """Whatever is computed from the content: the search index, who may read which file, the content version."""
    for model in content.MODELS:
        if issubclass(model, Public):
            keys = list(model._base_manager.order_by("pk").values_list("pk", flat=True))
            for start in range(0, len(keys), AT_ONCE):
                changed(model._base_manager.in_bulk(keys[start : start + AT_ONCE]).values())

"""The stored files, through Django's storage interface alone: on a disk or anywhere else."""

import hashlib
import tempfile
from collections.abc import Iterator

from django.apps import apps
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import models

from hoiphunu.backups.archive import Archive

CHUNK = 1024 * 1024
IN_MEMORY = 8 * 1024 * 1024


def names(folder: str = "") -> Iterator[str]:
    """Every stored file, in order."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    start = f"{folder}/" if folder else ""
    yield from (start + name for name in sorted(files))
    for name in sorted(folders):
        yield from names(start + name)


def named_by_rows() -> set[str]:
    """The stored files that rows of the database speak of."""
    found = set()
    for model in apps.get_models():
        fields = [field.name for field in model._meta.local_concrete_fields if isinstance(field, models.FileField)]
        for row in model._base_manager.values_list(*fields).iterator() if fields else ():
            found |= {name for name in row if name}
    return found


def chunks(name: str) -> Iterator[bytes]:
    with default_storage.open(name) as file:
        while chunk := file.read(CHUNK):
            yield chunk


def sha256(name: str) -> str:
    digest = hashlib.sha256()
    for chunk in chunks(name):
        digest.update(chunk)
    return digest.hexdigest()


def store(archive: Archive, known: dict[str, dict]) -> Iterator[tuple[dict, int]]:
    """(description, bytes newly stored) of every file now; those that are as `known` describes are not read again."""
    for path in list(names()):
        try:
            seen = {"path": path, "size": default_storage.size(path), "changed": _changed(path)}
            before = known.get(path)
            if before and seen.items() <= before.items() and archive.has(before["name"], before["size"]):
                yield before, 0
                continue
            stored = archive.store(chunks(path))
        except FileNotFoundError:
            continue  # deleted since it was listed
        described = {**seen, "size": stored.size, "name": stored.name, "sha256": stored.sha256}
        yield described, stored.size if stored.is_new else 0


def _changed(path: str) -> str:
    return default_storage.get_modified_time(path).isoformat()


def put_back(archive: Archive, described: dict):
    """Store the file again under its own name, in place of one that is there."""
    path = described["path"]
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as file:
        for chunk in archive.read(described):
            file.write(chunk)
        file.seek(0)
        if default_storage.exists(path):
            default_storage.delete(path)
        default_storage.save(path, File(file, name=path))

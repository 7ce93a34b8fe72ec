"""Where files lie: uploads under names of our own, static files compressed under hashed names."""

import os
import re
from contextlib import contextmanager, suppress
from contextvars import ContextVar

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

_written: ContextVar[list | None] = ContextVar("written", default=None)


def stem(name: str) -> str:
    """What a stored file and all its renditions share: "anh/ab/x-800.webp" → "anh/ab/x"."""
    return re.split(r"[-.]", name, maxsplit=1)[0]


class SiteStorage(FileSystemStorage):
    """Uploads. A write that fails leaves nothing; writes of a failed block are taken back."""

    def _save(self, name, content):
        try:
            name = super()._save(name, content)
        except OSError:
            with suppress(OSError):
                self.delete(name)
            raise
        if (written := _written.get()) is not None:
            written.append((self, name))
        return name

    def replace(self, name, content):
        """Put `content` in the place of the file `name`, which stays as it was when the disk is full."""
        spare = self.save(f"{name}.new", content)
        os.replace(self.path(spare), self.path(name))


@contextmanager
def kept_only_on_success():
    """Delete the files stored inside the block when it ends by an exception (the database rolls back likewise)."""
    outer = _written.get()
    token = _written.set([])
    try:
        yield
    except BaseException:
        for storage, name in _written.get():
            with suppress(OSError):
                storage.delete(name)
        raise
    else:
        if outer is not None:
            outer.extend(_written.get())
    finally:
        _written.reset(token)


class SiteStaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed names, also inside JavaScript modules; one style sheet instead of a cascade of imports."""

    support_js_module_import_aggregation = True
    # CKEditor asks for files by names it makes up itself; what is not in the manifest keeps its plain name.
    manifest_strict = False
    whole = ("hoiphunu/css/site.css", "hoiphunu/css/admin.css")
    import_line = re.compile(r'^@import "(?P<name>[\w./-]+)" layer\((?P<layer>\w+)\);$', re.MULTILINE)

    def post_process(self, paths, dry_run=False, **options):
        for name in self.whole:
            if name in paths and not dry_run:
                self._write_whole(name, *paths[name])
                paths[name] = (self, name)  # what is hashed is what was just written, not its source
        yield from super().post_process(paths, dry_run, **options)

    def _write_whole(self, name, source, path):
        """Write the sheet `name` with its parts put in, from its source: what an earlier run left names none."""
        folder = name.rpartition("/")[0]

        def inlined(match):
            with self.open(f"{folder}/{match['name']}") as part:
                return f"@layer {match['layer']} {{\n{part.read().decode()}\n}}"

        with source.open(path) as sheet:
            text = self.import_line.sub(inlined, sheet.read().decode())
        self.delete(name)
        self._save(name, ContentFile(text.encode()))

"""The static files as production serves them: collected, hashed, one style sheet."""

import hashlib
import json
import os
import re
import subprocess
import sys

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """STATIC_ROOT after a real collectstatic; the editor's thousands of files are left out for time."""
    root = tmp_path_factory.mktemp("static")
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0", "--ignore=ckeditor"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "STATIC_ROOT": str(root)}, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    return root


def hashed(root, name):
    return root / json.loads((root / "staticfiles.json").read_text())["paths"][name]


@pytest.mark.parametrize("name", ["hoiphunu/css/site.css", "hoiphunu/css/admin.css"])
def test_style_sheet_is_one_file(collected, name):
    sheet = hashed(collected, name).read_text()
    assert re.findall(r"@import \"", sheet) == []
    assert sheet.count("@layer") > 10
    fonts = re.findall(r"url\(\"?(\.\./fonts/[^)\"]+)", sheet)
    assert fonts != []
    assert [font for font in fonts if not (hashed(collected, name).parent / font).exists()] == []


def test_modules_ask_for_each_other_by_their_hashed_names(collected):
    script = hashed(collected, "hoiphunu/js/app.js")
    asked = re.findall(r"import\(\"(\./[^\"]+)\"\)", script.read_text())
    assert len(asked) >= 6
    assert [name for name in asked if not re.search(r"\.[0-9a-f]{12}\.js$", name)] == []
    assert [name for name in asked if not (script.parent / name).exists()] == []


def test_viewer_finds_its_library(collected):
    script = hashed(collected, "hoiphunu/js/viewer.js")
    [asked] = re.findall(r"import\(\"(\.\.?/[^\"]+)\"\)", script.read_text())
    assert (script.parent / asked).resolve() == hashed(collected, "hoiphunu/vendor/pdfjs/pdf.min.mjs")
    worker = hashed(collected, "hoiphunu/vendor/pdfjs/pdf.worker.min.mjs")
    assert (worker.parent / "openjpeg_nowasm_fallback.js").exists()  # the worker asks for it by this name


def test_vendored_files_are_the_ones_told_of():
    folder = ROOT / "hoiphunu/static/hoiphunu/vendor/pdfjs"
    told = dict(re.findall(r"^\| (\S+) \| \S+ \| ([0-9a-f]{64}) \|$", (folder / "README.md").read_text(), re.MULTILINE))
    code = {path.name for path in folder.iterdir()} - {
        "README.md",
        "LICENSE",
        "LICENSE_OPENJPEG",
        "LICENSE_PDFJS_OPENJPEG",
    }
    assert {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in code} == told


def test_collected_files_are_readable_by_the_web_server(collected):
    assert {oct(path.stat().st_mode & 0o777) for path in collected.rglob("*") if path.is_file()} == {"0o644"}

"""The house rules, each as a test that fails with the places that break it."""

import ast
import fnmatch
import re
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.template.loader import get_template

from tests.conftest import ROOT

OURS = ("hoiphunu", "news", "announcements", "hotline")
APPS = ("news", "announcements", "hotline")
# Above the apps: these join them, and nothing below may import them.
JOINING = {"urls", "views", "front", "sitemaps", "dashboard", "staff_views", "preview_views", "management", "demo"}
JOINING |= {"days_off", "doctor", "dead_links", "link_check_admin", "link_health", "backups", "exporting", "oldsite"}
JOINING |= {"handover", "handover_views"}
JOINING |= {"metrics"}
TOP_LEVEL = {
    *("manage.py", "pyproject.toml", "hoiphunu", "news", "announcements", "hotline", "templates", "tests"),
    *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE", "Makefile", "docs", "deploy"),
    *("requirements.lock", "requirements-dev.lock", ".ci", ".env.example", ".gitignore"),
}
# What .gitignore keeps out of the repository, and git itself.
NOT_OURS = {".git", ".venv", "var", ".env", ".run", ".pytest_cache", ".ruff_cache", "__pycache__", "node_modules"}
DRAWERS = {"utils", "util", "helpers", "common", "core", "misc", "services", "shared", "lib"}
BINARY = {
    ".woff2",
    ".ttf",
    ".jpg",
    ".jpeg",
    ".png",
    ".webp",
    ".gif",
    ".ico",
    ".mo",
    ".pdf",
    ".docx",
    ".xlsx",
    ".doc",
    ".pyc",
}

# Every place where text is declared to be HTML, and why it is. A new one is added here on purpose or not at all.
SAFE_IN_TEMPLATES: dict[str, int] = {}
SAFE_IN_CODE: dict[str, int] = {
    "hoiphunu/exporting/pages.py": 1,  # stored bodies have been through clean()
    "hoiphunu/guide.py": 1,  # chapters of our own, raw HTML in them escaped
    "hoiphunu/richtext.py": 3,  # stored bodies have been through clean()
    "hoiphunu/templatetags/site.py": 3,  # one of two constants; a picture of picture_html(); JSON without "<", ">", "&"
    "news/saved.py": 1,  # the style sheet of saved files
    "hoiphunu/vietnamese.py": 1,  # highlight() escapes every piece around its own mark
}


@cache
def files() -> tuple[Path, ...]:
    """Every file of the project, relative to its root."""
    found, folders = [], [ROOT]
    for folder in folders:
        for path in folder.iterdir():
            if path.name in NOT_OURS:
                continue
            (folders if path.is_dir() else found).append(path)
    return tuple(sorted(path.relative_to(ROOT) for path in found))


@cache
def text(path: Path) -> str:
    return (ROOT / path).read_text()


def matching(*patterns) -> list[Path]:
    return [path for path in files() if any(fnmatch.fnmatch(str(path), pattern) for pattern in patterns)]


def code() -> list[Path]:
    """Python files of the project and its apps; tests and migrations have their own ways."""
    return [path for path in matching("*.py") if path.parts[0] in OURS and "migrations" not in path.parts]


def templates() -> list[Path]:
    return matching("templates/*", "*/templates/*")


def counted(pattern: str, paths) -> dict[str, int]:
    found = {str(path): len(re.findall(pattern, text(path))) for path in paths}
    return {path: count for path, count in found.items() if count}


def imports(path: Path) -> set[tuple[str, ...]]:
    """What a file imports from our own packages, in dotted parts, wherever in the file it does."""
    found = set()
    for node in ast.walk(ast.parse(text(path))):
        if isinstance(node, ast.Import):
            found |= {tuple(alias.name.split(".")) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            here = path.parent.parts[: len(path.parent.parts) - node.level + 1] if node.level else ()
            start = (*here, *(node.module.split(".") if node.module else ()))
            found |= {(*start, alias.name) for alias in node.names}
    return {name for name in found if name[0] in OURS}


def stem(path: Path) -> str:
    """The module of hoiphunu/ a file belongs to: `admin` for hoiphunu/admin/photos.py and for hoiphunu/admin.py."""
    return path.parts[1].removesuffix(".py")


def test_apps_import_neither_each_other_nor_what_joins_them():
    wrong = []
    for path in code():
        for name in imports(path):
            if path.parts[0] in APPS:
                joins = name[0] == "hoiphunu" and name[1] in JOINING
                forbidden = joins or (name[0] in APPS and name[0] != path.parts[0])
            else:
                forbidden = name[0] in APPS and stem(path) not in JOINING
            if forbidden:
                wrong.append(f"{path} imports {'.'.join(name)}")
    assert sorted(wrong) == []


def test_nouns_of_announcements_never_mention_each_other():
    nouns = ("banners", "commemorations", "documents", "links")
    wrong = [
        f"{path} imports {'.'.join(name)}"
        for path in matching("announcements/models/*.py")
        for name in imports(path)
        if path.stem in nouns
        and name[:2] == ("announcements", "models")
        and name[2:3] != (path.stem,)
        # Types, issuers and fields are the documents' own words.
        and not (path.stem == "documents" and name[2:3] == ("document_words",))
    ]
    assert wrong == []


def test_rows_are_chosen_in_models_only():
    shared = tuple(f"hoiphunu/{name}.py" for name in ("publishing", "search", "slugs", "walking"))
    elsewhere = [p for p in code() if p.name != "models.py" and "models" not in p.parts and str(p) not in shared]
    assert counted(r"\.(?:filter|exclude)\(", elsewhere) == {}


def test_no_sql_is_put_together_from_text():
    assert counted(r"\.extra\(|RawSQL|\.raw\(|execute\w*\(\s*f[\"']", code()) == {}


def test_no_signals_of_our_own():
    assert counted(r"@receiver\b|\bimport signals\b|\bsignals import\b", code()) == {}


def test_modules_are_nouns_and_not_drawers():
    assert [str(path) for path in files() if DRAWERS & {part.removesuffix(".py") for part in path.parts}] == []


def test_top_level_holds_nothing_stray():
    assert {path.parts[0] for path in files()} - TOP_LEVEL == set()


def test_every_template_is_used():
    sources = "\n".join(text(path) for path in [*code(), *templates()])
    unused = []
    for path in templates():
        name = str(path).partition("templates/")[2]
        by_django = name in ("400.html", "403.html", "404.html", "500.html") or overrides_a_package(name)
        if not by_django and f'"{name}"' not in sources and f"'{name}'" not in sources:
            unused.append(str(path))
    assert unused == []


def overrides_a_package(name: str) -> bool:
    packages = [config for config in apps.get_app_configs() if config.name.split(".")[0] not in OURS]
    folders = [Path(config.path) / "templates" for config in packages]
    # Forms and widgets of Django itself are replaced under their own names as well.
    import django.forms

    folders += [Path(django.forms.__file__).parent / "templates"]
    return any((folder / name).exists() for folder in folders)


def test_every_template_compiles():
    for path in templates():
        get_template(str(path).partition("templates/")[2])


def test_every_place_that_trusts_html_is_listed():
    assert counted(r"\|\s*safe(?:seq)?\b|\bautoescape off\b", templates()) == SAFE_IN_TEMPLATES
    assert counted(r"\b(?:mark_safe|SafeString|SafeText)\(", code()) == SAFE_IN_CODE


def test_templates_hold_no_inline_script_or_style():
    data = r"type=\"application/(?:ld\+)?json\""
    script, style, handler = rf"<script\b(?![^>]*(?:\bsrc=|{data}))", r"<style\b|\sstyle=", r"\son[a-z]+="
    assert counted(f"{script}|{style}|{handler}", templates()) == {}


def test_nothing_is_loaded_from_other_hosts():
    loads = r"<(?:script|link|img|iframe|source)\b[^>]*(?:src|href|srcset)=[\"'](?:https?:)?//"
    assert counted(loads, templates()) == {}
    assert counted(r"url\([\"']?(?:https?:)?//|@import\s+[\"'](?:https?:)?//", matching("*/static/*.css")) == {}
    assert counted(r"(?:fetch|import|Worker|sendBeacon)\(\s*[\"'`](?:https?:)?//", matching("*/static/*.js")) == {}


def literals(path: Path) -> list[str]:
    """The strings of a file that are neither docstrings nor examples for staff."""
    tree = ast.parse(text(path))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    strings = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [node.value for node in strings if id(node) not in docs and "Ví dụ" not in node.value]


def test_the_union_and_its_places_are_content_and_no_literals():
    given = r"Sóc Trăng|0377\s?672\s?444|\d+/20\d\d/(?:QH|NĐ)"
    demo = {path for path in code() if "demo" in str(path)}
    found = [f"{path}: {string}" for path in code() if path not in demo for string in literals(path)]
    assert [place for place in found if re.search(given, place)] == []
    assert counted(given, templates()) == {}


# Letters to the account itself, which nobody else reads, and its being signed in.
GOES_WITH_THE_ACCOUNT = {"hoiphunu.Notice.user", "hoiphunu.OpenForm.user", "hoiphunu.Invitation.account"}
GOES_WITH_THE_ACCOUNT |= {"hoiphunu.StaffSession.account"}


def test_every_key_to_an_account_keeps_what_was_written():
    wrong = []
    for model in apps.get_models():
        if model._meta.app_label not in OURS:
            continue
        for field in model._meta.get_fields():
            if not isinstance(field, models.ForeignKey) or field.related_model._meta.label != "hoiphunu.User":
                continue
            kept = field.remote_field.on_delete
            named = f"{field.name}_name" in {other.name for other in model._meta.get_fields()}
            if kept is not models.PROTECT and not (kept is models.SET_NULL and named):
                wrong.append(f"{model._meta.label}.{field.name}")
    assert set(wrong) == GOES_WITH_THE_ACCOUNT


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def variables_read(path: Path) -> set[str]:
    """Names of environment variables a file reads, by `environment.…("NAME")` or `os.environ`."""
    found = set()
    for node in ast.walk(ast.parse(text(path))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
            continue
        reads = ast.unparse(node.func.value) in ("environment", "os.environ") and node.func.attr != "setdefault"
        if reads and node.func.attr != "refuse" and isinstance(node.args[0], ast.Constant):
            found.add(node.args[0].value)
    return found


def test_env_example_names_exactly_the_variables_that_are_read():
    readers = [*code(), Path("deploy/gunicorn.conf.py")]
    listed = re.findall(r"^#?([A-Z_]+)=", text(Path(".env.example")), re.MULTILINE)
    assert sorted(listed) == sorted(set().union(*map(variables_read, readers)))


def test_every_variable_of_env_example_is_explained():
    lines = text(Path(".env.example")).splitlines()
    variables = [n for n, line in enumerate(lines) if re.match(r"#?[A-Z_]+=", line)]
    assert [lines[n] for n in variables if not re.match(r"# \S", lines[n - 1])] == []


def test_files_name_no_package_index_and_no_folder_of_a_machine():
    written = [path for path in files() if path.suffix not in BINARY]
    index = r"--(?:extra-)?index-u[r]l|\"resolve[d]\":|registry [=] |files\.python[h]osted|py[p]i\.org"
    assert counted(index, written) == {}
    assert counted(r"/(?:root|home/\w+|Users/\w+|work/\w+)/", written) == {}


def test_no_test_is_skipped():
    assert counted(r"pytest\.(?:ski[p]|mark\.ski[p]|mark\.xfai[l]|importorski[p])", matching("tests/*.py")) == {}


def test_every_decision_has_its_own_number():
    numbers = [path.name[:4] for path in matching("docs/adr/*.md")]
    assert numbers == [f"{n:04}" for n in range(1, len(numbers) + 1)]

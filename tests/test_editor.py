import json
import re
from pathlib import Path

import ckeditor
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.migrations.writer import MigrationWriter

from hoiphunu.editor import EditorWidget, RichTextField
from hoiphunu.editor_config import EXTRA_PLUGINS, REMOVED_PLUGINS
from hoiphunu.models import Page
from hoiphunu.richtext import MAX_BYTES

PACKAGE = Path(ckeditor.__file__).parent / "static/ckeditor/ckeditor"
OURS = Path(__file__).parent.parent / "hoiphunu/static/hoiphunu/editor"
# What a button, a paste or an upload of ours needs; nothing else of the package's 4.22.1 runs.
USED = set(
    "ajax autogrow basicstyles blockquote button clipboard contextmenu dialog dialogui enterkey entities fakeobjects"
    " filebrowser filetools floatpanel format htmlwriter image2 indent indentlist justify lineutils link list listblock"
    " magicline maximize menu menubutton notification notificationaggregator panel panelbutton pastefromword"
    " pastetext pastetools popup removeformat richcombo showborders tab table"
    " tableselection tabletools toolbar undo uploadimage uploadwidget widget widgetselection wysiwygarea xml".split()
)
DIRTY, STORED = '<h1>Một<script>x()</script></h1><p onclick="x()">hai</p>', "<h2>Một</h2>\n<p>hai</p>"


def rendered():
    html = EditorWidget().render("body", "<p>a</p>", {"id": "id_body"})
    config = re.search(r'data-config="([^"]*)"', html)[1].replace("&quot;", '"')
    return html, json.loads(config)


def test_plugins_that_run_are_the_ones_we_use():
    bundled = set(re.search(r"config\.plugins='([^']*)'", (PACKAGE / "ckeditor.js").read_text())[1].split(","))
    assert (bundled | set(EXTRA_PLUGINS)) - set(REMOVED_PLUGINS) == USED


def test_plugins_with_holes_are_removed():
    assert {"codesnippetgeshi", "preview", "iframe", "exportpdf", "scayt", "wsc"} - set(REMOVED_PLUGINS) == set()


def test_content_filter_stays_on_and_asks_nobody():
    _, config = rendered()
    chosen = [config.get(name) for name in ("versionCheck", "fullPage", "allowedContent", "customConfig", "stylesSet")]
    assert chosen == [False, None, None, "", False]
    assert [config["language"], config["entities"], config["filebrowserUploadMethod"]] == ["vi", False, "xhr"]


def test_uploads_go_to_our_own_view():
    _, config = rendered()
    addresses = {
        name: value for name, value in config.items() if "upload" in name.lower() and name.lower()[-3:] == "url"
    }
    assert addresses == dict.fromkeys(("filebrowserUploadUrl", "imageUploadUrl"), "/quan-tri/anh/tai-len/")


def test_widget_loads_only_our_files():
    html, config = rendered()
    media = str(EditorWidget().media)
    addresses = re.findall(r'(?:src|href|basepath)="([^"]*)"', media) + [config["contentsCss"]]
    assert [address for address in addresses if not address.startswith("/static/")] == []
    assert "//" not in html + json.dumps(config)
    scripts = [re.sub(r"\?.*", "", address) for address in re.findall(r'src="/static/([^"]*)"', media)]
    assert scripts == [
        "ckeditor/ckeditor-init.js",
        "ckeditor/ckeditor/ckeditor.js",
        "ckeditor/fixups.js",
        "hoiphunu/editor/language.js",
        "hoiphunu/editor/editor.js",
    ]


def test_our_files_name_no_other_site():
    files = [path for path in OURS.iterdir() if path.suffix in (".js", ".css")]
    found = {path.name: re.findall(r"https?://[^\s\"'/]+", path.read_text()) for path in files}
    assert found == {"contents.css": [], "editor.css": [], "editor.js": [], "language.js": []}


def test_field_uses_our_widget():
    assert type(RichTextField("nội dung").formfield().widget) is EditorWidget


def test_field_is_the_same_in_every_migration():
    code, imports = MigrationWriter.serialize(RichTextField("nội dung", blank=True))
    assert (code, imports) == (
        "hoiphunu.editor.RichTextField(blank=True, verbose_name='nội dung')",
        {"import hoiphunu.editor"},
    )


def test_field_cleans_what_a_form_gives():
    assert RichTextField("nội dung").clean(DIRTY, None) == STORED


def test_field_refuses_too_much_beside_the_field():
    with pytest.raises(ValidationError, match="Nội dung quá dài"):
        RichTextField("nội dung").clean("x" * (MAX_BYTES + 1), None)


def stored_body():
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM hoiphunu_page")
        return [body for (body,) in cursor.fetchall()]


def test_database_holds_clean_html_after_save(db):
    page = Page.objects.create(title="Trang", path="trang", body=DIRTY)
    assert (stored_body(), page.body) == ([STORED], STORED)


def test_database_holds_clean_html_after_update(db):
    Page.objects.create(title="Trang", path="trang", body="<p>a</p>")
    Page.objects.update(body=DIRTY)
    assert stored_body() == [STORED]


def test_database_holds_clean_html_after_bulk_create(db):
    Page.objects.bulk_create([Page(title="Trang", path="trang", body=DIRTY)])
    assert stored_body() == [STORED]

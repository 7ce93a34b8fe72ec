"""The content leaves in open formats and comes in again as it was; nothing private goes along."""

import json
import shutil
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import models
from django.utils import timezone

from hoiphunu import publishing, reindexing
from hoiphunu.backups import media
from hoiphunu.exporting import content
from hoiphunu.models import AuditEntry, FileUse, OldAddress, Page, Revision, SearchEntry, User
from hoiphunu.publishing import Public, State
from news.models import Article
from tests.factories import (
    in_body,
    make_article,
    make_banner,
    make_category,
    make_chair,
    make_commemoration,
    make_consultation,
    make_correction,
    make_day_of_year,
    make_document,
    make_hotline,
    make_link,
    make_menu_item,
    make_opinion,
    make_organisation,
    make_page,
    make_photo,
    make_request,
    make_team,
    make_topic,
    make_user,
    relate,
)
from tests.staff import EDITOR

pytestmark = pytest.mark.django_db
SECRETS = ("Chuyện của chị Tư", "0912000111", "0912000222", "argon2", "bo-me@example.vn")


def said(*command):
    out = StringIO()
    call_command(*command, stdout=out, stderr=out)
    return out.getvalue()


@pytest.fixture
def filled(frozen):
    """A row of every noun, and what must stay where it is."""
    frozen("2025-06-17 05:07")
    editor = make_user(EDITOR, email="bo-me@example.vn")
    make_organisation(emblem=make_photo())
    make_menu_item()
    category = make_category(name="Gia đình")
    category.editors.add(editor)
    photo = make_photo(alt="Chị em")
    shown = {"body": in_body(photo), "cover": photo, "category": category}
    article = make_article(title="Hội thi", tags=["trẻ em", "bình đẳng"], files=["Thể lệ"], **shown)
    former = article.get_absolute_url()
    article.title = "Hội thi nấu ăn"
    publishing.write(article, article.related_data(), editor, "publish")
    make_article(title="Còn nháp", state=State.DRAFT, created_by=editor)
    make_topic(article)
    first, second = make_document("1/KH-BTV", files=["Bản ký"]), make_document("2/KH-BTV")
    relate(second, "amends", first)
    make_page(title="Giới thiệu", path="/gioi-thieu/", body=f'<p><a href="{former}">Xem</a></p>')
    OldAddress.objects.lead("/12_tin/34_cu.html", article.get_absolute_url())
    make_opinion(make_consultation(files=["Dự thảo"]), contact="0912000111", name="Lan", state="posted")
    make_correction(article=article, contact="0912000222")
    make_request("Chuyện của chị Tư", contact="0912000222")
    make_day_of_year(make_commemoration(), starts_on=timezone.localdate())
    for maker in (make_banner, make_link, make_hotline, make_team, make_chair):
        maker()
    return article


def emptied():
    for model in reversed(content.MODELS):
        models.QuerySet(model).delete()
    for model in (SearchEntry, FileUse):
        model.objects.all().delete()
    for name in list(media.names()):
        default_storage.delete(name)


def sum_anew(folder):
    names = [line.partition("  ")[2] for line in (folder / "SHA256SUMS").read_text().splitlines()]
    sums = [(sha256((folder / name).read_bytes()).hexdigest(), name) for name in names]
    (folder / "SHA256SUMS").write_text("".join(f"{digest}  {name}\n" for digest, name in sums))


def written(folder) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_content_comes_back_as_it_was_byte_for_byte(filled, tmp_path):
    said("export_site", str(tmp_path / "a"))
    before, versions = written(tmp_path / "a"), Revision.objects.count()
    emptied()
    said("import_site", str(tmp_path / "a"))
    said("export_site", str(tmp_path / "b"))
    assert written(tmp_path / "b") == before
    assert (len(before) > 60, versions) == (True, Revision.objects.count())
    assert list(reindexing.differences()) == []
    # It is a site again: found, shown with its files, written on.
    article = Article.objects.get(title="Hội thi nấu ăn")
    assert [tag.name for tag in article.tags.order_by("name")] == ["bình đẳng", "trẻ em"]
    assert FileUse.objects.named(article.cover.stored_files()[0][0]).visible().count() >= 1
    assert make_article().pk > article.pk


def test_nothing_private_goes_along(filled, tmp_path):
    told = said("export_site", str(tmp_path / "a"))
    assert "Không có tài khoản, mật khẩu, yêu cầu tư vấn" in told
    assert AuditEntry.objects.of_kind(AuditEntry.Kind.EXPORTED).get().words.startswith("export_site: ")
    files = written(tmp_path / "a")
    assert [name for name, text in files.items() for word in SECRETS if word.encode() in text] == []
    assert "noi-dung/hotline.helprequest.jsonl" not in files
    opinion = json.loads(files["noi-dung/announcements.opinion.jsonl"])
    assert (opinion["fields"]["name"], "contact" in opinion["fields"]) == ("Lan", False)
    drafts = [line for line in files["noi-dung/news.article.jsonl"].decode().splitlines() if "Còn nháp" in line]
    assert [json.loads(line)["fields"].keys() & {"created_by"} for line in drafts] == [set()]
    assert [name for name, text in files.items() if name.startswith("html/") and "Còn nháp".encode() in text] == []


def test_every_link_of_the_html_copy_leads_somewhere(filled, tmp_path):
    said("export_site", str(tmp_path / "a"))
    pages = sorted((tmp_path / "a" / "html").rglob("*.html"))
    titles = {BeautifulSoup(page.read_text(), "html.parser").h1.get_text() for page in pages}
    assert {"Mục lục", "Tin bài năm 2019", "Hội thi nấu ăn", "Giới thiệu", "Lấy ý kiến dự thảo"} <= titles
    dead = []
    for page in pages:
        soup = BeautifulSoup(page.read_text(), "html.parser")
        found = [tag.get("href") or tag.get("src") for tag in soup.select("[href], [src]")]
        dead += [f"{page}: {link}" for link in found if "://" not in link and not (page.parent / link).exists()]
    assert dead == []
    page = BeautifulSoup(next((tmp_path / "a/html/trang").iterdir()).read_text(), "html.parser")
    assert page.select_one("main a")["href"] == f"../tin-tuc/{filled.pk}.html"


def test_what_is_not_whole_or_not_clean_changes_nothing(filled, tmp_path):
    folder = tmp_path / "a"
    said("export_site", str(folder))
    with pytest.raises(CommandError, match="không trống; hãy chọn một thư mục mới.$"):
        said("export_site", str(folder))
    with pytest.raises(CommandError, match="^Cổng này đã có ảnh; chỉ nạp được vào một cổng chưa có nội dung.$"):
        said("import_site", str(folder))
    emptied()

    def refused(name, change, told):
        spoilt = tmp_path / "b"
        shutil.copytree(folder, spoilt)
        change(spoilt / name)
        with pytest.raises(CommandError, match=told):
            said("import_site", str(spoilt))
        assert (Article.objects.count(), list(media.names())) == (0, [])
        shutil.rmtree(spoilt)

    refused(
        "noi-dung/news.tag.jsonl", lambda path: path.write_bytes(b"x"), "^Tệp noi-dung/news.tag.jsonl thiếu hoặc đã"
    )
    refused("site.json", Path.unlink, "^Tệp site.json thiếu")
    refused("SHA256SUMS", Path.unlink, "không phải thư mục do export_site ghi trọn vẹn")
    refused("SHA256SUMS", lambda path: path.write_text(f"{'0' * 64}  ../../x\n"), "^Tên tệp không được phép")

    def resummed(change):
        def do(path):
            path.write_text(change(path.read_text()))
            sum_anew(path.parent.parent)

        return do

    no_category = resummed(lambda text: text.replace('"category": ', '"category": 999'))
    refused("noi-dung/news.article.jsonl", no_category, "^Nội dung không nạp được, chưa có gì thay đổi")
    with_account = resummed(lambda text: text.replace('"fields": {', '"fields": {"created_by": 1, ', 1))
    refused("noi-dung/news.article.jsonl", with_account, "có trường không thuộc nội dung")


def test_script_in_what_is_taken_in_is_cleaned_away(filled, tmp_path):
    folder = tmp_path / "a"
    said("export_site", str(folder))
    for name in ("hoiphunu.page", "hoiphunu.revision", "news.article"):
        path = folder / f"noi-dung/{name}.jsonl"
        path.write_text(path.read_text().replace("<p>", "<p><script>alert(1)</script><img src=x onerror=alert(1)>"))
    sum_anew(folder)
    emptied()
    said("import_site", str(folder))
    stored = [Page.objects.get().body, *(str(r.data) for r in Revision.objects.all()), Article.objects.first().body]
    assert [text for text in stored if "script" in text or "onerror" in text] == []


def test_every_noun_of_readers_goes_along_and_names_nothing_that_stays():
    assert {model for model in apps.get_models() if issubclass(model, Public)} - set(content.MODELS) == set()
    named = {field.related_model for model in content.MODELS for field in content.fields(model) if field.is_relation}
    assert named - set(content.MODELS) == set()
    assert User not in content.MODELS

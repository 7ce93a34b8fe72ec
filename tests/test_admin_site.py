import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.staticfiles import finders
from django.urls import reverse

from hoiphunu.admin_site import PermissionField
from hoiphunu.models import Photo, User
from hoiphunu.publishing import State
from news.models import Article, Category
from tests import staff
from tests.conftest import ROOT
from tests.factories import (
    make_article,
    make_banner,
    make_category,
    make_hotline,
    make_organisation,
    make_tag,
    make_user,
)
from tests.staff import CONTENT, CONTRIBUTOR, EDITOR, HOTLINE, signed_in
from tests.test_staff_language import english_on

pytestmark = [pytest.mark.django_db, pytest.mark.words]

SHEETS = ROOT / "hoiphunu/static/hoiphunu/css"
GROUPS = {
    "Tin tức": ["Tin bài", "Góp ý sửa bài", "Chuyên mục", "Dòng sự kiện", "Thẻ", "Thư viện ảnh", "Lượt đọc"],
    "Khẩu hiệu": ["Ngày kỷ niệm", "Khẩu hiệu tự do"],
    "Văn bản": ["Văn bản", "Lấy ý kiến dự thảo", "Ý kiến bạn đọc", "Loại văn bản", "Cơ quan ban hành", "Lĩnh vực"],
    "Liên kết": ["Liên kết web", "Nhóm liên kết", "Kiểm tra liên kết"],
    "Đường dây nóng": [
        *("Đường dây nóng", "Tổ phản ứng nhanh", "Chủ tịch Hội ở xã", "Lời trên trang Hỗ trợ"),
        *("Lượt mở yêu cầu", "Lời đồng ý", "Xã, phường", "Ngày nghỉ"),
    ],
    "Hệ thống": [
        *("Đơn vị", "Trang", "Mục menu", "Địa chỉ cũ", "Tài khoản", "Nhóm", "Nhật ký an ninh", "Bước duyệt", "Sự cố"),
    ],
}


def page_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def groups_of(client):
    apps = client.get(reverse("admin:index")).context["app_list"]
    return {app["name"]: [model["name"] for model in app["models"]] for app in apps}


def rail(page):
    """{entry: number beside it} of the rail's groups."""
    links = page.select("nav.rail .rail__groups > li > a")
    return {link.find(string=True, recursive=False).strip() or link.get_text(strip=True): link.b for link in links}


def all_screens(client):
    """(address, answer) of every list and add form the rail leads to."""
    for app in client.get(reverse("admin:index")).context["app_list"]:
        for model in app["models"]:
            for address in filter(None, (model["admin_url"], model["add_url"])):
                yield address, client.get(address)


def test_superuser_finds_everything_grouped_by_task():
    assert groups_of(signed_in(is_superuser=True)) == GROUPS


@pytest.mark.parametrize(
    ("group", "names"),
    [
        (CONTRIBUTOR, ["Tin tức"]),
        (EDITOR, ["Tin tức"]),
        (CONTENT, list(GROUPS)),
        (HOTLINE, ["Đường dây nóng"]),
        ("", []),
    ],
)
def test_each_group_finds_its_own_work_only(group, names):
    assert list(groups_of(signed_in(group))) == names


def test_accounts_are_no_content_staffs_matter():
    assert groups_of(signed_in(CONTENT))["Hệ thống"] == ["Đơn vị", "Trang", "Mục menu", "Địa chỉ cũ"]


def test_screens_of_unused_package_nouns_do_not_exist():
    labels = {model._meta.label for model in admin.site._registry}
    assert {
        label for label in labels if label.split(".")[0] not in ("hoiphunu", "news", "announcements", "hotline")
    } == {"auth.Group"}


def test_an_apps_address_leads_to_the_start_page():
    response = signed_in(CONTENT).get("/quan-tri/news/")
    assert (response.status_code, response.headers["Location"]) == (302, "/quan-tri/")


def test_rail_says_where_something_waits():
    client = signed_in(CONTENT)
    make_banner("Mừng ngày 03/02/2020")
    make_article(state=State.DRAFT)
    make_article(state=State.IN_REVIEW)
    page = page_of(client, staff.list_url(Category))
    waiting = {link.get_text(" ", strip=True) for link in page.select("nav.rail .rail__groups > li > a")}
    assert waiting == {
        "Việc cần làm 3 việc",
        "Tin tức 2 việc",
        "Khẩu hiệu 1 việc",
        "Văn bản",
        "Liên kết",
        "Đường dây nóng",
        "Hệ thống",
    }


def test_rail_marks_where_one_is():
    page = page_of(signed_in(CONTENT), staff.list_url(Category))
    assert [link.get_text(strip=True) for link in page.select("nav.rail [aria-current=page]")] == ["Chuyên mục"]
    page = page_of(signed_in(CONTENT), staff.add_url(Category))
    assert [link.get_text(strip=True) for link in page.select("nav.rail [aria-current]")] == ["Chuyên mục"]


def test_every_page_has_its_title_the_clock_and_the_account_menu(frozen):
    make_organisation(short_name="Phụ nữ Thử")
    client = signed_in(CONTENT, full_name="Ngọc Bích", password=staff.PASSWORD)
    frozen("2025-06-17 05:07")
    page = page_of(staff.client_of(client.user), staff.list_url(Article))
    assert page.title.get_text(" ", strip=True) == "Tin bài – Quản trị Phụ nữ Thử"
    assert page.select_one("time.clock").get_text() == "Thứ 3, 05:07 17/06/2025"
    menu = page.select_one(".account")
    assert menu.summary.get_text(strip=True) == "Ngọc Bích"
    assert [a.get_text(strip=True) for a in menu.select("a, button")] == [
        *("Xem trang", "Đổi mật khẩu", "Xác thực hai bước", "Phiên đăng nhập của tôi", "Đăng xuất"),
    ]


def test_popup_has_neither_rail_nor_head():
    page = page_of(signed_in(CONTENT), staff.add_url(Category) + "?_popup=1")
    assert page.select(".rail, .railbar, .staff__head") == []


@pytest.mark.parametrize("group", [CONTRIBUTOR, EDITOR, CONTENT, HOTLINE])
def test_no_english_on_the_screens_of_a_group(group):
    make_hotline()
    make_article(tags=["bạo lực"])
    make_banner()
    client = signed_in(group, password=staff.PASSWORD)
    screens = [("start", client.get(reverse("admin:index"))), *all_screens(client)]
    assert {where: answer.status_code for where, answer in screens if answer.status_code != 200} == {}
    assert {where: english_on(answer) for where, answer in screens if english_on(answer)} == {}


def test_no_english_when_something_is_not_allowed_or_not_there():
    client = signed_in(CONTENT)
    for address in ("/quan-tri/news/article/999/change/", "/quan-tri/khong-co/", "/quan-tri/hoiphunu/user/"):
        assert english_on(client.get(address, follow=True)) == []


def test_no_english_after_leaving():
    client = signed_in(EDITOR)
    assert english_on(client.post(reverse("admin:logout"))) == []


def test_locked_account_is_told_for_how_long(client, settings):
    make_user(username="thu")
    attempt = {"username": "thu", "password": "sai"}
    answers = [client.post(reverse("admin:login"), attempt) for _ in range(settings.AXES_FAILURE_LIMIT)]
    assert [answer.status_code for answer in answers] == [200] * (settings.AXES_FAILURE_LIMIT - 1) + [429]
    page = BeautifulSoup(answers[-1].content, "html.parser")
    assert page.h1.get_text(strip=True) == "Tạm khoá đăng nhập"
    assert "Bạn thử lại sau 15 phút." in " ".join(page.main.get_text(" ").split())
    assert english_on(answers[-1]) == []


def test_refused_login_says_so_in_vietnamese(client):
    page = BeautifulSoup(
        client.post(reverse("admin:login"), {"username": "thu", "password": "sai"}).content, "html.parser"
    )
    said = "Tên đăng nhập hoặc mật khẩu chưa đúng. Chữ hoa và chữ thường khác nhau."
    assert [note.get_text(strip=True) for note in page.select(".errornote")] == [said]


@pytest.mark.parametrize("view", ["login", "index", "password_change"])
def test_pages_hold_no_inline_script_or_style(view):
    make_article()
    response = signed_in(is_superuser=True).get(reverse(f"admin:{view}"), follow=True)
    assert inline_parts(response) == []


def test_lists_and_forms_hold_no_inline_script_or_style():
    make_banner()
    client = signed_in(is_superuser=True)
    assert {where: inline_parts(answer) for where, answer in all_screens(client) if inline_parts(answer)} == {}


def inline_parts(response):
    page = BeautifulSoup(response.content, "html.parser")
    for editor in page.select(".django-ckeditor-widget"):
        editor.decompose()  # on pages whose policy is relaxed for it
    data = ("application/json", "application/ld+json")
    scripts = [tag for tag in page.select("script:not([src])") if tag.get("type") not in data]
    handlers = [tag for tag in page.find_all(True) if any(name.startswith("on") for name in tag.attrs)]
    return [str(tag)[:120] for tag in [*scripts, *page.select("style, [style]"), *handlers]]


def test_what_readers_can_open_is_one_click_away():
    client = signed_in(CONTENT)
    shown, draft = make_article(), make_article(state=State.DRAFT)
    banner = make_banner()
    links = {
        row: [link["href"] for link in page_of(client, staff.change_url(row)).select(".viewsitelink")]
        for row in (shown, draft, banner)
    }
    assert links == {shown: [shown.get_absolute_url()], draft: [], banner: [banner.get_absolute_url()]}


def test_yes_and_no_pictures_speak_vietnamese():
    make_category(is_sensitive=True)
    page = page_of(signed_in(CONTENT), staff.list_url(Category))
    assert [image["alt"] for image in page.select("#result_list img")] == ["Có"]


def test_yes_and_no_that_cannot_be_changed_speak_vietnamese():
    category = make_category()
    page = page_of(signed_in(EDITOR), staff.change_url(category))
    assert [image["alt"] for image in page.select(".readonly img")] == ["Không"]


def test_boxes_inside_lists_and_moments_have_names():
    make_banner()
    page = page_of(signed_in(CONTENT), "/quan-tri/announcements/banner/")
    boxes = page.select("#result_list td input:not([type=hidden], .action-select)")
    assert [box["aria-label"] for box in boxes] == ["bật"]
    page = page_of(signed_in(CONTENT), staff.add_url(Article))
    halves = page.select(".field-published_at input")
    assert [half["aria-label"] for half in halves] == ["Ngày đăng, ngày", "Ngày đăng, giờ"]


def test_what_a_name_holds_is_no_markup():
    hostile = '<img src=x onerror=alert(1)> object (1) alt="True"'
    category = make_category(name=hostile)
    client = signed_in(CONTENT)
    for address in (staff.list_url(Category), staff.change_url(category), staff.change_url(category, "delete")):
        assert page_of(client, address).select("img[src=x]") == []


def test_rights_are_named_in_words_and_only_those_that_have_a_screen():
    field = Group._meta.get_field("permissions").formfield(form_class=PermissionField)
    labels = [str(label) for _, label in field.choices]
    assert len(labels) == 4 * len(admin.site._registry) + 4  # and to publish articles, documents, drafts, pages
    assert {label.rpartition(": ")[2] for label in labels} == {
        *("Thêm", "Sửa", "Xoá", "Xem"),
        *("Được đăng và gỡ tin bài", "Được đăng và gỡ văn bản", "Được đăng trang"),
        "Được đăng và gỡ lấy ý kiến dự thảo",
    }
    assert [label for label in labels if label.startswith("Tin bài")] == [
        "Tin bài: Thêm",
        "Tin bài: Sửa",
        "Tin bài: Xoá",
        "Tin bài: Được đăng và gỡ tin bài",
        "Tin bài: Xem",
    ]


def test_deleting_speaks_of_no_join_tables():
    client = signed_in(is_superuser=True)
    group = Group.objects.get(name=EDITOR)
    user = make_user(EDITOR)
    article = make_article(tags=["bạo lực"])
    for row in (group, user, article):
        page = page_of(client, staff.change_url(row, "delete"))
        text = page.main.get_text(" ")
        assert str(row) in text
        assert re.findall(r"object \(\d+\)|mối liên hệ", text) == []


def test_selected_rows_are_deleted_after_a_question_without_english():
    client = signed_in(is_superuser=True)
    tag = make_tag()
    response = client.post(staff.list_url(type(tag)), {"action": "delete_selected", "_selected_action": [str(tag.pk)]})
    assert response.status_code == 200
    assert english_on(response) == []


def test_history_is_called_history():
    client = signed_in(CONTENT)
    banner = make_banner("Chúc mừng")
    page = page_of(client, staff.change_url(banner, "history"))
    assert page.h1.get_text(strip=True) == "Lịch sử: Chúc mừng"


def test_sheet_names_only_parts_that_exist():
    sheet = (SHEETS / "admin.css").read_text()
    parts = re.findall(r'^@import "([\w./-]+)" layer\(\w+\);$', sheet, re.MULTILINE)
    assert [part for part in parts if not (SHEETS / part).exists()] == []
    assert sorted(part for part in parts if part.startswith("admin/")) == sorted(
        f"admin/{path.name}" for path in (SHEETS / "admin").glob("*.css")
    )
    theirs = re.findall(r'^@import url\("\.\./\.\./(admin/css/[\w./-]+)"\)', sheet, re.MULTILINE)
    assert [name for name in theirs if finders.find(name) is None] == []


def test_parts_of_the_sheet_name_no_files():
    # Joined into one sheet in another folder, an address inside a part would lead elsewhere.
    assert [path.name for path in Path(SHEETS / "admin").glob("*.css") if "url(" in path.read_text()] == []


def test_staff_pages_load_none_of_djangos_sheets_outside_the_layers():
    make_banner()
    client = signed_in(is_superuser=True)
    layered = {f"/static/admin/css/{name}.css" for name in ("base", "forms", "changelists", "responsive", "login")}
    for model in (Article, User, Photo):
        for address in (staff.list_url(model), staff.add_url(model)):
            links = {link["href"] for link in page_of(client, address).select("link[rel=stylesheet]")}
            assert links & layered == set()
            assert "/static/hoiphunu/css/admin.css" in links


def test_no_choice_of_a_form_offers_to_delete_what_it_names():
    page = page_of(signed_in(is_superuser=True), reverse("admin:news_article_add"))
    links = [link["id"] for link in page.select(".related-widget-wrapper-link")]
    assert links == ["change_id_category", "add_id_category", "add_id_topics", "change_id_cover", "add_id_cover"]

import shutil
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from announcements.models import ApprovedYear
from hoiphunu import bin
from hoiphunu.dashboard import LIMIT, Dashboard, Task, coming_day, greeting
from hoiphunu.models import User
from hoiphunu.publishing import State
from tests.factories import (
    ago,
    ahead,
    at,
    list_as_if_made,
    make_article,
    make_banner,
    make_category,
    make_commemoration,
    make_consultation,
    make_day_of_year,
    make_document,
    make_hotline,
    make_opinion,
    make_organisation,
    make_page,
    make_photo,
    make_user,
)
from tests.staff import CONTENT, CONTRIBUTOR, EDITOR, HOTLINE, client_of, signed_in

pytestmark = pytest.mark.django_db


def fresh(user):
    """The account without the rights it has already looked up."""
    return User.objects.get(pk=user.pk)


def tasks_of(user):
    return {task.title: task for task in Dashboard(fresh(user)).tasks}


def counts_of(user):
    return {title: task.count for title, task in tasks_of(user).items()}


def chief():
    return make_user(is_superuser=True)


def listed(task, user):
    """The rows of the list a task's button leads to."""
    return list(client_of(user).get(task.url).context["cl"].result_list)


def log(user, row, flag=CHANGE, what=None):
    return LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(row),
        object_id=str(row.pk),
        object_repr=what or str(row),
        action_flag=flag,
    )


@pytest.mark.parametrize(
    ("hour", "said"), [(3, "tối"), (4, "sáng"), (10, "sáng"), (11, "trưa"), (13, "chiều"), (17, "chiều"), (18, "tối")]
)
def test_greeting_follows_the_hour(hour, said):
    assert greeting(at(f"2025-06-17 {hour:02}:59")) == f"Chào buổi {said}"


def test_greeting_names_the_person(frozen):
    frozen("2025-06-17 05:07")
    assert Dashboard(make_user(full_name="Ngọc Bích")).greeting == "Chào buổi sáng, Ngọc Bích"


def test_coming_days_are_named(frozen):
    frozen("2025-06-17 05:07")
    moments = ["2025-06-17 08:00", "2025-06-18 00:00", "2025-06-28 14:30"]
    assert [coming_day(at(moment)) for moment in moments] == [
        "Hôm nay 08:00",
        "Ngày mai 00:00",
        "Thứ 7, 28/06 14:30",
    ]


def test_nothing_waits_on_an_empty_site():
    assert Dashboard(chief()).tasks == []


def test_free_slogans_past_their_day_are_named(frozen):
    frozen("2025-06-17 05:07")
    boss = chief()
    old = make_banner("Mừng ngày 03/02/2025")
    older_hidden = make_banner("Mừng ngày 01/01/2025", is_active=False)
    newer = make_banner("Mừng ngày 30/4/2025")
    make_banner("Không có ngày nào")
    first = tasks_of(boss)["Khẩu hiệu tự do đã qua ngày, không còn hiện"]
    assert (first.count, first.is_harmful) == (2, False)
    assert first.example == "Cũ nhất: “Mừng ngày 03/02/2025”, qua 134 ngày"
    assert sorted(banner.pk for banner in listed(first, boss)) == sorted([old.pk, newer.pk])
    assert older_hidden not in listed(first, boss)


def test_days_to_confirm_come_first_and_say_what_the_rule_proposes(frozen):
    frozen("2025-09-20 05:07")
    boss = chief()
    make_article(state=State.DRAFT)
    make_commemoration("Ngày thường", day=1, month=10)
    moon = make_commemoration("Oóc Om Bóc", day=15, month=10, calendar="lunar", moves_yearly=True)
    make_commemoration("Tắt", day=15, month=10, calendar="lunar", moves_yearly=True, is_active=False)
    make_commemoration("Xa", day=15, month=12, calendar="lunar", moves_yearly=True)
    first = Dashboard(fresh(boss)).tasks[0]
    assert (first.title, first.count, first.is_harmful) == ("Ngày lễ cần xác nhận ngày năm nay", 1, True)
    assert first.example == "Oóc Om Bóc: máy đề nghị 04/12/2025, người đọc chưa thấy"
    assert first.url == "/quan-tri/announcements/commemoration/nam/2025/"
    make_day_of_year(moon, starts_on=date(2025, 11, 5))
    assert "Ngày lễ cần xác nhận ngày năm nay" not in tasks_of(boss)


@pytest.mark.parametrize(("moment", "year"), [("2025-06-17", 2025), ("2025-11-30", 2025), ("2025-12-01", 2026)])
def test_year_to_approve(frozen, moment, year):
    frozen(f"{moment} 08:00")
    boss = chief()
    assert tasks_of(boss) == {}
    make_commemoration()
    assert list(tasks_of(boss)) == [f"Lịch khẩu hiệu năm {year} chưa duyệt"]
    ApprovedYear.objects.approve(year, boss)
    assert tasks_of(boss) == {}


def test_commemorations_to_check():
    boss = chief()
    row = make_commemoration("Ngày Gia đình", is_active=False, needs_check=True)
    task = tasks_of(boss)["Ngày kỷ niệm cần đối chiếu, đang tắt"]
    assert (task.count, task.example, listed(task, boss)) == (1, "Ví dụ: Ngày Gia đình", [row])


def test_slogans_that_end_within_a_week(frozen):
    frozen("2025-06-17 05:07")
    today = timezone.localdate()
    boss = chief()
    soon = make_banner("Còn bảy ngày", ends_on=today + timedelta(days=7))
    make_banner("Còn tám ngày", ends_on=today + timedelta(days=8))
    make_banner("Đã hết", ends_on=today - timedelta(days=1))
    task = tasks_of(boss)["Khẩu hiệu hết hạn trong 7 ngày"]
    assert (task.count, task.example) == (1, "“Còn bảy ngày”, hiện đến hết 24/06/2025")
    assert listed(task, boss) == [soon]


def test_articles_waiting_and_drafts_lead_to_their_own_lists(frozen):
    frozen("2025-06-17 05:07")
    boss = chief()
    waiting = make_article(title="Chờ", state=State.IN_REVIEW)
    draft = make_article(title="Nháp", state=State.DRAFT)
    returned = make_article(title="Trả", state=State.RETURNED)
    make_article(title="Đã đăng")
    tasks = tasks_of(boss)
    assert {title: task.count for title, task in tasks.items()} == {"Tin bài chờ duyệt": 1, "Tin bài viết dở": 2}
    assert tasks["Tin bài chờ duyệt"].example == "“Chờ”, gửi hôm nay, 05:07"
    assert listed(tasks["Tin bài chờ duyệt"], boss) == [waiting]
    assert {row.pk for row in listed(tasks["Tin bài viết dở"], boss)} == {draft.pk, returned.pk}


def test_scheduled_rows_of_every_noun_with_their_times(frozen):
    frozen("2025-06-17 05:07")
    boss = chief()
    later = make_article(title="Nước sạch", published_at=at("2025-06-17 14:00"))
    sooner = make_document("7/KH-BTV", published_at=at("2025-06-17 08:00"))
    make_page(title="Trang mới", published_at=at("2025-06-18 09:00"))
    make_article()
    tasks = tasks_of(boss)
    assert list(tasks) == ["Tin bài hẹn giờ đăng", "Văn bản hẹn giờ đăng", "Trang hẹn giờ đăng"]
    assert tasks["Tin bài hẹn giờ đăng"].example == "Hôm nay 14:00 “Nước sạch”"
    assert listed(tasks["Tin bài hẹn giờ đăng"], boss) == [later]
    assert listed(tasks["Văn bản hẹn giờ đăng"], boss) == [sooner]
    assert [entry["when"] for entry in Dashboard(fresh(boss)).upcoming] == [
        "Hôm nay 08:00",
        "Hôm nay 14:00",
        "Ngày mai 09:00",
    ]


def test_photos_documents_and_numbers_that_lack_something():
    boss = chief()
    photo, _ = make_photo(alt=""), make_photo()
    document, _ = make_document("1/KH", needs_check=True), make_document("2/KH")
    line, _ = make_hotline(name="Chưa gọi", needs_check=True), make_hotline()
    tasks = tasks_of(boss)
    assert {title: (task.count, task.example) for title, task in tasks.items()} == {
        "Số máy cần gọi thử, người đọc chưa thấy": (1, "Ví dụ: Chưa gọi"),
        "Ảnh chưa có mô tả": (1, "Người dùng máy đọc màn hình không biết trong ảnh có gì"),
        "Văn bản cần đối chiếu với bản gốc": (1, "Ví dụ: 1/KH"),
    }
    rows = [listed(task, boss) for task in tasks.values()]
    assert rows == [[line], [photo], [document]]


@pytest.mark.parametrize(
    ("moment", "title"),
    [
        ("2025-06-18 03:00", None),
        ("2025-06-18 03:11", "Bản sao lưu mới nhất đã 26 giờ"),
        ("2025-06-30 01:10", "Bản sao lưu mới nhất đã 13 ngày"),
    ],
)
def test_backup_that_is_old_is_told_to_superusers(settings, frozen, moment, title):
    list_as_if_made(empty(settings.BACKUPS), "20250617-011000")
    frozen(moment)
    assert list(tasks_of(chief())) == ([title] if title else [])
    assert tasks_of(make_user(CONTENT)) == {}


def test_backup_that_was_never_made_or_is_damaged_is_told_in_red(settings):
    empty(settings.BACKUPS)
    boss = chief()
    task = tasks_of(boss)["Chưa có bản sao lưu nào dùng được"]
    assert (task.is_harmful, task.url) == (True, "/quan-tri/huong-dan/he-thong/#sao-luu")
    assert 'id="sao-luu"' in client_of(boss).get(task.url).content.decode()
    list_as_if_made(settings.BACKUPS, "20250617-011000").with_name("20250617-011000.hong").touch()
    assert list(tasks_of(boss)) == ["Chưa có bản sao lưu nào dùng được"]


def empty(folder):
    shutil.rmtree(folder)
    return folder


def test_opinions_that_wait_and_digests_that_are_due(frozen):
    frozen("2025-06-17 05:07")
    boss, day = chief(), timezone.localdate()
    over = {"starts_on": day - timedelta(days=30), "ends_on": day - timedelta(days=1)}
    due, _ = make_consultation(title="Dự thảo Quy chế", **over), make_consultation(state=State.DRAFT, **over)
    make_consultation(digest="<p>Tiếp thu.</p>", digest_on=day, **over)
    binned = make_opinion(make_consultation())
    bin.put(binned.consultation, None)
    first = make_opinion(due, text="Thêm nhà trẻ", sent_at=ago(days=1))
    second, _ = make_opinion(make_consultation(ends_on=day)), make_opinion(due, state="posted")
    tasks = tasks_of(boss)
    assert {
        title: (task.count, task.example) for title, task in tasks.items() if title != "Lấy ý kiến dự thảo viết dở"
    } == {
        "Ý kiến bạn đọc chờ duyệt": (2, "“Thêm nhà trẻ”, gửi hôm qua, 05:07"),
        "Dự thảo đã kết thúc lấy ý kiến, chưa có tổng hợp": (1, "“Dự thảo Quy chế”, kết thúc 16/06/2025"),
    }
    rows = [listed(tasks[title], boss) for title in tasks if title != "Lấy ý kiến dự thảo viết dở"]
    assert rows == [[second, first], [due]]
    assert "Ý kiến bạn đọc chờ duyệt" not in counts_of(make_user(EDITOR))


def test_contributor_sees_her_own_drafts_and_photos_only():
    hers, other = make_user(CONTRIBUTOR), make_user(CONTRIBUTOR)
    make_article(state=State.DRAFT, created_by=hers)
    make_article(state=State.DRAFT, created_by=other)
    make_article(state=State.IN_REVIEW, created_by=hers)
    make_photo(alt="", by=hers)
    make_photo(alt="", by=other)
    make_banner("Mừng ngày 03/02/2020")
    make_document(needs_check=True)
    make_hotline(needs_check=True)
    assert counts_of(hers) == {"Tin bài viết dở": 1, "Ảnh chưa có mô tả": 1}


def test_editor_sees_the_categories_she_is_in_charge_of():
    editor, other = make_user(EDITOR), make_user(EDITOR)
    theirs = make_category()
    theirs.editors.add(other)
    make_article(state=State.IN_REVIEW, category=theirs)
    make_article(state=State.DRAFT, category=theirs)
    make_article(state=State.IN_REVIEW, category=make_category())
    assert counts_of(editor) == {"Tin bài chờ duyệt": 1}
    assert counts_of(other) == {"Tin bài chờ duyệt": 2, "Tin bài viết dở": 1}


def test_nobody_is_asked_to_approve_her_own_text_where_two_people_are_needed():
    editor, other = make_user(EDITOR), make_user(EDITOR)
    make_article(state=State.IN_REVIEW, created_by=editor)
    assert counts_of(editor) == {"Tin bài chờ duyệt": 1}
    make_organisation(requires_two_people=True)
    assert counts_of(editor) == {}
    assert counts_of(other) == {"Tin bài chờ duyệt": 1}


def test_hotline_staff_sees_numbers_only():
    make_hotline(needs_check=True)
    make_article(state=State.DRAFT)
    make_banner("Mừng ngày 03/02/2020")
    assert counts_of(make_user(HOTLINE)) == {"Số máy cần gọi thử, người đọc chưa thấy": 1}


def test_content_staff_sees_documents_and_pages():
    make_document(state=State.IN_REVIEW)
    make_page(state=State.DRAFT)
    assert counts_of(make_user(CONTENT)) == {"Văn bản chờ duyệt": 1, "Trang viết dở": 1}


def test_account_without_rights_sees_nothing():
    make_article(state=State.DRAFT)
    make_banner("Mừng ngày 03/02/2020")
    bare = Dashboard(make_user())
    assert (bare.tasks, bare.actions, bare.upcoming, bare.recent) == ([], [], [], [])
    assert Dashboard(AnonymousUser()).tasks == []


@pytest.mark.parametrize(
    ("group", "labels"),
    [
        (CONTRIBUTOR, ["Viết tin mới", "Tải ảnh lên"]),
        (EDITOR, ["Viết tin mới", "Tải ảnh lên"]),
        (CONTENT, ["Viết tin mới", "Thêm khẩu hiệu", "Đăng văn bản"]),
        (HOTLINE, ["Thêm số máy", "Thêm tổ phản ứng nhanh"]),
    ],
)
def test_big_buttons_are_what_she_may_do(group, labels):
    client = signed_in(group)
    actions = Dashboard(client.user).actions
    assert [action["label"] for action in actions] == labels
    assert [client.get(action["url"]).status_code for action in actions] == [200] * len(labels)


def test_recent_changes_are_each_row_once_newest_first(frozen):
    boss, editor = chief(), make_user(EDITOR, full_name="Bích")
    first, second, gone = make_article(title="Một"), make_article(title="Hai"), make_article(title="Ba")
    frozen("2025-06-16 09:10")
    log(editor, first, ADDITION)
    log(boss, second)
    frozen("2025-06-17 05:07")
    log(editor, first)
    frozen("2025-06-17 05:08")
    log(boss, gone, DELETION)
    shown = [(entry["when"], entry["what"], bool(entry["url"])) for entry in Dashboard(boss).recent]
    assert shown == [
        ("Hôm nay, 05:08", "Ba", False),
        ("Hôm nay, 05:07", "Một", True),
        ("Hôm qua, 09:10", "Hai", True),
    ]


def test_recent_changes_are_only_of_rows_she_may_see():
    boss, hers = chief(), make_user(CONTRIBUTOR)
    log(boss, make_article(title="Của người khác"))
    log(boss, make_banner("Khẩu hiệu"))
    log(boss, hers)
    log(hers, make_article(title="Của mình", created_by=hers))
    assert [entry["what"] for entry in Dashboard(fresh(hers)).recent] == ["Của mình"]


def fill(count, author):
    for number in range(count):
        make_article(state=State.IN_REVIEW)
        make_article(state=State.DRAFT)
        make_article(published_at=ahead(days=number + 1))
        make_document(state=State.DRAFT, needs_check=True)
        make_page(state=State.DRAFT)
        make_opinion(make_consultation(ends_on=timezone.localdate() - timedelta(days=1)))
        make_banner("Mừng ngày 03/02/2020")
        make_banner(ends_on=timezone.localdate() + timedelta(days=2))
        make_photo(alt="")
        make_hotline(needs_check=True)
        make_commemoration(needs_check=True)
        make_day_of_year(make_commemoration(moves_yearly=True))
        log(author, make_article())


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("group", "queries"), [(CONTENT, 18), (CONTRIBUTOR, 5), (HOTLINE, 4)])
def test_start_page_costs_the_same_however_much_waits(count, group, queries, django_assert_num_queries):
    user = make_user(group)
    fill(count, user)
    desk = Dashboard(fresh(user))
    with django_assert_num_queries(queries):
        assert desk.actions
        assert [len(list(part)) >= 0 for part in (desk.tasks, desk.upcoming, desk.recent)] == [True] * 3


def test_large_numbers_are_cut():
    assert Task("news.Article", LIMIT, "", "", "", "").count_label == "200"
    assert Task("news.Article", LIMIT + 1, "", "", "", "").count_label == "200+"


def test_start_page_shows_the_tasks_each_with_one_button(frozen):
    frozen("2025-06-17 05:07")
    client = signed_in(CONTENT, full_name="Ngọc Bích")
    make_banner("Mừng ngày 03/02/2025")
    make_article(state=State.IN_REVIEW)
    page = BeautifulSoup(client.get(reverse("admin:index")).content, "html.parser")
    assert page.h1.get_text(strip=True) == "Chào buổi sáng, Ngọc Bích"
    assert page.select_one("time.clock").get_text() == "Thứ 3, 05:07 17/06/2025"
    assert page.select_one(".lunar").get_text() == "(22/5 âm lịch)"
    lines = [(line.b.get_text(strip=True), len(line.select("a"))) for line in page.select(".todo > li")]
    assert lines == [("Tin bài chờ duyệt", 1), ("Khẩu hiệu tự do đã qua ngày, không còn hiện", 1)]


def test_start_page_says_when_nothing_waits():
    page = BeautifulSoup(signed_in(EDITOR).get(reverse("admin:index")).content, "html.parser")
    assert page.select_one(".nothing").get_text(strip=True) == "Không còn việc nào đang chờ bạn."
    assert page.select(".todo") == []


def test_start_page_helps_an_account_without_rights():
    page = BeautifulSoup(signed_in().get(reverse("admin:index")).content, "html.parser")
    said = "Tài khoản của bạn chưa được giao việc nào. Hãy hỏi người quản trị."
    assert page.select_one(".nothing").get_text(strip=True) == said

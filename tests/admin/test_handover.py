"""Who leaves: what she has in her hands goes to a colleague who can go on with it, and no way in is left."""

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from hoiphunu import proof, publishing
from hoiphunu.models import AuditEntry, Invitation, Notice, OpenForm, Page, Revision
from hoiphunu.publishing import State
from hotline.models import HelpRequest
from tests.factories import make_article, make_category, make_page, make_request, make_user
from tests.staff import (
    CONTENT,
    CONTRIBUTOR,
    EDITOR,
    HOTLINE,
    PASSWORD,
    change_url,
    client_of,
    errors_of,
    fields_of,
    give_device,
    messages_of,
    signed_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def root():
    return signed_in(is_superuser=True, full_name="Lý Thị Sa", username="sa")


@pytest.fixture
def hoa():
    return make_user(EDITOR, full_name="Nguyễn Thị Hoa", username="hoa", password=PASSWORD)


def url(account):
    return f"/quan-tri/ban-giao/{account.pk}/"


def held(root, account) -> list[str]:
    page = BeautifulSoup(root.get(url(account)).content, "html.parser")
    return [item.get_text(strip=True) for item in page.select("#content > ul li")]


def choices(root, account, field) -> list[str]:
    page = BeautifulSoup(root.get(url(account)).content, "html.parser")
    return [option.get_text() for option in page.select(f"select[name={field}] option[value]:not([value=''])")]


def hand_over(root, account, colleague=None, answerer=None):
    chosen = {"colleague": colleague, "answerer": answerer}
    return root.post(url(account), {name: person.pk for name, person in chosen.items() if person})


def owned(user, model=None):
    from news.models import Article

    return sorted(str(row) for row in (model or Article).objects.of(user))


def test_drafts_go_and_published_texts_keep_their_author(root, hoa):
    mai = make_user(EDITOR, full_name="Mai")
    for state in (State.DRAFT, State.RETURNED, State.IN_REVIEW, State.WITHDRAWN, State.BINNED):
        make_article(title=f"Bài {state.label}", state=state, published_at=None, created_by=hoa, created_by_name="Hoa")
    live = make_article(title="Bài đang hiển thị", created_by=hoa, created_by_name="Hoa")
    draft = make_article(title="Bài viết dở", state=State.DRAFT, published_at=None, created_by=hoa)
    publishing.write(draft, {"title": "Bài viết dở"}, hoa)
    other = make_article(title="Bài của người khác", state=State.DRAFT, published_at=None, created_by=make_user(EDITOR))
    assert held(root, hoa) == ["4 tin bài chưa đăng"]
    assert messages_of(root, hand_over(root, hoa, mai)) == ["Đã bàn giao và khoá tài khoản Nguyễn Thị Hoa."]
    assert owned(mai) == ["Bài Bản nháp", "Bài Chờ duyệt", "Bài Trả lại", "Bài viết dở"]
    live.refresh_from_db()
    other.refresh_from_db()
    assert (live.created_by, live.created_by_name, other.created_by != mai) == (hoa, "Hoa", True)
    assert set(Revision.objects.of(draft).values_list("created_by_name", flat=True)) == {"Nguyễn Thị Hoa"}
    assert client_of(mai).get(change_url(draft)).status_code == 200
    [notice] = Notice.objects.of(mai)
    assert notice.text == "Nguyễn Thị Hoa đã bàn giao cho bạn: 4 tin bài chưa đăng."


def test_no_way_in_is_left(root, hoa):
    give_device(hoa)
    staff = client_of(hoa)
    root.post(f"/quan-tri/hoiphunu/user/{hoa.pk}/lien-ket/", {"_send": "1"})
    hand_over(root, hoa)
    hoa.refresh_from_db()
    assert (hoa.is_active, hoa.is_superuser, hoa.has_usable_password(), hoa.groups.count()) == (False, False, False, 0)
    assert Invitation.objects.count() == 0
    assert staff.get("/quan-tri/").status_code == 302
    hoa.is_active = True
    hoa.save()
    assert staff.get("/quan-tri/").status_code == 302  # nor after a mistaken tick


def test_log_says_what_went_to_whom_and_what_was_taken(root, hoa):
    mai = make_user(CONTENT, full_name="Mai", username="mai")
    make_article(state=State.DRAFT, published_at=None, created_by=hoa)
    make_page(state=State.DRAFT, published_at=None, created_by=hoa)
    make_category(name="Gia đình").editors.add(hoa)
    hand_over(root, hoa, mai)
    entries = AuditEntry.objects.about(hoa.pk).order_by("pk").values_list("kind", "by_name", "changes")
    names = ["Nguyễn Thị Hoa (hoa)", "Mai (mai)"]
    assert list(entries)[-2:] == [
        (
            *("handed_over", "Lý Thị Sa (sa)"),
            [["1 trang chưa đăng", *names], ["1 tin bài chưa đăng", *names], ["1 chuyên mục được giao", *names]],
        ),
        ("rights", "Lý Thị Sa (sa)", [["đang hoạt động", "có", "không"], ["nhóm", EDITOR, ""]]),
    ]
    assert owned(mai, Page) != []


def test_only_who_has_the_right_to_all_of_it_can_be_chosen(root, hoa):
    lan, mai = make_user(CONTRIBUTOR, full_name="Lan"), make_user(CONTENT, full_name="Mai")
    make_user(HOTLINE, full_name="Nga")
    make_user(EDITOR, full_name="Đã nghỉ", is_active=False)
    make_article(state=State.DRAFT, published_at=None, created_by=hoa)
    assert choices(root, hoa, "colleague") == ["Lan", "Lý Thị Sa", "Mai"]
    make_page(state=State.DRAFT, published_at=None, created_by=hoa)
    assert choices(root, hoa, "colleague") == ["Lý Thị Sa", "Mai"]
    for nobody in (lan, hoa):
        assert len(errors_of(hand_over(root, hoa, nobody))) == 1
    hoa.refresh_from_db()
    assert (hoa.is_active, owned(mai)) == (True, [])


def test_categories_go_with_the_texts_in_them(root, hoa):
    mai, lan = make_user(EDITOR, full_name="Mai"), make_user(EDITOR, full_name="Lan")
    mine, others = make_category(name="Của Hoa"), make_category(name="Của Lan")
    mine.editors.add(hoa)
    mine.contributors.add(hoa)
    others.editors.add(lan)
    draft = make_article(category=mine, state=State.DRAFT, published_at=None, created_by=hoa)
    hand_over(root, hoa, mai)
    assert (list(mine.editors.all()), list(mine.contributors.all())) == ([mai], [mai])
    assert list(others.editors.all()) == [lan]
    draft.refresh_from_db()
    assert publishing.may_edit(mai, draft)


def test_text_out_of_the_colleagues_reach_is_said_and_nothing_happens(root, hoa):
    mai = make_user(EDITOR, full_name="Mai")
    others = make_category(name="Của Lan")
    others.editors.add(make_user(EDITOR, full_name="Lan"))
    make_article(title="Bài kẹt", category=others, state=State.DRAFT, published_at=None, created_by=hoa)
    assert errors_of(hand_over(root, hoa, mai)) == [
        "Mai không phụ trách chuyên mục của: “Bài kẹt”. Hãy chọn người khác, hoặc giao chuyên mục trước."
    ]
    hoa.refresh_from_db()
    assert (hoa.is_active, owned(hoa)) == (True, ["Bài kẹt"])


@pytest.mark.parametrize("has_answerer", [True, False])
def test_requests_go_to_who_may_read_them_or_back_to_the_queue(root, has_answerer):
    nga, thu = make_user(HOTLINE, full_name="Nga"), make_user(HOTLINE, full_name="Thu")
    given = {"assigned_to": nga, "assigned_to_name": "Nga"}
    make_request(state="assigned", **given)
    make_request(mark="b", state="answered", answered_at=timezone.now(), **given)
    assert held(root, nga) == ["1 yêu cầu tư vấn"]
    assert choices(root, nga, "answerer") == ["Thu"]
    hand_over(root, nga, answerer=thu if has_answerer else None)
    rows = HelpRequest.objects.closed_texts().order_by("pk").values_list("state", "assigned_to_name")
    assert list(rows) == [("assigned", "Thu") if has_answerer else ("new", ""), ("answered", "Nga")]
    [entry] = AuditEntry.objects.of_kind("handed_over")
    to = f"Thu ({thu.username})" if has_answerer else "hàng chờ chung"
    assert entry.changes == [["1 yêu cầu tư vấn", f"Nga ({nga.username})", to]]


def test_what_she_typed_and_never_saved_is_not_lost(root, hoa):
    mai = make_user(EDITOR, full_name="Mai")
    for key, typed_at in (("a", timezone.now()), ("b", None)):
        OpenForm.objects.create(user=hoa, key=key, kind="news.article", typed={"title": "Gõ dở"}, typed_at=typed_at)
    assert held(root, hoa) == ["1 mẫu gõ dở chưa lưu"]
    hand_over(root, hoa, mai)
    assert list(OpenForm.objects.of(mai).values_list("key", flat=True)) == ["a"]


def test_nothing_in_her_hands_asks_for_nobody(root, hoa):
    page = root.get(url(hoa))
    assert set(fields_of(page)) == {"csrfmiddlewaretoken"}
    assert hand_over(root, hoa).status_code == 302
    hoa.refresh_from_db()
    assert not hoa.is_active


def test_nobody_locks_herself_out_and_only_superusers_lock_others(root, hoa):
    assert messages_of(root, hand_over(root, root.user)) == [
        "Bạn không tự khoá tài khoản của mình được: nhờ một quản trị viên khác."
    ]
    for staff in (signed_in(CONTENT), client_of(hoa)):
        assert [staff.get(url(hoa)).status_code, hand_over(staff, hoa).status_code] == [403, 403]
    hoa.refresh_from_db()
    root.user.refresh_from_db()
    assert (hoa.is_active, root.user.is_active) == (True, True)


def test_it_asks_for_proof(root, hoa):
    session = root.session
    session[proof.PROVED_AT] -= proof.PROOF_SECONDS + 1
    session.save()
    assert hand_over(root, hoa).status_code == 403
    hoa.refresh_from_db()
    assert hoa.is_active


def test_account_leads_to_it_and_to_its_log(root, hoa):
    links = BeautifulSoup(root.get(change_url(hoa)).content, "html.parser").select(".object-tools a")
    found = {link.get_text(strip=True): link["href"] for link in links}
    assert found["Bàn giao và khoá tài khoản"] == url(hoa)
    assert found["Nhật ký an ninh"] == f"/quan-tri/hoiphunu/auditentry/?tai_khoan={hoa.pk}"
    own = BeautifulSoup(root.get(change_url(root.user)).content, "html.parser")
    assert "Bàn giao và khoá tài khoản" not in own.select_one(".object-tools").get_text()

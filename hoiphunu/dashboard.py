"""What waits for one staff member: the start page's lists and the numbers beside the rail's entries."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from urllib.parse import urlencode

from django.contrib.admin.models import DELETION, LogEntry
from django.db.models import Case, Count, Exists, Min, Q, When
from django.urls import reverse
from django.utils import timezone

from announcements.models import (
    ApprovedYear,
    Banner,
    Commemoration,
    Consultation,
    DocumentRelation,
    IntakeItem,
    LegalDocument,
    LinkCheck,
    Opinion,
    WebLink,
)
from announcements.stages import Stage
from hoiphunu.models import Organisation, Page, Photo, User
from hoiphunu.publishing import Publishable, State
from hoiphunu.templatetags.site import relative_day
from hoiphunu.vietnamese import weekday
from hotline.models import HelpRequest, Hotline
from hotline.models.requests import days_off, may_read
from news.models import Article, Category

# Rows counted per list; beyond it the exact number helps nobody.
LIMIT = 200
SHOWN = 5
SOON = timedelta(days=7)
# A rule may be a month late.
CONFIRM_AHEAD = timedelta(days=90)
YEAR_AHEAD = timedelta(days=31)
LOG_ROWS = 60

# (permission, label, icon, address): the first three that she may do are the big buttons.
ACTIONS = (
    ("news.add_article", "Viết tin mới", "news", "admin:news_article_add"),
    ("announcements.add_banner", "Thêm khẩu hiệu", "play", "admin:announcements_banner_add"),
    ("announcements.add_legaldocument", "Đăng văn bản", "document", "admin:announcements_legaldocument_add"),
    ("hoiphunu.add_photo", "Tải ảnh lên", "photo", "admin:hoiphunu_photo_upload"),
    ("hotline.add_hotline", "Thêm số máy", "call", "admin:hotline_hotline_add"),
    ("hotline.add_responseteam", "Thêm tổ phản ứng nhanh", "team", "admin:hotline_responseteam_add"),
)
PUBLISHABLE = (
    (Article, "Tin bài", "body"),
    (LegalDocument, "Văn bản", "note"),
    (Consultation, "Lấy ý kiến dự thảo", "body"),
    (Page, "Trang", "body"),
)


@dataclass(frozen=True)
class Task:
    """One line of "Việc cần làm": `count` rows of `label` (app.Model), and the one place to deal with them."""

    label: str
    count: int
    title: str
    example: str
    button: str
    url: str
    is_harmful: bool = False

    @property
    def count_label(self):
        return f"{LIMIT}+" if self.count > LIMIT else str(self.count)


def change_list(model, **filters):
    """Address of a model's list in the admin, filtered."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{address}?{urlencode(filters)}" if filters else address


def may(user, action, model):
    return user.has_perm(f"{model._meta.app_label}.{action}_{model._meta.model_name}")


def greeting(moment):
    """Chào buổi sáng (until 11), trưa (until 13), chiều (until 18), tối."""
    for until, part in ((4, "tối"), (11, "sáng"), (13, "trưa"), (18, "chiều")):
        if moment.hour < until:
            return f"Chào buổi {part}"
    return "Chào buổi tối"


def coming_day(moment):
    """Hôm nay 08:00 · Ngày mai 08:00 · Thứ 7, 28/06 08:00 (aware datetime to come)."""
    here = timezone.localtime(moment)
    days = (here.date() - timezone.localdate()).days
    day = {0: "Hôm nay", 1: "Ngày mai"}.get(days, f"{weekday(here)}, {here:%d/%m}")
    return f"{day} {here:%H:%M}"


def day_within(moment):
    """`relative_day` inside a sentence."""
    day = relative_day(moment)
    return day[0].lower() + day[1:]


class Dashboard:
    """Everything is fetched once, in a number of queries that does not grow with the rows."""

    def __init__(self, user):
        self.user = user

    @property
    def greeting(self):
        return f"{greeting(timezone.localtime())}, {self.user}"

    @cached_property
    def actions(self):
        allowed = [action for action in ACTIONS if self.user.has_perm(action[0])]
        return [{"label": label, "icon": icon, "url": reverse(name)} for _, label, icon, name in allowed[:3]]

    @cached_property
    def tasks(self):
        """The `Task`s, most harmful first."""
        found = [
            *self.requests(),
            self.days_to_confirm(),
            self.numbers_to_check(),
            *self.waiting(),
            *self.unfinished(),
            *self.scheduled(),
        ]
        found += [self.year_to_approve(), self.past_slogans(), self.ending_slogans(), self.photos_without_alt()]
        found += [self.effects_to_write(), self.files_to_take_in(), self.broken_links()]
        found += [self.opinions_to_read(), self.digests_to_write()]
        found += [self.documents_to_check(), self.commemorations_to_check()]
        return [task for task in found if task and task.count]

    @cached_property
    def rows(self):
        """{model: unfinished, waiting and scheduled rows she may write}; drafts last, so that only they are cut."""
        found = {}
        urgent = Case(When(state=State.IN_REVIEW, then=0), When(state=State.APPROVED, then=1), default=2)
        for model, _, body in PUBLISHABLE:
            if not may(self.user, "change", model) or (model is not Article and not self.there[model.noun()]):
                continue
            rows = model.objects.manageable_by(self.user) if model is Article else model.objects.all()
            rows = open_ones(rows)
            rows = rows.defer(body).order_by(urgent, "published_at", "-updated_at")[: LIMIT + 1]
            found[model] = [row for row in rows if self.is_hers(row)]
        return found

    @cached_property
    def there(self):
        """{list: whether it has any row}, in one query: this is asked on every page, and most lists are empty."""
        lists = {
            "effects": DocumentRelation.objects.proposing(),
            "files": IntakeItem.objects.all(),
            "links": LinkCheck.objects.to_see(),
            "opinions": Opinion.objects.of_kept().waiting(),
            "digests": Consultation.objects.due_a_digest(timezone.localdate()),
        }
        # Articles are always open somewhere.
        lists |= {model.noun(): open_ones(model.objects.all()) for model, *_ in PUBLISHABLE if model is not Article}
        asked = User.objects.annotate(**{name: Exists(rows) for name, rows in lists.items()})
        return asked.values(*lists).get(pk=self.user.pk)

    @cached_property
    def her_categories(self):
        return set(Category.objects.editable_by(self.user).values_list("pk", flat=True))

    @cached_property
    def needs_two_people(self):
        return Organisation.objects.current().requires_two_people

    def is_in_charge(self, row):
        return not isinstance(row, Article) or row.category_id in self.her_categories

    def is_hers(self, row):
        return row.created_by_id == self.user.pk or self.is_in_charge(row)

    def may_decide(self, row):
        """As `publishing.may_publish`, without a query for each row."""
        own = row.created_by_id == self.user.pk
        may_publish = may(self.user, "publish", type(row)) and self.is_in_charge(row)
        return may_publish and not (own and self.needs_two_people)

    def per_model(self, states, title, example, button, **filters):
        """A task for each model that has rows in `states`; `example` is made of them."""
        for model, noun, _ in PUBLISHABLE:
            rows = [row for row in self.rows.get(model, ()) if row.state in states]
            if State.IN_REVIEW in states:
                rows = [row for row in rows if self.may_decide(row)]
            if rows:
                url = change_list(model, **filters)
                yield Task(model._meta.label, len(rows), f"{noun} {title}", example(rows), button, url)

    def waiting(self):
        def example(rows):
            return f"“{rows[0]}”, gửi {day_within(rows[0].updated_at)}"

        only = {"state__exact": State.IN_REVIEW.value}
        return self.per_model({State.IN_REVIEW}, "chờ duyệt", example, "Xem và duyệt", **only)

    def unfinished(self):
        def example(rows):
            newest = max(rows, key=lambda row: row.updated_at)
            return f"“{newest}”, {newest.state_label.lower()}, sửa {day_within(newest.updated_at)}"

        states = (State.DRAFT, State.RETURNED)
        return self.per_model(states, "viết dở", example, "Viết tiếp", state__in=",".join(states))

    def scheduled(self):
        def example(rows):
            return ", ".join(f"{coming_day(row.published_at)} “{row}”" for row in rows[:2])

        only = {"state__exact": State.APPROVED.value, "published_at__gt": timezone.now().isoformat(timespec="minutes")}
        return self.per_model({State.APPROVED}, "hẹn giờ đăng", example, "Xem lịch", **only)

    def past_slogans(self):
        if not may(self.user, "change", Banner):
            return None
        today = timezone.localdate()
        past = [
            row for row in self.slogans_to_see if not row.is_quoting and row.speaks_until and row.speaks_until < today
        ]
        if not past:
            return None
        past.sort(key=lambda row: (row.speaks_until, row.pk))
        days = (today - past[0].speaks_until).days
        example = f"Cũ nhất: “{past[0]}”, qua {days} ngày"
        title, url = "Khẩu hiệu tự do đã qua ngày, không còn hiện", change_list(Banner, xem_lai="da_qua")
        return Task(Banner._meta.label, len(past), title, example, "Xem", url)

    @cached_property
    def slogans_to_see(self):
        """Free slogans whose day is over or whose window ends soon: a few dozen at most, in one query."""
        today = timezone.localdate()
        return list(Banner.objects.past_on(today) | Banner.objects.ending_between(today, today + SOON))

    def requests(self):
        """What was written to the hotline and waits for an answer; only she who reads them is told."""
        if not may_read(self.user):
            return []
        free, today = days_off(), timezone.localdate()
        rows = list(HelpRequest.objects.closed_texts().open().in_order()[: LIMIT + 1])
        late = [row for row in rows if row.due_on(free) < today]
        label, url = HelpRequest._meta.label, change_list(HelpRequest, can_lam="cho")
        found = []
        for which, title in ((late, "Yêu cầu tư vấn quá hạn trả lời"), (rows, "Yêu cầu tư vấn chờ trả lời")):
            waiting = [row for row in which if which is late or row not in late]
            if waiting:
                example = f"{waiting[0]}, gửi {day_within(waiting[0].sent_at)}"
                found.append(Task(label, len(waiting), title, example, "Mở", url, is_harmful=which is late))
        return found

    def days_to_confirm(self):
        """Days of the Khmer calendar in the months to come: readers see them once somebody has said when they are."""
        if not may(self.user, "change", Commemoration):
            return None
        today = timezone.localdate()
        found = Commemoration.objects.active().moving().calendar().between(today, today + CONFIRM_AHEAD)
        rows = [one for one in found if one.is_shown and not one.is_confirmed]
        if not rows:
            return None
        example = f"{rows[0].event}: máy đề nghị {rows[0].first:%d/%m/%Y}, người đọc chưa thấy"
        url = reverse("admin:announcements_year", args=[rows[0].first.year])
        title = "Ngày lễ cần xác nhận ngày năm nay"
        return Task(Commemoration._meta.label, len(rows), title, example, "Xác nhận", url, is_harmful=True)

    def year_to_approve(self):
        """The year, and from December on the next one."""
        if not may(self.user, "change", Commemoration):
            return None
        year = (timezone.localdate() + YEAR_AHEAD).year
        if not self.commemorations["active"] or ApprovedYear.objects.of_year(year):
            return None
        example, url = "Xem cả năm, sửa rồi duyệt một lần", reverse("admin:announcements_year", args=[year])
        return Task(Commemoration._meta.label, 1, f"Lịch khẩu hiệu năm {year} chưa duyệt", example, "Xem và duyệt", url)

    def commemorations_to_check(self):
        title = "Ngày kỷ niệm cần đối chiếu, đang tắt"
        return self.to_check(Commemoration, "name", title, "Đối chiếu", lambda: self.commemorations)

    @cached_property
    def commemorations(self):
        return marked(Commemoration, "name", active=Count("pk", filter=Q(is_active=True)))

    def ending_slogans(self):
        if not may(self.user, "change", Banner):
            return None
        today = timezone.localdate()
        rows = [row for row in self.slogans_to_see if row.ends_on and today <= row.ends_on <= today + SOON]
        rows.sort(key=lambda row: (row.ends_on, row.pk))
        example = f"“{rows[0]}”, hiện đến hết {rows[0].ends_on:%d/%m/%Y}" if rows else ""
        url = change_list(Banner, xem_lai="sap_het")
        return Task(Banner._meta.label, len(rows), "Khẩu hiệu hết hạn trong 7 ngày", example, "Xem", url)

    def photos_without_alt(self):
        if not may(self.user, "change", Photo):
            return None
        rows, filters = Photo.objects.without_alt(), {"mo_ta": "chua"}
        if not may(self.user, "delete", Photo):  # who does not keep the library describes her own photos
            rows, filters = rows.of(self.user), {**filters, "cua": "toi"}
        count = rows[: LIMIT + 1].count()
        example = "Người dùng máy đọc màn hình không biết trong ảnh có gì"
        return Task(Photo._meta.label, count, "Ảnh chưa có mô tả", example, "Viết mô tả", change_list(Photo, **filters))

    def effects_to_write(self):
        """Published documents that replace or amend others whose end is not written down."""
        if not may(self.user, "publish", LegalDocument) or not self.there["effects"]:
            return None
        rows = list(DocumentRelation.objects.proposing()[: LIMIT + 1])
        example = f"{rows[0].source.number} {rows[0].get_kind_display().lower()} {rows[0].target.number}"
        label, url = LegalDocument._meta.label, reverse("admin:announcements_effects")
        return Task(label, len(rows), "Hiệu lực văn bản cần ghi", example, "Xem và trả lời", url, is_harmful=True)

    def files_to_take_in(self):
        """Files that were handed in; harmful when the worker that reads them stands still."""
        if not may(self.user, "add", LegalDocument) or not self.there["files"]:
            return None
        rows = list(IntakeItem.objects.defer("text", "found")[: LIMIT + 1])
        stalled = [row for row in rows if row.is_stalled]
        title = "Máy đọc văn bản đang đứng, báo người quản trị máy chủ" if stalled else "Tệp văn bản chờ tiếp nhận"
        shown = stalled or rows
        example = f"“{shown[0]}”, nhận {day_within(shown[0].created_at)}"
        url = reverse("admin:announcements_document_intake")
        return Task(LegalDocument._meta.label, len(shown), title, example, "Xem", url, is_harmful=bool(stalled))

    def broken_links(self):
        if not may(self.user, "change", WebLink) or not self.there["links"]:
            return None
        rows = list(LinkCheck.objects.to_see()[: LIMIT + 1])
        first = rows[0]
        example = f"{first.get_state_display() or 'Bạn đọc báo'}: {first.address}"
        if first.checked_at:
            example += f", hỏi thử {day_within(first.checked_at)}"
        url = change_list(LinkCheck, xem="can_xem")
        return Task(LinkCheck._meta.label, len(rows), "Liên kết hỏng", example, "Xem", url)

    def opinions_to_read(self):
        if not may(self.user, "change", Opinion) or not self.there["opinions"]:
            return None
        rows = list(Opinion.objects.of_kept().waiting().oldest()[: LIMIT + 1])
        example, url = f"“{rows[0]}”, gửi {day_within(rows[0].sent_at)}", change_list(Opinion, state__exact="new")
        return Task(Opinion._meta.label, len(rows), "Ý kiến bạn đọc chờ duyệt", example, "Xem và duyệt", url)

    def digests_to_write(self):
        if not may(self.user, "change", Consultation) or not self.there["digests"]:
            return None
        rows = list(Consultation.objects.due_a_digest(timezone.localdate()).for_list()[: LIMIT + 1])
        example = f"“{rows[0]}”, kết thúc {rows[0].ends_on:%d/%m/%Y}"
        url = change_list(Consultation, thoi_han=Stage.CLOSED.value, state__exact=State.APPROVED.value)
        title = "Dự thảo đã kết thúc lấy ý kiến, chưa có tổng hợp"
        return Task(Consultation._meta.label, len(rows), title, example, "Viết tổng hợp", url)

    def documents_to_check(self):
        title = "Văn bản cần đối chiếu với bản gốc"
        return self.to_check(LegalDocument, "number", title, "Đối chiếu")

    def numbers_to_check(self):
        title = "Số máy cần gọi thử, người đọc chưa thấy"
        return self.to_check(Hotline, "name", title, "Gọi thử")

    def to_check(self, model, name, title, button, find=None):
        if not may(self.user, "change", model):
            return None
        found = find() if find else marked(model, name)
        url = change_list(model, needs_check__exact=1)
        return Task(model._meta.label, found["count"], title, f"Ví dụ: {found['first']}", button, url)

    @cached_property
    def upcoming(self):
        """[{when, what, url}] of the next publications."""
        rows = [row for rows in self.rows.values() for row in rows if row.state == State.APPROVED]
        rows.sort(key=lambda row: row.published_at)
        return [{"when": coming_day(row.published_at), "what": str(row), "url": form_url(row)} for row in rows[:SHOWN]]

    @cached_property
    def recent(self):
        """[{when, what, by, url}] of the newest changes to rows she may see, each row once."""
        shown, seen = [], set()
        for entry in LogEntry.objects.select_related("content_type", "user")[:LOG_ROWS]:
            key = (entry.content_type_id, entry.object_id)
            if key in seen or not self.may_see(entry):
                continue
            seen.add(key)
            is_gone = entry.action_flag == DELETION
            url = None if is_gone else entry.get_admin_url()
            when, what = relative_day(entry.action_time), entry.object_repr
            shown.append({"when": when, "what": what, "by": str(entry.user), "url": url, "is_gone": is_gone})
            if len(shown) == SHOWN:
                break
        return shown

    def may_see(self, entry):
        model = entry.content_type and entry.content_type.model_class()
        if model is None or not (may(self.user, "view", model) or may(self.user, "change", model)):
            return False
        return model is not Article or entry.user_id == self.user.pk or may(self.user, "publish", Article)


def open_ones(rows):
    """Those somebody has still to do with: waiting, unfinished, scheduled."""
    return rows.waiting() | rows.unfinished() | rows.scheduled()


def marked(model, name, **more):
    """{count, first} of the rows that somebody should check, and whatever else is asked of the same table."""
    needing = Q(needs_check=True)
    rows = model.objects.kept() if issubclass(model, Publishable) else model.objects
    return rows.aggregate(count=Count("pk", filter=needing), first=Min(name, filter=needing), **more)


def form_url(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])

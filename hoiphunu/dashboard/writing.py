"""Texts that are written, approved and dated, and the photos in them."""

from functools import cached_property

from django.db.models import Case, When
from django.utils import timezone

from announcements.models import Consultation, LegalDocument
from hoiphunu.dashboard.task import LIMIT, Task, Tasks, change_list, coming_day, day_within, may, open_ones
from hoiphunu.models import Organisation, Page, Photo
from hoiphunu.publishing import State
from news.models import Article, Category

PUBLISHABLE = (
    (Article, "Tin bài", "body"),
    (LegalDocument, "Văn bản", "note"),
    (Consultation, "Lấy ý kiến dự thảo", "body"),
    (Page, "Trang", "body"),
)


class WritingTasks(Tasks):
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

    def photos_without_alt(self):
        if not may(self.user, "change", Photo):
            return None
        rows, filters = Photo.objects.without_alt(), {"mo_ta": "chua"}
        if not may(self.user, "delete", Photo):  # who does not keep the library describes her own photos
            rows, filters = rows.of(self.user), {**filters, "cua": "toi"}
        count = rows[: LIMIT + 1].count()
        example = "Người dùng máy đọc màn hình không biết trong ảnh có gì"
        return Task(Photo._meta.label, count, "Ảnh chưa có mô tả", example, "Viết mô tả", change_list(Photo, **filters))

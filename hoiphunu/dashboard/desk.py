"""The start page of one staff member."""

from functools import cached_property

from django.contrib.admin.models import DELETION, LogEntry
from django.db.models import Exists
from django.urls import reverse
from django.utils import timezone

from hoiphunu.dashboard.documents import DocumentTasks
from hoiphunu.dashboard.hotline import HotlineTasks
from hoiphunu.dashboard.slogans import SloganTasks
from hoiphunu.dashboard.task import coming_day, form_url, greeting, may, open_ones
from hoiphunu.dashboard.upkeep import UpkeepTasks
from hoiphunu.dashboard.writing import PUBLISHABLE, WritingTasks
from hoiphunu.models import User
from hoiphunu.publishing import State
from hoiphunu.templatetags.site import relative_day
from news.models import Article

SHOWN = 5
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


class Dashboard(WritingTasks, SloganTasks, DocumentTasks, HotlineTasks, UpkeepTasks):
    """Everything is fetched once, in a number of queries that does not grow with the rows."""

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
            self.backups(),
            self.faults(),
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
    def there(self):
        """{list: whether it has any row}, in one query: this is asked on every page, and most lists are empty."""
        lists = self.document_lists()
        # Articles are always open somewhere.
        lists |= {model.noun(): open_ones(model.objects.all()) for model, *_ in PUBLISHABLE if model is not Article}
        asked = User.objects.annotate(**{name: Exists(rows) for name, rows in lists.items()})
        return asked.values(*lists).get(pk=self.user.pk)

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

"""The hotline: what was written to it, and numbers nobody has tried."""

from django.utils import timezone

from hoiphunu.dashboard.task import LIMIT, Task, Tasks, change_list, day_within
from hotline.models import HelpRequest, Hotline
from hotline.models.requests import days_off, may_read


class HotlineTasks(Tasks):
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

    def numbers_to_check(self):
        title = "Số máy cần gọi thử, người đọc chưa thấy"
        return self.to_check(Hotline, "name", title, "Gọi thử")

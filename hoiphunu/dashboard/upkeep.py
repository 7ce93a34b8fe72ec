"""What keeps the whole site, told to those who look after it."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from hoiphunu import backups
from hoiphunu.dashboard.task import LIMIT, Task, Tasks, change_list
from hoiphunu.models import Fault, User

RECENT = timedelta(days=7)


class UpkeepTasks(Tasks):
    def faults(self):
        if not self.user.is_superuser:
            return None
        rows = Fault.objects.errors().since(timezone.now() - RECENT)[:LIMIT]
        example = f"Gần nhất: {rows[0]}" if rows else ""
        title = "Trang đã gặp lỗi trong bảy ngày qua"
        return Task(Fault._meta.label, len(rows), title, example, "Xem sự cố", change_list(Fault), is_harmful=True)

    def backups(self):
        if not self.user.is_superuser:
            return None
        age = backups.age(settings.BACKUPS)
        if age is not None and age <= backups.LATE:
            return None
        title = f"Bản sao lưu mới nhất đã {backups.in_words(age)}" if age else "Chưa có bản sao lưu nào dùng được"
        example = "Hỏng máy lúc này là mất mọi thứ từ đó; mỗi đêm phải có một bản"
        url = f"{reverse('guide', args=['he-thong'])}#sao-luu"
        return Task(User._meta.label, 1, title, example, "Xem cách làm", url, is_harmful=True)

"""What keeps the whole site, told to those who look after it."""

from django.conf import settings
from django.urls import reverse

from hoiphunu import backups
from hoiphunu.dashboard.task import Task, Tasks
from hoiphunu.models import User


class UpkeepTasks(Tasks):
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

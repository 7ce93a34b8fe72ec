from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A staff account. One name in Vietnamese order: family name first, as people write it."""

    first_name = last_name = None
    full_name = models.CharField("họ và tên", max_length=150, help_text="Ví dụ: Nguyễn Thị Hoa")
    email = models.EmailField("thư điện tử", unique=True, error_messages={"unique": "Đã có tài khoản dùng thư này."})

    REQUIRED_FIELDS = ["full_name", "email"]

    class Meta:
        verbose_name = verbose_name_plural = "tài khoản"
        ordering = ["full_name", "pk"]

    def save(self, *args, **kwargs):
        # Whose session changed the password goes on under a new key: Django's views make it after this.
        is_over = not self._state.adding and (self._password is not None or not self.is_active)
        super().save(*args, **kwargs)
        if is_over:
            self.sessions.all().delete()

    def __str__(self):
        return self.full_name or self.username

    def get_full_name(self):
        return self.full_name

    def get_short_name(self):
        return self.full_name


def at_address(email: str):
    """The account that may set its password by a letter to this address, or None."""
    found = User.objects.filter(email__iexact=email, is_active=True, is_staff=True).first()
    return found if found and found.has_usable_password() else None


def at_work(*rights, but):
    """The accounts that can sign in and have each of these rights ("news.change_article"), without `but`."""
    found = User.objects.filter(is_active=True, is_staff=True).exclude(pk=but.pk)
    for right in rights:
        able = User.objects.with_perm(right, backend="django.contrib.auth.backends.ModelBackend")
        found = found.filter(pk__in=able.values("pk"))
    return found

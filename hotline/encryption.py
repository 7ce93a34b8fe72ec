"""Text that lies encrypted in the database: a copy of it tells nobody what a woman wrote. See docs/adr/0014."""

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models

UNREADABLE = "(không mở được: máy chủ thiếu khoá đã mã hoá dòng này)"


@lru_cache(maxsize=4)
def _box(keys):
    return MultiFernet([Fernet(key) for key in keys])


def box() -> MultiFernet:
    """The lock of today: the first of HELP_KEYS writes, each of them reads."""
    return _box(tuple(settings.HELP_KEYS))


class Unreadable(str):
    """What is shown where no key opens a text. Saved again it stays the locked text it was."""

    token: str


def unlock(token: str) -> str:
    try:
        return box().decrypt(token.encode()).decode()
    except InvalidToken:
        shown = Unreadable(UNREADABLE)
        shown.token = token
        return shown


def lock(text: str) -> str:
    return text.token if isinstance(text, Unreadable) else box().encrypt(text.encode()).decode()


class EncryptedTextField(models.TextField):
    """Text encrypted on its way into the database. Empty stays empty; nothing can be searched or sorted by it."""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return lock(value) if value else value

    def from_db_value(self, value, expression, connection):
        return unlock(value) if value else value

    def value_to_string(self, obj):
        # What dumpdata writes is as closed as the database.
        value = self.value_from_object(obj)
        return lock(value) if value else value

    def get_lookup(self, name):
        raise FieldError("Dòng đã mã hoá không tìm, không lọc được.")

    def get_transform(self, name):
        return None

"""Sessions of staff: rows that know whose they are, on what device, and when they end. Named by SESSION_ENGINE."""

import re
import time
from datetime import UTC, datetime

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from hoiphunu.models.sessions import StaffSession

BEGAN_AT, DEVICE = "began_at", "device"
# The first that is found in the browser's own words names it; others call themselves Chrome or Safari as well.
BROWSERS = (
    ("Zalo", "Zalo"),
    (r"FBAN|FBAV", "Facebook"),
    ("coc_coc_browser", "Cốc Cốc"),
    ("Edg", "Edge"),
    (r"OPR/|Opera", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    (r"Firefox|FxiOS", "Firefox"),
    (r"Chrome|CriOS|Chromium", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    (r"Android.*Mobile", "điện thoại Android"),
    ("Android", "máy tính bảng Android"),
    ("Windows", "máy tính Windows"),
    (r"Macintosh|Mac OS", "máy Mac"),
    ("CrOS", "máy Chromebook"),
    (r"Linux|X11", "máy tính Linux"),
)


def device_of(user_agent: str) -> str:
    """ "Chrome trên máy tính Windows": what a browser says it is, in words that staff know."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    return f"{browser or 'Trình duyệt khác'} trên {system or 'máy không rõ loại'}"


def _first(table, text):
    return next((name for pattern, name in table if re.search(pattern, text)), "")


def begin(request):
    """A sign-in starts the session's twelve hours, on this device."""
    request.session[BEGAN_AT] = time.time()
    request.session[DEVICE] = device_of(request.META.get("HTTP_USER_AGENT", "")[:400])


class SessionStore(DatabaseStore):
    row = None

    @classmethod
    def get_model_class(cls):
        return StaffSession

    def load(self):
        self.row = StaffSession.objects.alive().with_key(self.session_key).first()
        if self.row is None:
            self._session_key = None
            return {}
        return self.decode(self.row.session_data)

    def touch(self):
        """The session was used."""
        if self.row:
            self.row.touch()

    def create_model_instance(self, data):
        row, now = super().create_model_instance(data), timezone.now()
        row.account_id, row.device = data.get(SESSION_KEY), data.get(DEVICE, "")
        row.began_at = datetime.fromtimestamp(data[BEGAN_AT], UTC) if BEGAN_AT in data else now
        row.used_at, row.expire_date = now, row.end_of(row.began_at, now)
        return row

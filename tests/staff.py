"""Staff accounts, the admin's forms as a browser fills them in and sends them, and posts sent at one moment."""

import errno
import threading
import time

from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from hoiphunu import secondfactor
from hoiphunu.storage import SiteStorage
from tests import factories, hostile

PASSWORD = "hoa-sen-no-ban-mai-7"

CONTRIBUTOR, EDITOR = "Cộng tác viên", "Biên tập viên"
CONTENT, HOTLINE = "Quản trị nội dung", "Phụ trách đường dây nóng"


def client_of(user, **options) -> Client:
    client = Client(**options)
    enter(client, user)
    return client


def enter(client, user):
    """Log `client` in as `user`: for the first time, or where that is not enough with her second factor."""
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[secondfactor.FIRST] = True
    if user.is_superuser or HOTLINE in user.groups.values_list("name", flat=True):
        session[DEVICE_ID_SESSION_KEY] = give_device(user).persistent_id
    session.save()


def give_device(user) -> TOTPDevice:
    """An app on her phone, whose codes `code_of` knows."""
    device = TOTPDevice.objects.devices_for_user(user).first()
    return device or TOTPDevice.objects.create(user=user, name=secondfactor.APP)


def code_of(device, steps=0) -> str:
    """What the app shows now, or so many half minutes later."""
    clock = TOTP(device.bin_key)
    clock.time = time.time() + 30 * steps
    return f"{clock.token():06}"


def signed_in(group: str = "", **overrides) -> Client:
    """A client logged in as a new account of `group`; the account is its `.user`."""
    user = factories.make_user(group, **overrides)
    client = client_of(user)
    client.user = user
    return client


def add_url(model) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")


def list_url(model) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def change_url(row, view: str = "change") -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{view}", args=[row.pk])


def fields_of(response) -> dict:
    """What a browser would send of the page's main form if nothing more were typed; no button, no file."""
    page = BeautifulSoup(response.content, "html.parser")
    form = page.select_one("#content form[method=post]")
    fields = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        name, kind = field["name"], field.get("type", field.name)
        if kind in ("submit", "button", "file") or (kind in ("checkbox", "radio") and not field.has_attr("checked")):
            continue
        if field.name == "select":
            chosen = [option["value"] for option in field.select("option[selected]")]
            fields[name] = chosen if field.has_attr("multiple") else (chosen or [""])[0]
        elif field.name == "textarea":
            # The browser drops the first line break of a text area.
            fields[name] = field.get_text().removeprefix("\n").removeprefix("\r\n")
        else:
            fields[name] = field.get("value", "on" if kind == "checkbox" else "")
    return fields


def opened(client, url) -> dict:
    """The fields of the form at `url`, opened now."""
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code, response.headers.get("Location"))
    return fields_of(response)


def send(client, url, _button=("_save", "1"), _fields=None, **typed):
    """Open the form at `url` (or take `_fields` opened before), type, press the button; the answer."""
    fields = {**(_fields if _fields is not None else opened(client, url)), **typed}
    return client.post(url, {**fields, _button[0]: _button[1]})


def step(name: str) -> tuple[str, str]:
    """The button that takes a step."""
    return "_step", name


def errors_of(response) -> list[str]:
    """Every error sentence on the page."""
    page = BeautifulSoup(response.content, "html.parser")
    return [item.get_text(strip=True) for item in page.select("ul.errorlist li")]


def messages_of(client, response) -> list[str]:
    """The messages shown on the page `response` leads to."""
    page = BeautifulSoup(client.get(response.headers["Location"]).content, "html.parser")
    return [item.get_text(strip=True) for item in page.select(".messagelist li")]


def photo_file(name="anh.jpg", content=None):
    """A photo as the browser sends it."""
    return SimpleUploadedFile(name, content or hostile.jpeg(), "image/jpeg")


def pdf_file(name="van-ban.pdf", content=None):
    return SimpleUploadedFile(name, content or hostile.pdf(), "application/pdf")


def stored(media) -> list[str]:
    """The names of all files in the upload folder."""
    return sorted(str(path.relative_to(media)) for path in media.rglob("*") if path.is_file())


def at_once(*calls) -> list:
    """Run the calls in threads that start together; their results, exceptions raised again."""
    barrier, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(number, call):
        try:
            barrier.wait(10)
            results[number] = call()
        except Exception as error:  # noqa: BLE001  handed to the test
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(40)
    for result in results:
        if isinstance(result, Exception):
            raise result
    return results


def values_of(model) -> dict:
    """What the add form of `model` wants typed, at the least; rows it leads to are made."""
    name = model._meta.model_name
    plain = {
        "category": {"name": "Hoạt động Hội"},
        "topic": {"name": "Đại hội Phụ nữ tỉnh"},
        "tag": {"name": "bình đẳng giới"},
        "banner": {"slogan": "Chúc mừng ngày 8/3", "is_endless": "on"},
        "commemoration": {"name": "Ngày Gia đình Việt Nam", "day": "28", "month": "6"},
        "documenttype": {"name": "Nghị định"},
        "issuer": {"name": "Chính phủ"},
        "documentfield": {"name": "Gia đình"},
        "linkgroup": {"name": "Trang trong ngành"},
        "consent": {"words": "Tôi đồng ý.", "keep_days": "90"},
        "hotline": {"name": "Trung tâm Tư vấn", "phone": "0377 672 444"},
        "organisation": {
            "name_upper": "Hội Phụ nữ",
            "short_name": "Phụ nữ",
            "exit_url": "https://thoitiet.example.vn/",
        },
        "menuitem": {"label": "Tin tức", "address": "/tin-tuc/"},
        "page": {"title": "Giới thiệu", "path": "/gioi-thieu/", "body": "<p>Chào chị em.</p>"},
        "oldaddress": {"path": "/cu.html", "target": "/tin-tuc/"},
        "commune": {"name": "xã Xuân Hòa"},
        "dayoff": {"date": "02/09/2025", "name": "Quốc khánh"},
        "user": {
            "username": "hoa",
            "full_name": "Nguyễn Thị Hoa",
            "email": "hoa@example.vn",
        },
        "group": {"name": "Nhóm mới"},
    }
    if name in plain:
        return plain[name]
    return {
        "article": lambda: {"title": "Hội thảo ở xã Xuân Hòa", "category": factories.make_category().pk},
        "legaldocument": lambda: {
            "number": "77/KH-BTV",
            "summary": "Kế hoạch năm",
            "issued_on": "03/01/2024",
            "kind": factories.make_kind(name="Kế hoạch").pk,
            "issuer": factories.make_issuer(name="Ban Thường vụ").pk,
        },
        "consultation": lambda: {
            "title": "Dự thảo Kế hoạch năm 2026",
            "drafter": factories.make_issuer(name="Ban Thường vụ").pk,
            "starts_on": "01/07/2025",
            "ends_on": "31/07/2025",
        },
        "weblink": lambda: {
            "title": "Báo Phụ nữ",
            "address": "https://bao.example.vn/",
            "group": factories.make_group().pk,
        },
        "unionchair": lambda: {"commune": factories.make_commune().pk},
        "responseteam": lambda: {"name": "Tổ xã Xuân Hòa", "commune": factories.make_commune().pk},
        "photo": lambda: {"upload": photo_file(), "alt": "Chị em trồng hành"},
    }[name]()


class TornContent(ContentFile):
    def chunks(self, chunk_size=None):
        yield self.read(100)
        raise OSError(errno.ENOSPC, "No space left on device")


class FullDisk(SiteStorage):
    """A storage whose disk takes some whole files more, then breaks off in the middle of one."""

    def __init__(self, files_left=0, **options):
        super().__init__(**options)
        self.files_left = files_left

    def _save(self, name, content):
        self.files_left -= 1
        return super()._save(name, content if self.files_left >= 0 else TornContent(content.read()))


def fill_disk(settings, files_left=0):
    """Let the disk of uploads be full after so many files more; gives back what makes room again."""
    before = settings.STORAGES
    full = {"BACKEND": "tests.staff.FullDisk", "OPTIONS": {"files_left": files_left}}
    settings.STORAGES = {**before, "default": full}
    return lambda: setattr(settings, "STORAGES", before)

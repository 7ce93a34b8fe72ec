"""The audit log: what is written into it, and that nothing gets out of it or is changed in it."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import RequestFactory
from django.utils import timezone

from hoiphunu import audit, doctor
from hoiphunu.audit import Kind, record
from hoiphunu.logins import NO_ACCOUNT
from hoiphunu.models import AuditEntry
from hoiphunu.models.writtenonce import NeverChangedError
from tests.factories import ago, make_user
from tests.staff import CONTRIBUTOR, PASSWORD, client_of, code_of, give_device, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def guarded():
    """The log as it is outside of tests, where nothing lets it be emptied."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_erasure")


def written(*fields):
    """The entries in the order of writing."""
    return list(AuditEntry.objects.order_by("pk").values_list(*fields, flat=len(fields) == 1))


def log_in(client, username, password=PASSWORD, **headers):
    return client.post("/quan-tri/login/", {"username": username, "password": password}, **headers)


def test_logins_good_and_bad_and_the_way_out_are_written(client):
    hoa = make_user(CONTRIBUTOR, username="hoa", full_name="Nguyễn Thị Hoa", password=PASSWORD)
    log_in(client, "hoa", "sai", REMOTE_ADDR="203.0.113.77")
    log_in(client, "hoa", REMOTE_ADDR="203.0.113.77")
    client.post("/quan-tri/logout/", REMOTE_ADDR="2001:db8:1:2:3::4")
    name = "Nguyễn Thị Hoa (hoa)"
    assert written("kind", "by", "by_name", "account", "account_name", "network") == [
        ("login_failed", None, "", hoa.pk, name, "203.0.113.0/24"),
        ("login", hoa.pk, name, hoa.pk, name, "203.0.113.0/24"),
        ("logout", hoa.pk, name, hoa.pk, name, "2001:db8:1::/48"),
    ]


def test_name_that_is_no_account_is_not_kept(client):
    log_in(client, "mat-khau-go-nham", "x")
    assert written("kind", "account_name", "words") == [("login_failed", NO_ACCOUNT, "")]
    assert "nham" not in AuditEntry.objects.get().folded


def test_lock_out_is_written(client):
    make_user(CONTRIBUTOR, username="hoa", full_name="Hoa", password=PASSWORD)
    for _ in range(5):
        log_in(client, "hoa", "sai")
    assert written("kind", "account_name")[-2:] == [("locked_out", "Hoa (hoa)"), ("login_failed", "Hoa (hoa)")]


def test_second_factor_is_written_step_by_step(client):
    user = make_user(is_superuser=True, username="thu", full_name="Thu", password=PASSWORD)
    device = give_device(user)
    log_in(client, "thu")
    client.post("/quan-tri/ma-xac-thuc/", {"code": "000000"})
    device.refresh_from_db()
    device.throttle_reset()
    client.post("/quan-tri/ma-xac-thuc/", {"code": code_of(device)})
    assert written("kind", "by_name", "words") == [
        ("password_given", "Thu (thu)", ""),
        ("code_failed", "Thu (thu)", ""),
        ("login", "Thu (thu)", "bằng mã: Ứng dụng trên điện thoại"),
    ]


def test_who_acts_is_who_is_signed_in():
    user, other = make_user(full_name="Hoa"), make_user(full_name="Lan", username="lan")
    request = RequestFactory().get("/", REMOTE_ADDR="10.1.2.3")
    request.user = user
    record(Kind.RIGHTS, request, account=other, changes=[("nhóm", "", "Biên tập viên")])
    entry = AuditEntry.objects.get()
    assert (entry.by, entry.account, entry.account_name) == (user.pk, other.pk, "Lan (lan)")
    assert (entry.network, entry.changes) == ("10.1.2.0/24", [["nhóm", "", "Biên tập viên"]])


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("hoa\r\nđăng nhập", "hoa��đăng nhập"),
        ("\x1b[31mđỏ\x00", "�[31mđỏ�"),
        ("bài\u202egnp.exe", "bài�gnp.exe"),
        ("\ud800", "�"),
        ("  nhiều   chỗ ", "nhiều chỗ"),
        ("d" * 20, "dddddddddddddd…"),
    ],
)
def test_nothing_that_steers_gets_in(given, kept):
    assert audit.plain(given, 15) == kept


def test_entry_survives_its_account():
    hoa = make_user(full_name="Hoa", username="hoa")
    record(Kind.LOGIN, by=hoa)
    hoa.delete()
    assert written("by_name", "account_name") == [("Hoa (hoa)", "Hoa (hoa)")]


def test_code_can_neither_change_nor_delete_it():
    entry = record(Kind.LOGIN, by=make_user())
    rows = AuditEntry.objects.all()
    attempts = [
        *(entry.save, entry.delete, rows.delete, lambda: rows.update(words="x")),
        *(lambda: rows.bulk_update([entry], ["words"]), lambda: rows.update_or_create({"words": "x"}, pk=entry.pk)),
        lambda: rows.bulk_create([entry], update_conflicts=True, unique_fields=["id"], update_fields=["words"]),
    ]
    for attempt in attempts:
        with pytest.raises(NeverChangedError), transaction.atomic():
            attempt()
    assert written("words") == [""]


WHOLE = {
    "postgresql": "TRUNCATE hoiphunu_auditentry CASCADE",
    # Deletes what is in the way without asking the triggers of deleting.
    "sqlite": "INSERT OR REPLACE INTO hoiphunu_auditentry SELECT * FROM hoiphunu_auditentry",
}
STATEMENTS = {
    "update": lambda: "UPDATE hoiphunu_auditentry SET words = 'x'",
    "delete": lambda: "DELETE FROM hoiphunu_auditentry",
    "upsert": lambda: (
        "INSERT INTO hoiphunu_auditentry SELECT * FROM hoiphunu_auditentry WHERE true "
        "ON CONFLICT (id) DO UPDATE SET words = 'x'"
    ),
    "whole": lambda: WHOLE[connection.vendor],
}


def refused(statement):
    with pytest.raises(IntegrityError, match="only ever added to"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS)
def test_database_itself_refuses(statement, guarded):
    record(Kind.LOGIN, by=make_user())
    refused(statement())
    assert written("words") == [""]


def test_open_log_is_told_by_the_doctor_and_locked_again(guarded):
    record(Kind.LOGIN, by=make_user())
    assert AuditEntry.objects.is_guarded()
    with connection.cursor() as cursor:
        off = {
            "postgresql": "ALTER TABLE hoiphunu_auditentry DISABLE TRIGGER audit_whole",
            "sqlite": "DROP TRIGGER audit_replace",
        }
        cursor.execute(off[connection.vendor])
        assert not AuditEntry.objects.is_guarded()
        assert doctor.audit_log("Nhật ký").remedy == "manage.py lock_audit"
        call_command("lock_audit", stdout=StringIO())
        assert doctor.audit_log("Nhật ký").state == doctor.GOOD
        cursor.execute("INSERT INTO audit_erasure (before) VALUES ('9999-01-01')")
    assert not AuditEntry.objects.is_guarded()
    call_command("lock_audit", stdout=StringIO())
    for statement in STATEMENTS.values():
        refused(statement())
    assert written("kind") == ["login", "locked", "locked"]


def test_only_what_is_too_old_is_erased(guarded, settings):
    settings.AUDIT_DAYS = 100
    for days in (101, 99):
        AuditEntry.objects.create(kind=Kind.LOGIN, at=ago(days=days), words=f"{days} ngày")
    out = StringIO()
    call_command("erase_audit", stdout=out)
    assert written("kind", "words") == [("login", "99 ngày"), ("erased", "1 dòng cũ hơn 100 ngày")]
    assert out.getvalue() == "Đã xoá 1 dòng nhật ký an ninh.\n"
    call_command("erase_audit", stdout=StringIO())
    assert len(written("pk")) == 2
    refused("DELETE FROM hoiphunu_auditentry")  # the door is shut behind it


def test_flood_from_outside_ends_in_a_line_that_says_so(client, monkeypatch):
    monkeypatch.setattr(audit, "MOST_FROM_OUTSIDE", 3)
    for number in range(5):
        log_in(client, f"ai-do-{number}")
    assert written("words") == ["", "", "Quá 3 lần trong một giờ: không ghi thêm."]


def test_search_forgets_accents_and_takes_beginnings():
    record(Kind.RIGHTS, by=make_user(full_name="Nguyễn Thị Hòa", username="hoa1"), changes=[("nhóm", "", "Biên tập")])
    record(Kind.LOGIN, by=make_user(full_name="Trần Lan", username="lan1"))
    found = {text: AuditEntry.objects.matching(text).count() for text in ("", "nguyen hoa", "bien ta", "hoa lan", "?")}
    assert found == {"": 2, "nguyen hoa": 1, "bien ta": 1, "hoa lan": 0, "?": 0}


def test_window_of_time():
    for hours in (1, 3):
        AuditEntry.objects.create(kind=Kind.LOGIN, at=ago(hours=hours))
    edge = timezone.now() - timedelta(hours=2)
    assert (AuditEntry.objects.since(edge).count(), AuditEntry.objects.before(edge).count()) == (1, 1)


def test_signed_in_somewhere_is_one_line():
    staff = signed_in(CONTRIBUTOR)
    client_of(staff.user)
    assert written("kind") == ["login", "password_given"]

import threading

import pytest

from hoiphunu import keeping
from hoiphunu.keeping import BusyError, Keeping


def test_what_is_kept_is_not_made_again():
    kept, made = Keeping(), []
    assert [kept.get("a", lambda: made.append(1) or b"1") for _ in range(3)] == [b"1"] * 3
    assert made == [1]


def test_longest_unused_is_forgotten_first():
    kept = Keeping(max_bytes=4)
    for name in ("a", "b", "a", "c"):
        kept.get(name, lambda: b"12")
    assert kept.get("a", lambda: b"new") == b"12"
    assert kept.get("b", lambda: b"34") == b"34"
    assert kept.get("big", lambda: b"12345") == b"12345"
    assert kept._kept == {}


def test_failure_keeps_nothing_and_lets_the_next_one_in():
    kept = Keeping()
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: 1 // 0)
    assert kept.get("a", lambda: b"1") == b"1"


def test_only_one_at_a_time_and_nobody_waits_long(monkeypatch):
    monkeypatch.setattr(keeping, "WAIT_SECONDS", 0.05)
    kept, began, go_on = Keeping(), threading.Event(), threading.Event()

    def slow():
        began.set()
        go_on.wait(5)
        return b"slow"

    other = threading.Thread(target=lambda: kept.get("slow", slow))
    other.start()
    began.wait(5)
    with pytest.raises(BusyError):
        kept.get("b", lambda: b"b")
    go_on.set()
    other.join()
    assert kept.get("slow", lambda: b"") == b"slow"

"""`make drill`: all the texts of tests/payloads.py through every field, and a figure."""

import pytest

from tests.browser import xss
from tests.browser.test_xss import root_cookies  # noqa: F401  a fixture
from tests.payloads import payloads


@pytest.fixture
def poisoned(transactional_db):
    poison = xss.Poison(payloads())
    return xss.rows_of(poison, 60), poison.pairs


def test_poisoned_texts_run_nothing(poisoned, root_cookies, live_server, browser, capsys):  # noqa: F811
    rows, texts = poisoned
    found, pages = xss.proof(browser, live_server, root_cookies, rows, every=8)
    with capsys.disabled():
        print(f"\n{len(payloads())} đoạn mã độc, {texts} lượt ghi vào mọi ô chữ; {pages} trang mở bằng Chromium")
        print(f"  tắt CSP, chạy được: {len(found)}")
    assert found == []

"""Which passwords are refused, in words, and which are not."""

import pytest
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError

from hoiphunu import passwords
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db


def refusals(password, user=None):
    try:
        validate_password(password, user)
    except ValidationError as error:
        return error.messages
    return []


@pytest.fixture
def office(settings):
    make_organisation(name_upper="Hội Liên hiệp Phụ nữ", name_lower="tỉnh Xuân Hòa", short_name="Phụ nữ Xuân Hòa")
    settings.SITE_HOST = "hoi-phunuxuan.example.gov.vn"


@pytest.mark.parametrize("password", ["", "sen-7", "Kq7-xz1"])
def test_short_ones(password):
    assert passwords.TOO_SHORT in refusals(password)


@pytest.mark.parametrize(
    "password",
    [
        *("password1", "Password123!", "qwertyuiop", "iloveyou", "1234567890", "sunshine2024", "P@ssw0rd"),
        *("matkhau123", "Mật khẩu 123", "mat-khau-2024", "M@tKh@u2024", "anhyeuem1992", "123anhyeuem", "VietNam2025"),
        *("quantri@2024", "nguyenthi1985", "phuonganh99", "hoasen123", "Hanoi@2024!"),
    ],
)
def test_common_ones(password):
    assert refusals(password) == [passwords.COMMON]


@pytest.mark.parametrize("password", ["08031910", "20/10/1930", "1975-04-30", "8thang3nam1990", "0912345679"])
def test_dates_and_telephones(password):
    assert refusals(password) == [passwords.DATE]


@pytest.mark.parametrize("password", ["hzhzhzhzhz", "kqx7kqx7kqx7"])
def test_repetitions(password):
    assert refusals(password) == [passwords.REPEATED]


@pytest.mark.parametrize(
    "password",
    [
        *("phunu@20101930", "Phunuxuanhoa", "hoiphunu2024", "xuanhoa-8thang3", "lhpn@2024", "LHPNXuanHoa1"),
        *("HoiLienHiepPhuNu", "phunuxuan#1!"),
    ],
)
def test_words_of_the_office(office, password):
    assert refusals(password) == [passwords.OF_THE_PLACE]


def test_words_of_another_office_are_only_words(office):
    assert refusals("phuninhbinhtan77") == []


@pytest.mark.parametrize(
    "password",
    [
        *("hoa-sen-no-ban-mai-7", "mua-sen-thang-sau-9", "ghế xanh thuyền dưa", "x7$Kq9!z2W", "kqzvwmtrph"),
        *("xuan hoa va con thuyen giay xanh", "é" * 3 + "kqzvw", "a b c d e f g h j", "71930582746193"),
        "cầu vồng " * 12 + "x",
    ],
)
def test_good_ones_of_any_kind(office, password):
    assert refusals(password) == []


def test_own_name_and_mail(office):
    user = make_user(username="bichthuyen", full_name="Lê Bích Thuyền", email="bichthuyen@example.vn")
    assert len(refusals("bichthuyen.7", user)) == 1
    assert refusals("ghế xanh thuyền dưa", user) == []


def test_without_an_organisation_nothing_fails():
    assert refusals("hoa-sen-no-ban-mai-7") == []


def test_help_is_said_in_our_words():
    html = password_validators_help_text_html()
    assert (passwords.HELP in html, passwords.REFUSED in html, "<li></li>" in html) == (True, True, False)


def test_lists_are_read_once_and_long():
    assert (len(passwords.common()) > 20_000, passwords.common() is passwords.common()) == (True, True)
    assert passwords.VIETNAMESE.read_text(encoding="ascii").islower()

"""Which passwords are refused: what somebody who knows the country, the office and the calendar would try first.

NIST SP 800-63B and OWASP ASVS 5.0 V6.2: length and lists, no rules about kinds of characters. All lists are files here;
nothing is asked of anybody outside.
"""

import gzip
import re
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from hoiphunu.models import Organisation
from hoiphunu.vietnamese import fold, words

LEAST, ADVISED = 8, 15
TOO_SHORT = f"Mật khẩu cần ít nhất {LEAST} ký tự; nên từ {ADVISED} trở lên."
HELP = (
    f"Ít nhất {LEAST} ký tự, nên từ {ADVISED} trở lên: vài từ không liên quan ghép lại thì vừa dài vừa dễ nhớ. "
    "Có dấu, dấu cách, ký hiệu đều được; dán từ phần mềm giữ mật khẩu cũng được."
)
REFUSED = "Không dùng ngày tháng, số điện thoại, tên đơn vị hay mật khẩu nhiều người dùng."
COMMON = "Mật khẩu này nhiều người dùng, nằm trong danh sách bị thử đầu tiên. Bạn chọn mật khẩu khác."
DATE = "Ngày tháng và số điện thoại dễ bị đoán. Bạn chọn mật khẩu khác."
REPEATED = "Mật khẩu này chỉ lặp lại vài ký tự. Bạn chọn mật khẩu khác."
OF_THE_PLACE = "Mật khẩu này ghép từ tên đơn vị hoặc tên trang nên dễ bị đoán. Bạn thêm vài từ khác."

VIETNAMESE = Path(__file__).with_name("passwords.txt")
LEET = str.maketrans("@431!05$7", "aaeiiosst")
# How many letters must be left once the words of the place and all figures are taken away.
OWN_LETTERS = 6
# Parts of host names that say nothing of the place.
ENDINGS = {"www", "com", "net", "org", "gov", "edu", "localhost"}


class LongEnough:
    def validate(self, password, user=None):
        if len(password) < LEAST:
            raise ValidationError(TOO_SHORT, code="password_too_short")

    def get_help_text(self):
        return HELP


class NotGuessed:
    def validate(self, password, user=None):
        plain = squeezed(password)
        if is_common(password):
            raise ValidationError(COMMON, code="password_too_common")
        if is_date(plain) or re.fullmatch(r"(?:84|0)[0-9]{9}", plain):
            raise ValidationError(DATE, code="password_is_date")
        if re.fullmatch(r"(.{1,4}?)\1+", password):
            raise ValidationError(REPEATED, code="password_repeats")
        if is_of_the_place(plain):
            raise ValidationError(OF_THE_PLACE, code="password_of_the_place")

    def get_help_text(self):
        return REFUSED


def squeezed(password: str) -> str:
    """Only its letters and figures, small, without accents: "Mật khẩu-123" is "matkhau123"."""
    return re.sub(r"[^a-z0-9]", "", fold(password))


@cache
def common() -> frozenset[str]:
    """Django's 20,000 passwords from breaches, and those that people here choose."""
    path = Path(password_validation.__file__).with_name("common-passwords.txt.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        known = {line.strip() for line in lines}
    return frozenset(known | set(VIETNAMESE.read_text(encoding="ascii").split()))


def is_common(password: str) -> bool:
    """Whether it is in the lists as it is, or with accents, signs, figures around it or in place of letters."""
    plain = squeezed(password)
    swapped = squeezed(fold(password).translate(LEET))
    tried = {password.lower().strip(), plain, plain.strip("0123456789"), swapped}
    tried.add(re.sub(r"[^a-z]", "", squeezed(fold(password).strip(" 0123456789!@#$%^&*.,_-+=").translate(LEET))))
    return not common().isdisjoint(tried)


def is_date(plain: str) -> bool:
    """Whether it is nothing but a day: 20101930, 8thang3, ngay8thang3nam2024."""
    if re.fullmatch(r"(?:ngay)?[0-9]{1,2}thang[0-9]{1,2}(?:nam)?[0-9]{0,4}", plain):
        return True
    if not re.fullmatch(r"[0-9]{8}", plain):
        return False
    days = ((plain[4:], plain[2:4], plain[:2]), (plain[4:], plain[:2], plain[2:4]), (plain[:4], plain[4:6], plain[6:]))
    return any(1900 <= int(year) <= 2100 and _is_day(int(year), int(month), int(day)) for year, month, day in days)


def _is_day(year, month, day):
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False


def is_of_the_place(plain: str) -> bool:
    """Whether little is left of it without the words of the organisation and of its address."""
    left = plain
    for word in sorted(words_of_the_place(), key=len, reverse=True):
        left = left.replace(word, " ")
    return left != plain and len(re.sub(r"[^a-z]", "", left)) < OWN_LETTERS


def words_of_the_place() -> set[str]:
    """What the organisation is called, as its own row and the site's address have it: names, parts and initials."""
    organisation = Organisation.objects.current()
    named = [organisation.name, organisation.short_name]
    found = {part for part in re.split(r"[^a-z0-9]", settings.SITE_HOST) if len(part) > 3 and part not in ENDINGS}
    for parts in map(words, named):
        runs = [parts[start:end] for start in range(len(parts)) for end in range(start + 1, len(parts) + 1)]
        found |= {"".join(run) for run in runs if len(run) > 1 or len(run[0]) > 4}
        found |= {"".join(word[0] for word in run) for run in runs if len(run) > 3}
    return {word for word in found if len(word) > 3}

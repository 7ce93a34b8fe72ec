"""Vietnamese phone numbers: one stored form, one printed form, one to call."""

import re

from django.core.exceptions import ValidationError

LENGTHS = {"1": (3, 4, 8, 10), "0": (10, 11)}


def normalise(text: str) -> str:
    """Digits only, +84 written as 0: "0377.672.444" → "0377672444"; "" stays. Raises ValidationError."""
    digits = re.sub(r"[\s.\-()]", "", text.strip())
    if not digits:
        return ""
    digits = re.sub(r"^(\+84|0084)", "0", digits)
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in LENGTHS.get(digits[0], ()):
        raise ValidationError("Số máy chưa đúng. Ví dụ: 0377 672 444, 0299 3822 123, 1900 1234 hoặc 111.")
    return digits


def display(digits: str) -> str:
    """Grouped for reading: 0377 672 444, 0299 3822 123, 1900 969 680, 113."""
    if len(digits) == 8:
        return f"{digits[:4]} {digits[4:]}"
    if len(digits) in (10, 11):
        return f"{digits[:4]} {digits[4:-3]} {digits[-3:]}"
    return digits


def tel(digits: str) -> str:
    """The `tel:` address; numbers that start with 0 in the international form, short ones as they are."""
    return f"tel:+84{digits[1:]}" if digits.startswith("0") else f"tel:{digits}"

import pytest
from django.core.exceptions import ValidationError

from hotline import phones


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0377672444", "0377672444"),
        (" 0377.672-444 ", "0377672444"),
        ("(0299) 3822 123", "02993822123"),
        ("+84 377 672 444", "0377672444"),
        ("0084377672444", "0377672444"),
        ("1900 969 680", "1900969680"),
        ("1900 1234", "19001234"),
        ("113", "113"),
        ("1022", "1022"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_one_stored_form(typed, stored):
    assert phones.normalise(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "377672444",
        "03776724",
        "037767244499",
        "abc",
        "0377 672 44x",
        "٠٣٧٧٦٧٢٤٤٤",
        "11",
        "11111",
        "+1 202 555",
        "84377672444",
        "\x00",
    ],
)
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValidationError, match="Số máy chưa đúng"):
        phones.normalise(typed)


@pytest.mark.parametrize(
    ("stored", "shown", "called"),
    [
        ("0377672444", "0377 672 444", "tel:+84377672444"),
        ("02993822123", "0299 3822 123", "tel:+842993822123"),
        ("1900969680", "1900 969 680", "tel:1900969680"),
        ("19001234", "1900 1234", "tel:19001234"),
        ("113", "113", "tel:113"),
        ("1022", "1022", "tel:1022"),
    ],
)
def test_shown_and_called(stored, shown, called):
    assert (phones.display(stored), phones.tel(stored)) == (shown, called)

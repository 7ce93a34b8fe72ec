"""Document numbers: four families, the dirt they come in, and every way readers type them."""

import pytest

from announcements import numbers

WRITTEN = {
    # normative
    "42/2022/NĐ-CP": ["42/2022/nđ-cp", "42 /2022/ NĐ - CP", "42/2022/NĐCP", "42/2022/ND-CP", "Số: 42/2022/NĐ-CP"],
    "76/2023/NĐ-CP": ["76/2023/NĐ–CP", "76-2023-NĐ-CP", "76 2023 NĐ CP", "76/2023NĐ-CP"],
    "13/2022/QH15": ["13/2022/qh15", "13/2022/QH 15", "13 / 2022 / QH15", "13/2022 QH15", "13-2022-QH15"],
    "02/2007/QH12": ["02/2007/qh12"],
    "73/2006/QH11": ["73/2006/QH11 "],
    "39/2017/TT-BTC": ["39/2017/tt-btc", "39/2017/TTBTC", "39/2017/TT BTC"],
    "143/2013/TTLT-BTC-BTNMT": ["143/2013/ttlt-btc-btnmt"],
    "1222/QĐ-TTg": ["1222/qđ-ttg", "1222/QĐ-TTG", "1222/QĐTTg", "1222 QĐ-TTg"],
    "05/2011/UBTVQH12": ["05/2011/ubtvqh12", "05/2011/UBTVQH 12"],
    "06/2018/NQ-HĐND": ["06/2018/nq-hđnd"],
    "12/2024/L-CTN": ["12/2024/l-ctn"],
    # acts of offices
    "77/KH-BTV": ["77/kh-btv", "77 /KH - BTV", "77/KHBTV", "77KH-BTV", "77/KH BTV", "77-KH-BTV", "77/KH–BTV"],
    "888/KH-ĐCT": ["888/kh-đct", "888/KH - ĐCT", "888/KHĐCT"],
    "15/QĐ-ABC": ["15/qđ-abc", "15/QĐ - ABC"],
    "03/NQ-ĐCT": ["03/nq-đct"],
    "01/CTr-UBND": ["01/ctr-ubnd", "01/CTR-UBND"],
    "09/TTr-BTV": ["09/ttr-btv", "09/TTR - BTV"],
    "120/QyĐ-BTV": ["120/qyđ-btv"],
    "77a/KH-BTV": ["77a/kh-btv", "77A/KH-BTV"],
    "1234/UBND-VX": ["1234/ubnd-vx", "1234 / UBND - VX"],
    "45/HĐND-VP": ["45/hđnd-vp"],
    "08/BCH-VP": ["08/bch-vp"],
    # Party
    "36-HD/VPTW": ["36-hd/vptw", "36 - HD / VPTW", "36 -HD/VPTW"],
    "21-CT/TW": ["21-ct/tw", "21 - CT/TW"],
    "11-NQ/TW": ["11-nq/tw"],
    "305-QĐ/TU": ["305-qđ/tu"],
    "40-LCT/HĐNN8": ["40-lct/hđnn8", "40 - LCT/HĐNN8", "40-LCT/HĐNN 8"],
    # none
    "Không số": ["không số", "Khong so", "KHÔNG SỐ.", ""],
    "Thông báo miệng": ["Thông  báo miệng"],
}


@pytest.mark.parametrize(("typed", "stored"), [(dirt, clean) for clean, dirts in WRITTEN.items() for dirt in dirts])
def test_dirt_becomes_the_normal_form(typed, stored):
    assert numbers.normal(typed) == stored


@pytest.mark.parametrize("stored", WRITTEN)
def test_normal_form_stays_as_it_is(stored):
    assert numbers.normal(stored) == stored


def test_there_are_sixty_and_more_real_shapes():
    assert len(WRITTEN) + sum(map(len, WRITTEN.values())) >= 90


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("42/2022/NĐ-CP", (42, "", 2022, "NĐ", "CP", False)),
        ("13/2022/QH15", (13, "", 2022, "", "QH15", False)),
        ("77a/KH-BTV", (77, "a", 0, "KH", "BTV", False)),
        ("1234/UBND-VX", (1234, "", 0, "", "UBND-VX", False)),
        ("36-HD/VPTW", (36, "", 0, "HD", "VPTW", True)),
        ("40-LCT/HĐNN8", (40, "", 0, "LCT", "HĐNN8", True)),
    ],
)
def test_parts_of_a_number(text, parts):
    found = numbers.parse(text)
    assert (found.ordinal, found.letter, found.year, found.kind, found.issuer, found.is_party) == parts


@pytest.mark.parametrize("text", ["", "Không số", "abc", "2022", "/", "-", "🙂", "\x00", "9" * 40, "số"])
def test_what_is_no_number_is_none(text):
    assert (numbers.parse(text), numbers.ordinal(text)) == (None, 0)


def test_equal_numbers_share_their_key():
    alike = ["05/2024/TT-BTC", "5/2024/tt-btc", "05/2024/TTBTC", "5 / 2024 / TT - BTC"]
    assert {numbers.key(text) for text in alike} == {"5 2024 tt btc"}
    assert numbers.key("77/KH-BTV") != numbers.key("77a/KH-BTV")


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("kh 77", ["kh", "77"]),
        ("36 hd vptw", ["36", "hd", "vptw"]),
        ("13/2022/qh 15", ["13", "2022", "qh15"]),
        ("nd 076 2023", ["nd", "76", "2023"]),
    ],
)
def test_question_is_taken_as_tokens(text, tokens):
    assert (numbers.asked(text), numbers.is_question(text)) == (tokens, True)


@pytest.mark.parametrize("text", ["bạo lực gia đình", "Luật 2022 về phòng chống", "", "chỉ thị", "kế hoạch năm 2024"])
def test_words_are_no_question_for_a_number(text):
    assert not numbers.is_question(text)


@pytest.mark.parametrize("number", ["03/CTrPH-HPN-SGDĐT", "03/DA-UBND", "09/ĐA-BTV", "05/2025/HĐ-HPN", "7/HD-BTV"])
def test_abbreviation_stays_as_it_was_typed(number):
    assert numbers.normal(number) == number

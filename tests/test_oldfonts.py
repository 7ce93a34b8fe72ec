import pytest

from hoiphunu.oldfonts import encoding_of, is_unicode, to_unicode


@pytest.mark.parametrize(
    ("font", "encoding"),
    [
        (".VnTime", "tcvn"),
        (" .vnarialh ", "tcvn"),
        ("VNI-Times", "vni"),
        ("Times New Roman", ""),
        ("VNtimes new roman", ""),
        ("", ""),
    ],
)
def test_encoding_is_told_by_the_font(font, encoding):
    assert encoding_of(font) == encoding


@pytest.mark.parametrize(
    ("typed", "font", "meant"),
    [
        ("µ¸¶·¹ ¨»¾¼½Æ ©ÇÊÈÉË ® ÌÐÎÏÑ ªÒÕÓÔÖ", ".VnTime", "àáảãạ ăằắẳẵặ âầấẩẫậ đ èéẻẽẹ êềếểễệ"),
        (
            "×ÝØÜÞ ßãáâä «åèæçé ¬êíëìî ïóñòô \u00adõøö÷ù úýûüþ",
            ".VnArial",
            "ìíỉĩị òóỏõọ ôồốổỗộ ơờớởỡợ ùúủũụ ưừứửữự ỳýỷỹỵ",
        ),
        ("¡¢§£¤¥¦", ".VnTime", "ĂÂĐÊÔƠƯ"),
        ("phô n÷, §oµn", ".VnTimeH", "PHỤ NỮ, ĐOÀN"),
        ("aøaùaûaõaï aêaèaéaúaüaë aâaàaáaåaãaä ñ", "VNI-Times", "àáảãạ ăằắẳẵặ âầấẩẫậ đ"),
        ("ì í æ ó ò oâoà oáoåoãoä ô ôøôùôûôõôï ö öøöùöûöõöï", "VNI-Helve", "ì í ỉ ĩ ị ôồ ốổỗộ ơ ờớởỡợ ư ừứửữự"),
        ("yøyùyûyõî HOÄI LIEÂN HIEÄP PHUÏ NÖÕ", "VNI-Times", "ỳýỷỹỵ HỘI LIÊN HIỆP PHỤ NỮ"),
        ("Giá 5.000 đồng", "Arial", "Giá 5.000 đồng"),
    ],
)
def test_text_becomes_unicode(typed, font, meant):
    assert to_unicode(typed, font) == meant


def test_unicode_is_recognised_whatever_the_font():
    assert [is_unicode(text) for text in ("Phụ nữ", "đi", "Phô n÷", "Phuï nöõ", "ma\u0301", "")] == [
        *(True, True, False, False, True, False)
    ]

"""Text typed for the fonts of before Unicode (.VnTime, VNI-Times), as the letters people see."""

import re
import unicodedata

# The 8-bit code of TCVN 5712:1993, third table ("ABC"): what its fonts draw at each place of Latin-1.
_TCVN = str.maketrans(
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
)
# VNI writes a letter, then its marks as one more letter: "aù" is á, "aá" is ấ.
_VNI_MARKS = {
    **dict(zip("øùûõï", "\u0300\u0301\u0309\u0303\u0323", strict=True)),
    **{"â": "\u0302", "à": "\u0302\u0300", "á": "\u0302\u0301", "å": "\u0302\u0309", "ã": "\u0302\u0303"},
    **{"ä": "\u0302\u0323", "ê": "\u0306", "è": "\u0306\u0300", "é": "\u0306\u0301", "ú": "\u0306\u0309"},
    **{"ü": "\u0306\u0303", "ë": "\u0306\u0323"},
}
_VNI_LETTERS = dict(zip("ôöíìæóòîñ", "ơưíìỉĩịỵđ", strict=True))
_VNI = str.maketrans(
    _VNI_MARKS
    | {mark.upper(): marks for mark, marks in _VNI_MARKS.items()}
    | _VNI_LETTERS
    | {letter.upper(): meant.upper() for letter, meant in _VNI_LETTERS.items()}
)
# No text of the old fonts has these: who typed them used Unicode, whatever the font.
_MODERN = re.compile(
    "[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u0300-\u036f\u1ea0-\u1ef9]"
)


def encoding_of(font: str) -> str:
    """ "tcvn" or "vni" for a font of before Unicode, by its name; else ""."""
    font = font.strip().lower()
    return "tcvn" if font.startswith(".vn") else "vni" if font.startswith("vni-") else ""


def is_unicode(text: str) -> bool:
    """Whether the text has Vietnamese letters that only Unicode knows."""
    return bool(_MODERN.search(text))


def to_unicode(text: str, font: str) -> str:
    """The text typed in `font` as Unicode, NFC; fonts like .VnTimeH draw capitals whatever is typed."""
    encoding = encoding_of(font)
    if encoding == "tcvn":
        text = text.translate(_TCVN)
        return text.upper() if font.strip().lower().endswith("h") else text
    if encoding == "vni":
        return unicodedata.normalize("NFC", text.translate(_VNI))
    return text

"""The types of documents by their headings and by the abbreviations in their numbers.

Source: Nghị định 30/2020/NĐ-CP, điều 7 and phụ lục III; Luật Ban hành văn bản quy phạm pháp luật; Quy định 66-QĐ/TW.
"""

import re

from announcements import numbers
from hoiphunu.vietnamese import fold

# Name → abbreviation in numbers. The longer name stands before the one it begins with.
KINDS = {
    **{"Hiến pháp": "", "Bộ luật": "", "Luật": "L", "Pháp lệnh": "PL", "Lệnh": "L", "Nghị định": "NĐ"},
    **{"Nghị quyết liên tịch": "NQLT", "Thông tư liên tịch": "TTLT", "Thông tư": "TT", "Nghị quyết": "NQ"},
    **{"Quyết định": "QĐ", "Chỉ thị": "CT", "Quy chế": "QC", "Quy định": "QyĐ", "Thông cáo": "TC", "Thông báo": "TB"},
    **{"Hướng dẫn": "HD", "Chương trình": "CTr", "Kế hoạch": "KH", "Phương án": "PA", "Đề án": "ĐA", "Dự án": "DA"},
    **{"Báo cáo": "BC", "Biên bản": "BB", "Tờ trình": "TTr", "Hợp đồng": "HĐ", "Công điện": "CĐ"},
    **{"Bản ghi nhớ": "BGN", "Bản thỏa thuận": "BTT", "Giấy ủy quyền": "GUQ", "Giấy mời": "GM"},
    **{"Giấy giới thiệu": "GGT", "Giấy nghỉ phép": "GNP", "Phiếu gửi": "PG", "Phiếu chuyển": "PC", "Phiếu báo": "PB"},
    **{"Thư công": "", "Kết luận": "KL", "Thông tri": "TT", "Tuyên bố": "", "Lời kêu gọi": "", "Điều lệ": ""},
    **{"Công văn": "CV"},
}
LETTER = "Công văn"
_JOINED = {re.sub(r"\W", "", fold(name)): name for name in KINDS}


def starting(text: str) -> tuple[str, str]:
    """(type, the rest) of a heading in capitals: "KẾ HOẠCH PHỐI HỢP" → "Kế hoạch", "PHỐI HỢP"; ("", text) for none."""
    words = text.split()
    for count in range(min(len(words), 12), 0, -1):
        joined = re.sub(r"\W", "", fold("".join(words[:count])))
        if joined in _JOINED and "".join(words[:count]).isupper():
            return _JOINED[joined], " ".join(words[count:])
    return "", text


def of_number(number: str) -> str:
    """The type a number's abbreviation names; a number without one is a letter's; "" for no number."""
    found = numbers.parse(number)
    if found is None:
        return ""
    if not found.kind:
        return "" if found.year else LETTER
    return next((name for name, short in KINDS.items() if short and short.upper() == found.kind.upper()), "")

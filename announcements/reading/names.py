"""Names of people and of offices, as they are told apart from one another."""

import re
from collections.abc import Iterable

from hoiphunu.vietnamese import nfc, words

# Ranks, titles and degrees that stand before a name.
_TITLE = re.compile(
    r"^(?:(?:đại|thượng|trung|thiếu) (?:tướng|tá|úy)|đại úy|chuẩn úy|(?:gs|pgs|ts|ths|bs|cn|ks|ls|bscki{1,2}|ds)\b\.?"
    r"|(?:giáo|phó giáo|tiến|thạc|bác|luật|kỹ) sư?ĩ?|ông|bà|đ/c|đồng chí)[\s.:]+",
    re.IGNORECASE,
)
# Families of letters in Vietnamese names and those of the Khmer, Ê Đê, H'Mông …: "Kđăm", "H'Yim", "Y-Đôn".
_SYLLABLE = r"(?:[A-ZÀ-ỸĐ]['’]?[a-zà-ỹđ]*(?:['’-][A-ZÀ-ỸĐ]?[a-zà-ỹđ]+)?)"
_NAME = re.compile(rf"^{_SYLLABLE}(?: {_SYLLABLE}){{1,5}}$")
FAMILIES = frozenset(
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh trịnh đoàn lâm mai tô đào trương"
    " thạch sơn kim danh châu tăng lưu hà quách tạ tôn triệu vương cao lương thái chu đàm giang hứa khưu kiều la liêu"
    " lục mã nghiêm ninh nông phùng quan tiêu tống trang từ văn viên vi".split()
)
_MEANINGS = (
    ("lhpn", "lien hiep phu nu"),
    ("ubnd", "uy ban nhan dan"),
    ("hdnd", "hoi dong nhan dan"),
    ("mttq", "mat tran to quoc"),
    ("btv", "ban thuong vu"),
    ("tw", "trung uong"),
    ("tp", "thanh pho"),
    ("ldtbxh", "lao dong thuong binh va xa hoi"),
    ("gddt", "giao duc va dao tao"),
    ("vn", "viet nam"),
)


def best_match(name: str, known_names: Iterable[str]) -> str:
    """The known name that means the same office as `name`, accents and common abbreviations aside; "" for none."""
    asked = _meaning(name)
    return next((known for known in known_names if _meaning(known) == asked), "") if asked else ""


def _meaning(name: str) -> list[str]:
    short = dict(_MEANINGS)
    return [part for word in words(name) for part in short.get(word, word).split()]


def person(text: str) -> str:
    """The name of a person without rank, title or degree; "" for what is none."""
    text = " ".join(nfc(text).strip(" .,;*").split())
    while found := _TITLE.match(text):
        text = text[found.end() :].strip()
    if text.isupper():
        # Posts and offices stand in capitals too; a name begins with the name of a family.
        text = text.title() if text.split()[0].lower() in FAMILIES else ""
    return text if _NAME.match(text) else ""

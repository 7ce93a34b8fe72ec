"""Capitals of headings brought to the letters of a sentence, by Nghị định 30/2020/NĐ-CP, phụ lục II."""

import re

from hoiphunu.vietnamese import fold, nfc

# Organs and their bodies, written as they are inside a sentence.
_ORGANS = (
    *("Ban Thường vụ", "Ban Chấp hành", "Ban Thường trực", "Ban Bí thư", "Bộ Chính trị", "Đoàn Chủ tịch", "Ban"),
    *("Ủy ban nhân dân", "Ủy ban Thường vụ", "Ủy ban Kiểm tra", "Ủy ban Mặt trận Tổ quốc", "Ủy ban", "Tổ quốc"),
    *("Ban Chỉ đạo", "Ban Tổ chức", "Ban Dân vận", "Ban Tuyên giáo", "Ban Nội chính", "Ban Quản lý", "Ban Cán sự đảng"),
    *("Hội đồng nhân dân", "Hội đồng Thi đua - Khen thưởng", "Hội đồng", "Thường trực", "Tổ", "Trạm", "Đội", "Kho bạc"),
    *("Hội Liên hiệp Phụ nữ", "Phụ nữ", "Hội Nông dân", "Hội Cựu chiến binh", "Hội Chữ thập đỏ", "Hội", "Liên hiệp"),
    *("Tổng Liên đoàn Lao động", "Liên đoàn Lao động", "Liên đoàn", "Công đoàn", "Đoàn Thanh niên", "Thanh niên"),
    *("Cộng sản Hồ Chí Minh", "Hồ Chí Minh", "Mặt trận Tổ quốc", "Người cao tuổi", "Khuyến học", "Luật gia"),
    *("Quốc hội", "Chính phủ", "Thủ tướng Chính phủ", "Chủ tịch nước", "Trung ương", "Đảng", "Việt Nam", "Văn phòng"),
    *("Bộ", "Sở", "Phòng", "Tổng cục", "Cục", "Chi cục", "Vụ", "Viện", "Trung tâm", "Trường", "Học viện", "Đài"),
    *(
        "Bộ Chỉ huy",
        "Bộ Tư lệnh",
        "Bộ đội Biên phòng",
        "Công an",
        "Quân sự",
        "Quân khu",
        "Đồn Biên phòng",
        "Biên phòng",
    ),
    *("Tòa án nhân dân", "Viện kiểm sát nhân dân", "tối cao", "Ngân hàng Nhà nước", "Ngân hàng", "Chính sách xã hội"),
    *("Bảo hiểm xã hội", "Kiểm toán nhà nước", "Thanh tra", "Chi hội", "Chi bộ", "Đảng bộ", "Đảng đoàn", "Công ty"),
    "nước Cộng hòa xã hội chủ nghĩa Việt Nam",
    "Cộng hòa xã hội chủ nghĩa Việt Nam",
)
# What they are of: the first letter of each field of work is a capital, "và" and "của" are none.
_FIELDS = (
    *("Lao động", "Thương binh", "Xã hội", "Giáo dục", "Đào tạo", "Văn hóa", "Thể thao", "Du lịch", "Thông tin"),
    *("Truyền thông", "Tài chính", "Kế hoạch", "Đầu tư", "Công Thương", "Công nghiệp", "Thương mại", "Nông nghiệp"),
    *("Phát triển nông thôn", "Nông thôn", "Tài nguyên", "Môi trường", "Xây dựng", "Giao thông vận tải", "Y tế"),
    *("Tư pháp", "Nội vụ", "Ngoại vụ", "Ngoại giao", "Quốc phòng", "Khoa học", "Công nghệ", "Kỹ thuật", "Dân tộc"),
    *("Tôn giáo", "Tuyên giáo", "Dân vận", "Tổ chức", "Nội chính", "Kinh tế", "Hạ tầng", "Đô thị", "Chính trị"),
    *("Thuế", "Hải quan", "Thống kê", "Văn thư", "Lưu trữ", "nhà nước", "Hành chính", "Tổng hợp", "Chính sách"),
    *("Luật pháp", "Gia đình", "Trẻ em", "Dân số", "Bình đẳng giới", "Tuyên huấn", "Quốc tế", "Phong trào", "Hỗ trợ"),
    *("Pháp luật", "Pháp chế", "Thi hành án dân sự", "Cựu chiến binh", "Nông dân", "Học tập", "Dịch vụ", "Việc làm"),
    *("Vì sự tiến bộ của phụ nữ", "Văn học nghệ thuật", "Cải cách hành chính", "An toàn giao thông", "Nhân dân"),
)
_POSTS = (
    *("Chủ tịch", "Phó", "Phó Chủ tịch", "Chánh", "Chánh án", "Giám đốc", "Tổng Giám đốc", "Bí thư", "Ủy viên"),
    *("Thủ tướng", "Bộ trưởng", "Thứ trưởng", "Bên A", "Bên B", "Tổng Thư ký", "Thư ký", "Chủ nhiệm", "Chủ trì"),
    *("Trưởng ban", "Trưởng phòng", "Trưởng đoàn", "Trưởng", "Đại diện", "Chỉ huy trưởng", "Tham mưu trưởng"),
    *("Cục trưởng", "Vụ trưởng", "Viện trưởng", "Tổng cục trưởng", "Chi cục trưởng", "Kế toán trưởng", "Hiệu trưởng"),
    *("Chính ủy", "Đội trưởng", "Tổ trưởng", "Chi hội trưởng", "Chủ tọa", "Chánh Văn phòng", "Chánh Thanh tra"),
)
# After these stands the name of a place, all of its syllables with a capital.
_UNITS = (
    *("tỉnh", "thành phố", "huyện", "quận", "thị xã", "thị trấn", "xã", "phường", "đặc khu", "ấp", "khóm", "thôn"),
    *("Tỉnh ủy", "Thành ủy", "Huyện ủy", "Thị ủy", "Quận ủy", "Đảng ủy", "Tỉnh đoàn", "Thành đoàn", "Huyện đoàn"),
    *("tp.", "tx.", "tt."),
)
_MARKS = '.,;:"“”()'
_SMALL = {"và", "của", "các", "về", "cho", "trực", "thuộc", "với", "tại", "trong", "ở", "cấp"}
# Written in capitals wherever they stand.
_NAMES = ("Việt Nam", "Hồ Chí Minh", "Quốc hội", "Chính phủ", "Đảng", "Nhân dân", "Liên hợp quốc", "Đông Nam Á")
_SHORT = {
    "ubnd": "Ủy ban nhân dân",
    "hđnd": "Hội đồng nhân dân",
    "mttq": "Mặt trận Tổ quốc",
    "tp": "thành phố",
    "tp.": "thành phố",
    "tx.": "thị xã",
    "tt.": "thị trấn",
}
# Where older spelling puts the tone: hoà, uỷ.
_OLD_TONE = re.compile(r"(?<!q)([ou])([àáảãạỳýỷỹỵèéẻẽẹ])(?!\w)")
_TONES = str.maketrans("àáảãạỳýỷỹỵèéẻẽẹ", "aaaaayyyyyeeeee")
_TONED = {"o": "òóỏõọ", "u": "ùúủũụ"}
_ROMAN = re.compile(r"^(?=[ivxl])x{0,3}(?:ix|iv|v?i{0,3})[.,;:]?$")
# Before a Roman numeral, which else is a word: "vi", "xi".
_COUNTED = {"khóa", "thứ", "lần", "kỳ", "quý", "phần", "chương", "đoạn", "hạng", "loại", "vùng", "nhóm", "mục"}
_ABBREVIATED = re.compile(r"^[bcdđghklmnpqrstvx]{2,}[.,;:]?$|^tncs$|^tw$|^asean$|^covid-19$")


def _table(*groups) -> dict[tuple[str, ...], str]:
    return {tuple(nfc(phrase).lower().split()): phrase for group in groups for phrase in group}


_OFFICES, _POSITIONS = _table(_ORGANS, _FIELDS, _UNITS), _table(_ORGANS, _FIELDS, _UNITS, _POSTS)
_PROPER = _table(_NAMES)
_LONGEST = max(map(len, _POSITIONS))
_PLACED = {unit.lower() for unit in _UNITS}


def office(text: str) -> str:
    """An office's name: "HỘI LIÊN HIỆP PHỤ NỮ TỈNH AN GIANG" → "Hội Liên hiệp Phụ nữ tỉnh An Giang"."""
    return _first(_cased(text, _OFFICES))


def position(text: str) -> str:
    """A post: "PHÓ CHỦ TỊCH THƯỜNG TRỰC" → "Phó Chủ tịch Thường trực"."""
    return _first(_cased(text, _POSITIONS))


def sentence(text: str) -> str:
    """A summary set in capitals as a sentence: "KỲ HỌP THỨ 4, QUỐC HỘI KHÓA XV" → "Kỳ họp thứ 4, Quốc hội khóa XV"."""
    if not text.isupper():
        return _first(text)
    words, at, made = text.lower().split(), 0, []
    while at < len(words):
        length, phrase = _phrase([word.strip(_MARKS) for word in words[at:]], _PROPER)
        made += [a.replace(a.strip(_MARKS), b) for a, b in zip(words[at:], phrase.split(), strict=False)]
        if not length:
            is_roman = _ROMAN.match(words[at]) and made and made[-1] in _COUNTED
            made.append(words[at].upper() if is_roman or _ABBREVIATED.match(words[at]) else words[at])
        at += max(1, length)
    return _first(" ".join(made))


def _first(text: str) -> str:
    """With a capital at the start, behind quotation marks too."""
    found = re.search(r"[^\W\d_]", text)
    return text[: found.start()] + found[0].upper() + text[found.end() :] if found else text


def _cased(text: str, table: dict) -> str:
    words = " ".join(_SHORT.get(word, word).lower() for word in _retoned(nfc(text).lower()).split()).split()
    bare = {tuple(map(fold, key)): phrase for key, phrase in table.items()}
    made, at, in_name, is_new = [], 0, False, True
    while at < len(words):
        length, phrase = _phrase(words[at:], table)
        if not in_name:
            # Recognised letters whose accents are wrong: "GIAM ĐỌC", "SỐ Y TẾ".
            is_unit = bare.get((fold(words[at]),), "").lower() in _PLACED
            other = _phrase([fold(word) for word in words[at:]], bare, 2 if at and not is_unit else 1)
            length, phrase = other if other[0] > length else (length, phrase)
        if length and (not in_name or length > 1 or words[at] in _PLACED):
            made.append(phrase)
            in_name, is_new = phrase.lower() in _PLACED, True
        else:
            length = 1
            made.append(_word(words[at], in_name, is_new))
            in_name = in_name and words[at] not in _SMALL
            is_new = words[at] in _SMALL or words[at] in "-–"
        at += length
    return " ".join(made)


def _phrase(words: list[str], table: dict, least: int = 1) -> tuple[int, str]:
    """(how many words it has, the phrase): the longest that stands at the start."""
    keys = ((n, tuple(words[:n])) for n in range(min(_LONGEST, len(words)), least - 1, -1))
    return next(((n, table[key]) for n, key in keys if key in table), (0, ""))


def _word(word: str, in_name: bool, is_new: bool) -> str:
    if _ROMAN.match(word) or _ABBREVIATED.match(word):
        return word.upper()
    return word.capitalize() if (in_name or is_new) and word not in _SMALL else word


def _retoned(text: str) -> str:
    """ "hoà", "uỷ" as "hòa", "ủy": the names in the tables are spelled so."""

    def moved(found):
        order = "àáảãạèéẻẽẹỳýỷỹỵ".index(found[2]) % 5
        return _TONED[found[1]][order] + found[2].translate(_TONES)

    return _OLD_TONE.sub(moved, text)

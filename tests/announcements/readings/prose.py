"""What stands between the head of a paper and its signatures, with the numbers, dates and names that could mislead."""

GROUNDS = [
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
    "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư;",
    "Căn cứ Điều lệ Hội Liên hiệp Phụ nữ Việt Nam khóa XIII;",
    "Theo đề nghị của Chánh Văn phòng tại Tờ trình số 19/TTr-VP ngày 02 tháng 01 năm 2020.",
]
PLAIN = [
    "Thực hiện Kế hoạch số 12/KH-UBND ngày 02 tháng 01 năm 2020 của Ủy ban nhân dân tỉnh về việc triển khai công tác "
    "năm, đơn vị xây dựng nội dung cụ thể như sau:",
    "Nâng cao nhận thức của cán bộ, hội viên, phụ nữ và Nhân dân về ý nghĩa của công tác bình đẳng giới; huy động sự tham "
    "gia của các cấp, các ngành, các tổ chức và cá nhân.",
    "100% cơ sở xây dựng kế hoạch trước ngày 15 tháng 02 năm 2020 và báo cáo về Văn phòng để tổng hợp.",
    "Các hoạt động được tổ chức thiết thực, hiệu quả, tiết kiệm, phù hợp với điều kiện của từng địa phương, đơn vị.",
    "Phối hợp với Công an, Đoàn Thanh niên, Liên đoàn Lao động tuyên truyền, vận động hội viên chấp hành pháp luật.",
    "Kinh phí thực hiện từ nguồn ngân sách được giao năm và nguồn vận động hợp pháp khác theo quy định hiện hành.",
    "Văn phòng theo dõi, đôn đốc, tổng hợp kết quả, báo cáo Ban Thường vụ xem xét, cho ý kiến chỉ đạo.",
    "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, đề nghị phản ánh về đơn vị (qua bà Trần Thị Thủy, điện thoại "
    "0900 000 000) để kịp thời giải quyết.",
]
SECTIONS = ["I. MỤC ĐÍCH, YÊU CẦU", "II. NỘI DUNG", "III. TỔ CHỨC THỰC HIỆN", "IV. KINH PHÍ"]
RECEIVERS = [
    "*Nơi nhận:",
    "- Như trên;",
    "- Thường trực Tỉnh ủy (để báo cáo);",
    "- Ủy ban nhân dân tỉnh;",
    "- Chủ tịch, các Phó Chủ tịch;",
    "- Lưu: VT, VP.",
]


def body(kind: str, count: int) -> list[str]:
    """About `count` paragraphs; headings begin with "*", centred ones with "^"."""
    plain = [PLAIN[n % len(PLAIN)] for n in range(count)]
    if kind == "plan":
        made = ["Căn cứ Chương trình công tác năm, đơn vị ban hành văn bản với các nội dung sau:"]
        for n, text in enumerate(plain):
            made += [f"*{SECTIONS[n // 3]}"] if n % 3 == 0 and n // 3 < len(SECTIONS) else []
            made.append(f"{n % 3 + 1}. {text}")
        return made
    if kind == "decision":
        articles = [f"*Điều {n}. {text}" if n == 1 else f"Điều {n}. {text}" for n, text in enumerate(plain[:3], 1)]
        last = f"Điều {len(articles) + 1}. Quyết định này có hiệu lực kể từ ngày ký. Chánh Văn phòng chịu trách nhiệm thi hành."
        return [*GROUNDS, "^*QUYẾT ĐỊNH:", *articles, *plain[3:], last]
    if kind == "law":
        made = ["Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;", *GROUNDS[:1]]
        for n, text in enumerate(plain, 1):
            made += [f"^*Chương {'I' * (n // 6 + 1)}", "^*QUY ĐỊNH CHUNG"] if n % 6 == 1 and n < 18 else []
            made += [f"*Điều {n}. Phạm vi điều chỉnh", text]
        return [*made, "*Điều cuối. Hiệu lực thi hành", "Văn bản này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2031."]
    if kind == "minutes":
        return [
            "Hôm nay, lúc 8 giờ 00 phút, tại hội trường, thành phần gồm có:",
            "1. Bà Nguyễn Thị Một - Chủ trì;",
            *plain,
            "Biên bản kết thúc lúc 10 giờ 30 phút cùng ngày, đã đọc lại và thống nhất./.",
        ]
    if kind == "introduction":
        return [
            "Trân trọng giới thiệu: Bà Danh Thị Hai",
            "Chức vụ: Chuyên viên",
            "Được cử đến: Sở Nội vụ",
            *plain,
            "Giấy này có giá trị đến hết ngày 31 tháng 12 năm 2031./.",
        ]
    if kind == "report":
        return [f"*{SECTIONS[1]}", *plain[:5], "*III. ĐÁNH GIÁ CHUNG", *plain[5:], "Trên đây là báo cáo của đơn vị./."]
    return [*plain, "Trân trọng./."]

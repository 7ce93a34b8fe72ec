"""The Word files of the corpus, as offices and newsrooms write them; what each becomes is in tests/word/<name>.txt."""

import unicodedata

from tests import hostile
from tests.wordfiles import bold, cell, docx, link, note_mark, p, parts, picture, r, row, table, text, text_box

JPEG, PNG = hostile.jpeg(), hostile.encoded(hostile.picture(), "PNG")
EMF = b"\x01\x00\x00\x00" + b"\x00" * 84
WMF = b"\xd7\xcd\xc6\x9a" + b"\x00" * 40
SENTENCE = "Sáng 20/10, Hội Liên hiệp Phụ nữ xã tổ chức ngày hội với 200 hội viên tham dự."
MORE = "Các chị thi nấu ăn, gói bánh và chia sẻ cách giữ gìn hạnh phúc gia đình."

LETTERHEAD = table(
    row(
        cell("HỘI LHPN TỈNH", bold("BAN THƯỜNG VỤ", "center"), p("Số: 77/KH-BTV", align="center")),
        cell(
            bold("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "center"),
            bold("Độc lập - Tự do - Hạnh phúc", "center"),
            p("_____"),
        ),
    )
)


def _deleted(value):
    return f'<w:del w:id="1" w:author="Lan">{r(text(value, "delText"))}</w:del>'


def _inserted(value):
    return f'<w:ins w:id="2" w:author="Lan">{r(value)}</w:ins>'


def _field(instruction, shown):
    begin, separate, end = (r(f'<w:fldChar w:fldCharType="{kind}"/>') for kind in ("begin", "separate", "end"))
    return begin + r(text(instruction, "instrText")) + separate + r(shown) + end


CASES = {
    "tin_bai": docx(
        bold("Ngày hội gia đình ở xã Xuân Hòa", "center"),
        p("(20/10/2024)", align="center", italic=True),
        p(r("Sapo: ", bold=True), SENTENCE, align="both"),
        p(MORE, align="both"),
        p(r(picture("anh1", "Chị em gói bánh")), align="center"),
        p("Hội viên thi gói bánh", align="center", italic=True),
        bold("Ngọc Bích", "right"),
        media={"media/image1.jpeg": JPEG},
    ),
    "cong_van": docx(
        LETTERHEAD,
        p("Xuân Hòa, ngày 03 tháng 01 năm 2024", align="right", italic=True),
        p(),
        bold("KẾ HOẠCH", "center"),
        bold("Phòng, chống bạo lực gia đình năm 2024", "center"),
        p("-----", align="center"),
        p("Căn cứ chương trình công tác năm, Ban Thường vụ xây dựng kế hoạch như sau:", align="both"),
        p(r("MỤC ĐÍCH", bold=True), num=(3, 0)),
        p("Nâng cao nhận thức.", num=(1, 0)),
        p("Giảm số vụ bạo lực.", num=(1, 0)),
        p(r("NỘI DUNG", bold=True), num=(3, 0)),
        p("Tuyên truyền", num=(3, 1)),
        p("Tập huấn", num=(3, 1)),
        table(
            row(cell("Nơi nhận:", "- Lưu VT."), cell(bold("TM. BAN THƯỜNG VỤ", "center"), bold("CHỦ TỊCH", "center")))
        ),
    ),
    "dau_cong_van_khong_bang": docx(
        p("HỘI LHPN TỈNH", align="center"),
        bold("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "center"),
        bold("Độc lập - Tự do - Hạnh phúc", "center"),
        p("Số: 12/BC-BTV", align="left"),
        bold("BÁO CÁO", "center"),
        p(SENTENCE),
    ),
    "tieu_de_title": docx(
        p("Ảnh: tư liệu", align="right"),
        p("Phụ nữ khởi nghiệp", style="Tiu"),
        p("từ cây hành tím", style="Tiu"),
        p("Bối cảnh", style="u1"),
        p(SENTENCE),
    ),
    "tieu_de_cac_cap": docx(
        p("Tổng kết năm", style="u1"),
        p(SENTENCE),
        p("Kết quả", style="u2"),
        p("Vay vốn", style="u3"),
        p(MORE),
        p("Phương hướng", style="Muc"),
        p(MORE),
    ),
    "tieu_de_danh_so": docx(
        p("Nghị quyết đại hội", style="Tiu"),
        p("Chỉ tiêu", style="u1", num=(3, 0)),
        p(SENTENCE),
        p("Giải pháp", style="u1", num=(3, 0)),
        p(MORE),
    ),
    "tieu_de_kieu_rieng": docx(p("Hội thi cán bộ giỏi", style="TenBai"), p(SENTENCE), p("Kiểu tự vòng", style="Vong")),
    "khong_tieu_de": docx(p(SENTENCE + " " + MORE), p("Câu cuối.")),
    "danh_sach_long_nhau": docx(
        bold("Việc cần làm", "center"),
        *(p("Tuyên truyền", num=(2, 0)), p("Nói chuyện", num=(2, 1)), p("Ở chợ", num=(2, 2)), p("Tờ rơi", num=(2, 1))),
        *(p("Tư vấn", num=(2, 0)), p("Trực máy", num=(1, 0)), p("Ban đêm", num=(1, 1)), p("Thăm nhà", num=(1, 0))),
        *(p("Báo cáo", num=(2, 0)), p("Chữ thường sau danh sách."), p("Đếm lại", num=(5, 0)), p("Lần hai", num=(5, 0))),
    ),
    "danh_sach_dem_tiep": docx(
        bold("Thể lệ", "center"),
        *(p("Đối tượng", num=(2, 0), bold=True), p("Hội viên các xã."), p("Thời gian", num=(2, 0), bold=True)),
        *(p("Trong tháng 10."), p("Ai được dự", num=(4, 0)), p("Cách chấm", num=(4, 0))),
    ),
    "bang_o_gop": docx(
        bold("Kết quả", "center"),
        table(
            row("Cụm", "Xã", "Số tổ", head=True),
            row(cell("Một", merge="restart"), "A", "5"),
            row(cell(merge="continue"), "B", "7"),
            row(cell("Cộng", span=2), cell(p("12", align="right"))),
        ),
        table(row(cell(bold("Họ tên")), cell(bold("Chức vụ"))), row("Lan", "Tổ trưởng")),
        table(row(cell("Khung một ô:", p("việc trong khung", num=(1, 0))))),
        table(row(cell("Ngoài", table(row("Trong", "1"))), "Phải")),
    ),
    "anh_cac_loai": docx(
        bold("Ảnh đẹp", "center"),
        p("Trước ", r(picture("anh1", "A picture containing text. Description automatically generated")), " sau"),
        p(r(picture("anh2", "Bánh ít"))),
        p("Bánh ít lá gai", style="Chuthich"),
        p(r(picture("anh2", "Bánh ít")), r(picture("anh2", "DSC_0012.JPG"))),
        *(p(r(picture("anh3"))), p(r(picture("anh4"))), p(r(picture("anh5"))), p(r(picture("anh99")))),
        p(r(picture("lk1", how="link"))),
        p(r(picture("anh1", crop='<a:srcRect l="25000"/>'))),
        media={
            "media/image1.jpeg": JPEG,
            "media/image2.png": PNG,
            "media/image3.emf": EMF,
            "media/image4.wmf": WMF,
            "media/mat.jpeg": None,
        },
        links={"lk1": "http://example.vn/anh.jpg"},
    ),
    "anh_doi_cu": docx(
        bold("Ảnh VML", "center"),
        p("Chữ", r('<w:pict><v:shape><v:imagedata r:id="anh1"/></v:shape></w:pict>')),
        media={"media/image1.png": PNG},
    ),
    "sua_theo_doi": docx(
        bold("Sửa nhiều lần", "center"),
        p("Có ", _deleted("19"), _inserted("20"), " tổ ở các xã trong toàn tỉnh."),
        p("Đoạn này nối", more='<w:rPr><w:del w:id="3" w:author="Lan"/></w:rPr>'),
        p(" với đoạn sau."),
        p(f'<w:moveFrom w:id="4">{r("chỗ cũ")}</w:moveFrom><w:moveTo w:id="5">{r("chỗ mới")}</w:moveTo>'),
    ),
    "ghi_chu_cua_sep": docx(
        bold("Có ghi chú", "center"),
        p(
            '<w:commentRangeStart w:id="0"/>',
            "Câu được bình luận.",
            '<w:commentRangeEnd w:id="0"/>',
            r('<w:commentReference w:id="0"/>'),
        ),
        extra={
            "word/comments.xml": '<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            f'<w:comment w:id="0" w:author="Sếp">{p("Viết lại!")}</w:comment></w:comments>'
        },
    ),
    "hop_chu": docx(
        bold("Hộp chữ", "center"),
        p("Bên ngoài.", text_box(p("Trong hộp"), p("Dòng hai"))),
        p(text_box(p("Chỉ có dạng mới"), fallback=False)),
    ),
    "lien_ket": docx(
        bold("Liên kết", "center"),
        p(link("lk1", "trang"), ", ", link("lk2", "xấu"), ", ", link("lk3", "tệp"), ", ", link("lk4", "thư")),
        p(_field('HYPERLINK "https://example.vn/b"', "trường"), " và ", _field('HYPERLINK "vbscript:x"', "trường xấu")),
        p('<w:fldSimple w:instr=" DATE ">' + r("20/10/2024") + "</w:fldSimple>", " ", link("lk99", "mất đích")),
        links={
            "lk1": "https://example.vn/a?b=1&c=2",
            "lk2": "java\tscript:alert(1)",
            "lk3": "file:///C:/mat.docx",
            "lk4": "mailto:a@example.vn",
        },
    ),
    "chu_thich_cuoi": docx(
        bold("Chú thích", "center"),
        p("Theo luật", note_mark(3), " và nghị định", note_mark(2), "."),
        notes={2: "Nghị định số 76.", 3: "Luật số 13."},
    ),
    "chu_tach_dau": docx(
        bold(unicodedata.normalize("NFD", "Phụ nữ tiêu biểu"), "center"),
        p(unicodedata.normalize("NFD", "Chữ tổ hợp phải thành dựng sẵn, kể cả khi "), r("\u0323", bold=True), "lẻ."),
    ),
    "tcvn3": docx(
        p("héi liªn hiÖp phô n÷", align="center", bold=True, font=".VnTimeH"),
        p("Héi Liªn hiÖp Phô n÷ tØnh tæ chøc héi nghÞ víi 200 ®¹i biÓu, t­¬ng th©n t­¬ng ¸i."),
        p("Đoạn Unicode trong phông khác.", font="Times New Roman"),
        font=".VnTime",
    ),
    "vni": docx(
        p("HOÄI LIEÂN HIEÄP PHUÏ NÖÕ", align="center", bold=True, font="VNI-Times"),
        p("Hoäi Lieân hieäp Phuï nöõ tænh toå chöùc hoäi nghò, ñaïi bieåu töông lai.", font="VNI-Times"),
    ),
    "phong_cu_chu_moi": docx(bold("Phông cũ, chữ mới", "center"), p("Chữ gõ bằng Unicode: á, đ, ệ.", font=".VnTime")),
    "google_docs": docx(
        p("Ngày hội gia đình", style="u1"),
        p(
            r("", more='<w:rtl w:val="0"/>'),
            r("Hội Phụ nữ", more='<w:b w:val="1"/><w:rtl w:val="0"/>'),
            r(" họp", more='<w:b w:val="0"/>'),
        ),
        "<w:sdt><w:sdtPr/><w:sdtContent>" + p("Trong ô điều khiển") + "</w:sdtContent></w:sdt>",
    ),
    "muc_luc_an": docx(
        p("Kỷ yếu", style="Tiu"),
        p("Kỷ yếu\t1", style="MucLuc1"),
        p(
            "Thấy ",
            r("ẩn", more="<w:vanish/>"),
            "rõ",
            r("<w:tab/>"),
            r("<w:br/>"),
            "dòng hai",
            r('<w:br w:type="page"/>'),
        ),
        p(
            "H",
            r("2", more='<w:vertAlign w:val="subscript"/>'),
            "O, m",
            r("2", more='<w:vertAlign w:val="superscript"/>'),
        ),
    ),
    "cong_thuc_bieu_do": docx(
        bold("Số liệu", "center"),
        p("Tỷ lệ ", "<m:oMath><m:r><m:t>a/b</m:t></m:r></m:oMath>", " năm nay."),
        p(
            r(
                '<w:drawing><wp:inline><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"/></a:graphic></wp:inline></w:drawing>'
            )
        ),
    ),
    "tom_tat_dai": docx(
        bold("Dài", "center"),
        bold("Mở đầu in đậm. " + "Tại TP. Cần Thơ, " + "chị em dự rất đông, " * 14 + "vui."),
        p(MORE),
    ),
    "but_danh_bai_anh": docx(
        bold("Tin ngắn", "center"), p(SENTENCE), p("Bài, ảnh: Thu Hà - Minh Anh", align="right"), p("(Nguồn: Báo tỉnh)")
    ),
    "chu_ky_khong_phai_but_danh": docx(
        bold("Thư mời", "center"), p(SENTENCE), bold("TM. BAN THƯỜNG VỤ", "right"), bold("Phó Chủ tịch", "right")
    ),
}
_STRICT = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
CASES["chuan_strict"] = hostile.archive(
    (name, content.replace(*_STRICT)) for name, content in parts(bold("Chuẩn ISO", "center"), p(SENTENCE)).items()
)

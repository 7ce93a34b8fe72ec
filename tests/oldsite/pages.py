"""Pages as the former site's program lays them out, in words of our own."""

MARQUEE = "* Mừng xuân mới * Kỷ niệm 66 năm ngày của một đơn vị bạn * Mỗi chi hội một việc làm xanh"

PARAGRAPHS = (
    "Sáng nay, chi hội ấp Hoà Bình họp mặt, bàn chuyện giữ sạch con kênh và giúp nhau vay vốn; hơn 40 chị cùng dự.",
    "Chị em thống nhất mỗi tháng hai buổi dọn kênh, mỗi quý một buổi học nghề (bắt đầu từ 15/03/2024).",
)


def modern(title="Chi hội họp mặt đầu năm", day="03/01/2024", byline="Ngọc Bích", body=None, head="", photo="") -> str:
    """Blocks one after the other, the lists below the text."""
    text = body if body is not None else "".join(f"<p>&nbsp;&nbsp; {line}</p>" for line in PARAGRAPHS)
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title} - Cổng cũ</title>{head}
    <script>var x = "<p>(01/01/2000)</p>";</script></head><body>
    <div id="clock">Thứ 3,05:07 17/06/2025</div>
    <marquee scrollamount="3">{MARQUEE}</marquee>
    <ul class="menu"><li><a href="/">Trang chủ</a></li><li><a href="/12_tin-tuc/">Tin tức</a></li></ul>
    <div class="content"><div class="title"><b>{title}</b></div><span class="date">({day})</span>
    <div class="detail">{text}{photo}<p align="right"><strong>{byline}</strong></p></div></div>
    <div class="other"><h3>Các tin khác</h3><a href="/12_tin-tuc/1_khac.html">Một tin khác hẳn</a></div>
    <div>VĂN BẢN</div><div>LIÊN KẾT WEB</div></body></html>"""


def tables(title="Tập huấn kỹ năng số", day="12/11/2019") -> str:
    """Tables in tables, lines parted by br, links at the side."""
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body>
    <!-- saved from url=(0042)http://cu.example.vn/7_hoat-dong/88_tap-huan.html -->
    <table><tr><td width="200">Danh mục<br>Giới thiệu<br>Văn bản mới</td><td><table><tr><td>
    <font color="red">{title}</font><br>({day})<br><br>{PARAGRAPHS[0]}<br><br>
    <img src="anh/lop.jpg" alt="Lớp học"><br><center>Chị em trong lớp</center><br>{PARAGRAPHS[1]}<br>
    <table border="1"><tr><td>Buổi</td><td>Nội dung</td></tr><tr><td>1</td><td>Gửi thư</td></tr></table>
    <a href="http://cu.example.vn/7_hoat-dong/87_truoc.html">Xem buổi trước</a><br><br>
    <div align="right">Tin, ảnh: Thu Hà</div></td></tr><tr><td>Tin liên quan</td></tr><tr><td>Lớp khác</td></tr></table>
    </td><td>Liên kết</td></tr></table></body></html>"""

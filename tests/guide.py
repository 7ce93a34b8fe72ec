"""What the pictures of the staff's guide show: {file name: who looks where}. `make guide` takes them."""

from dataclasses import dataclass

from tests.staff import CONTENT, EDITOR, HOTLINE


@dataclass(frozen=True)
class Picture:
    group: str  # "" is before the login
    path: str  # {article}, {photo} and {request} stand for the key of one that is there
    press: tuple[str, ...] = ()

    def address(self, article, photo, request):
        return self.path.format(article=article.pk, photo=photo.pk, request=request.pk)


PICTURES = {
    "viec-can-lam": Picture(CONTENT, "/quan-tri/"),
    "viet-tin": Picture(EDITOR, "/quan-tri/news/article/{article}/change/"),
    "ban-ghi": Picture(EDITOR, "/quan-tri/news/article/{article}/ban-ghi/?cu=2&moi=3"),
    "thu-vien-anh": Picture(EDITOR, "/quan-tri/hoiphunu/photo/"),
    "khau-hieu-nam": Picture(CONTENT, "/quan-tri/announcements/commemoration/nam/2026/"),
    "van-ban": Picture(CONTENT, "/quan-tri/announcements/legaldocument/add/"),
    "lien-ket": Picture(CONTENT, "/quan-tri/announcements/weblink/"),
    "duong-day-nong": Picture(HOTLINE, "/quan-tri/hotline/hotline/"),
    "yeu-cau-tu-van": Picture(HOTLINE, "/quan-tri/hotline/helprequest/"),
    "mot-yeu-cau": Picture(HOTLINE, "/quan-tri/hotline/helprequest/{request}/change/"),
    "ngay-nghi": Picture(HOTLINE, "/quan-tri/ngay-nghi/de-nghi/"),
    "dang-nhap": Picture("", "/quan-tri/login/"),
}

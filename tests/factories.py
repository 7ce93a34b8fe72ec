"""Makers of rows with the least that each needs; every argument is an override of a field."""

import io
from datetime import date, datetime, timedelta
from itertools import count

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from announcements.models import (
    Banner,
    Commemoration,
    CommemorationDay,
    Consultation,
    ConsultationFile,
    DocumentField,
    DocumentFile,
    DocumentRelation,
    DocumentType,
    Issuer,
    LegalDocument,
    LinkCheck,
    LinkGroup,
    Opinion,
    WebLink,
)
from hoiphunu import webaddress
from hoiphunu.demo import seeding
from hoiphunu.models import Commune, Fault, MenuItem, Organisation, Page, Photo, User
from hoiphunu.publishing import State
from hoiphunu.vietnamese import HERE
from hotline import codes
from hotline.models import Consent, HelpRequest, Hotline, ResponseTeam, UnionChair
from news.models import Article, ArticleFile, Category, Correction, ReadCount, Tag, Topic

_number = count(1)

# Long ago, so that a test that freezes the clock somewhere in this decade sees the row.
PUBLISHED = datetime(2019, 1, 2, 7, 30, tzinfo=HERE)

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def at(moment: str) -> datetime:
    """ "2025-06-17 05:07" in Vietnam."""
    return datetime.fromisoformat(moment).replace(tzinfo=HERE)


def ago(**difference) -> datetime:
    return timezone.now() - timedelta(**difference)


def ahead(**difference) -> datetime:
    return timezone.now() + timedelta(**difference)


def make_user(group=None, **overrides):
    number = next(_number)
    values = {
        "username": f"can-bo-{number}",
        "email": f"can-bo-{number}@example.vn",
        "full_name": f"Nguyễn Thị Hoa {number}",
        "is_staff": True,
        **overrides,
    }
    password = values.pop("password", None)
    user = User(**values)
    user.set_password(password)
    user.save()
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


def make_organisation(**overrides):
    values = {"name_upper": "Hội Phụ nữ", "name_lower": "tỉnh Thử", "short_name": "Phụ nữ Thử", **overrides}
    organisation = Organisation(**values)
    organisation.save()
    return organisation


def make_fault(place="news/views.py:88 article", **overrides):
    Fault.objects.note(**{"kind": Fault.Kind.ERROR, "what": "ValueError", "place": place, **overrides})
    return Fault.objects.get(place=place)


def make_menu_item(**overrides):
    item = MenuItem(**{"label": "Tin tức", "address": "/tin-tuc/", **overrides})
    item.save()
    return item


def tiny_jpeg(colour="#883355", size=(8, 6)):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    out.seek(0)
    return out


def make_photo(**overrides):
    return Photo.from_upload(tiny_jpeg(), **{"alt": "Ảnh thử", **overrides})


def in_body(photo) -> str:
    """A stored body that shows `photo`."""
    return f'<p>Chữ trong bài.</p><figure><img src="{photo.url}" alt="ảnh" data-photo="{photo.pk}"></figure>'


def make_category(**overrides):
    category = Category(**{"name": f"Chuyên mục {next(_number)}", **overrides})
    category.save()
    return category


def make_tag(name="bạo lực gia đình", **overrides):
    tag = Tag(name=name, **overrides)
    tag.save()
    return tag


def make_topic(*articles, **overrides):
    topic = Topic(**{"name": f"Dòng sự kiện {next(_number)}", **overrides})
    topic.save()
    for article in articles:
        article.set_topics([*article.related_data()["topics"], topic.pk])
    return topic


def make_article(tags=(), files=(), **overrides):
    """A published article; `state=State.DRAFT` and the dates make it another; `files` are titles of attached files."""
    values = {
        "title": f"Tin số {next(_number)}",
        "summary": "Tóm tắt của tin.",
        "body": "<p>Nội dung của tin.</p>",
        "byline": "Ngọc Bích",
        "state": State.APPROVED,
        "published_at": PUBLISHED,
        **overrides,
    }
    if "category" not in values:
        values["category"] = Category.objects.first() or make_category(name="Hoạt động Hội")
    article = Article(**values)
    article.save()
    if tags:
        article.set_tags(tags)
    if files:
        upload = ContentFile(PDF, name="van-ban.pdf")
        listed = [ArticleFile.from_upload(article, upload, title=title) for title in files]
        article.apply_related({"files": [f.listed() for f in listed]})
        article.save()
    return article


def make_correction(**overrides):
    values = {"passage": "Nội dung của tin.", "proposal": "Nội dung của bài.", **overrides}
    if "article" not in values:
        values["article"] = make_article()
    return Correction.objects.create(**values)


def make_read_count(article=None, month=date(2025, 6, 1), count=7):
    article = article or make_article()
    return ReadCount.objects.create(article=article, title=article.title, month=month, count=count)


def make_page(**overrides):
    number = next(_number)
    values = {
        "path": f"/trang-{number}/",
        "title": f"Trang số {number}",
        "body": "<p>Nội dung của trang.</p>",
        "state": State.APPROVED,
        "published_at": PUBLISHED,
        **overrides,
    }
    page = Page(**values)
    page.save()
    return page


def make_kind(name="Luật", **overrides):
    kind = DocumentType(name=name, **overrides)
    kind.save()
    return kind


def make_issuer(name="Quốc hội", **overrides):
    issuer = Issuer(name=name, **overrides)
    issuer.save()
    return issuer


def make_field(name="Gia đình", **overrides):
    field = DocumentField(name=name, **overrides)
    field.save()
    return field


def make_document(number=None, fields=(), files=(), co_issuers=(), **overrides):
    """A published document; `files` are titles of attached files."""
    values = {
        "number": number or f"{next(_number)}/KH-BTV",
        "summary": "Phòng, chống bạo lực gia đình",
        "issued_on": date(2022, 11, 14),
        "state": State.APPROVED,
        "published_at": PUBLISHED,
        **overrides,
    }
    if "kind" not in values:
        values["kind"] = DocumentType.objects.first() or make_kind()
    if "issuer" not in values:
        values["issuer"] = Issuer.objects.first() or make_issuer()
    document = LegalDocument(**values)
    document.save()
    if fields or files or co_issuers:
        listed = [make_file(document, title) for title in files]
        document.apply_related(
            {
                "co_issuers": [issuer.pk for issuer in co_issuers],
                "fields": [field.pk for field in fields],
                "files": [f.listed() for f in listed],
            }
        )
        document.save()
    return document


def make_consultation(fields=(), files=(), **overrides):
    """A published draft that takes opinions for 30 days, today the tenth; `files` are titles of attached files."""
    today = timezone.localdate()
    values = {
        "title": f"Dự thảo Kế hoạch số {next(_number)}",
        "summary": "Kế hoạch năm tới.",
        "starts_on": today - timedelta(days=9),
        "ends_on": today + timedelta(days=20),
        "state": State.APPROVED,
        "published_at": PUBLISHED,
        **overrides,
    }
    if "drafter" not in values:
        values["drafter"] = Issuer.objects.first() or make_issuer()
    consultation = Consultation(**values)
    consultation.save()
    if fields or files:
        upload = ContentFile(PDF, name="du-thao.pdf")
        listed = [ConsultationFile.from_upload(consultation, upload, title=title).listed() for title in files]
        consultation.apply_related({"fields": [field.pk for field in fields], "files": listed})
        consultation.save()
    return consultation


def make_opinion(consultation=None, **overrides):
    opinion = Opinion(
        consultation=consultation or make_consultation(), **{"text": f"Ý kiến số {next(_number)}", **overrides}
    )
    opinion.save()
    return opinion


def relate(source, kind, target):
    """Both published: `source` acts so on `target`."""
    return DocumentRelation.objects.create(source=source, kind=kind, target=target)


def make_file(document, title="Bản ký"):
    """A stored file of `document`, not yet attached."""
    return DocumentFile.from_upload(document, ContentFile(PDF, name="van-ban.pdf"), title=title)


def make_banner(slogan=None, **overrides):
    values = {
        "slogan": slogan or f"Khẩu hiệu số {next(_number)}",
        "is_endless": "ends_on" not in overrides,
        **overrides,
    }
    banner = Banner(**values)
    banner.save()
    return banner


def make_group(**overrides):
    group = LinkGroup(**{"name": f"Nhóm {next(_number)}", **overrides})
    group.save()
    return group


def make_link_check(address="", **overrides):
    address = address or f"https://bao-{next(_number)}.example.vn/"
    values = {"key": webaddress.key(address), "address": address, **overrides}
    return LinkCheck.objects.create(**values)


def make_link(**overrides):
    number = next(_number)
    values = {"title": f"Báo số {number}", "address": f"https://bao-{number}.example.vn/", **overrides}
    if "group" not in values:
        values["group"] = LinkGroup.objects.first() or make_group()
    link = WebLink(**values)
    link.save()
    return link


def make_hotline(**overrides):
    line = Hotline(**{"name": "Trung tâm Tư vấn", "phone": "0377672444", **overrides})
    line.save()
    return line


def make_request(story="Anh ấy đánh tôi.", code="abcd-efgh-jkmn", **overrides):
    """A request for help, whose reference code is `code`."""
    values = {"story": story, "mark": codes.mark(code), "consent": Consent.objects.current(), **overrides}
    return HelpRequest.objects.create(**values)


def make_commune(**overrides):
    commune = Commune(**{"name": f"xã Số {next(_number)}", **overrides})
    commune.save()
    return commune


def make_team(**overrides):
    commune = overrides.pop("commune", None) or make_commune()
    team = ResponseTeam(
        **{"name": f"Tổ phản ứng nhanh {commune.name}", "commune": commune, "members_count": 5, **overrides}
    )
    team.save()
    return team


def make_chair(**overrides):
    commune = overrides.pop("commune", None) or make_commune()
    chair = UnionChair(commune=commune, **overrides)
    chair.save()
    return chair


def make_commemoration(name=None, **overrides):
    values = {"name": name or f"Ngày số {next(_number)}", "day": 28, "month": 6, **overrides}
    event = Commemoration(**values)
    event.save()
    return event


def make_day_of_year(event, year=2025, **overrides):
    row = CommemorationDay(commemoration=event, year=year, **overrides)
    row.save()
    return row


def list_as_if_made(folder, copy):
    """The list of a backup made at `copy` ("20250617-011000"), as far as the start page and the doctor look at it."""
    path = folder / "ban-sao" / f"{copy}.hpsl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def tiny_demo(folder):
    """A copy of the demo's files in `folder`, one tiny photo under all names: the real ones cost a second each."""
    folder.mkdir()
    for entry in seeding.FOLDER.iterdir():
        if entry.name != "photos":
            (folder / entry.name).symlink_to(entry)
    (folder / "photos").mkdir()
    for photo in (seeding.FOLDER / "photos").iterdir():
        (folder / "photos" / photo.name).write_bytes(tiny_jpeg().getvalue())
    return folder

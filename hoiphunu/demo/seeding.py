"""Puts the demo content into the database: every row through its model's own door, each remembered as `DemoRow`."""

import json
from collections.abc import Callable
from datetime import datetime, time, timedelta
from html import escape
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from announcements import commemoration_tables, marquee
from announcements.models import (
    Banner,
    Commemoration,
    CommemorationDay,
    Consultation,
    DocumentField,
    DocumentFile,
    DocumentType,
    Issuer,
    LegalDocument,
    LinkGroup,
    Opinion,
    WebLink,
)
from hoiphunu import publishing
from hoiphunu.demo import customer_page, helprequests, pdf, texts
from hoiphunu.models import Commune, DemoRow, MenuItem, Organisation, Page, Photo
from hoiphunu.storage import kept_only_on_success
from hoiphunu.vietnamese import HERE, slugify
from hotline import phones
from hotline.models import Hotline, ResponseTeam
from news.models import Article, Category, Tag

FOLDER = Path(__file__).parent


def seed(say: Callable[[str], object]) -> bool:
    """Add the demo content, all or nothing; `say` gets progress lines. False when it was added before.

    Rows that people made (same slug, number, path…) stay as they are.
    """
    if DemoRow.objects.exists():
        return False
    site = _read("site.json")
    page = customer_page.parse((FOLDER / "customer_page.txt").read_text(encoding="utf-8"))
    with kept_only_on_success(), transaction.atomic():
        say(f"Đơn vị, menu: {_frame(site)} mục")
        say("Ảnh minh hoạ: đang xử lý, khoảng một giây mỗi ảnh…")
        photos = _photos()
        say(f"Ảnh minh hoạ: {len(photos)}")
        say(f"Khẩu hiệu: {_slogans(page)}")
        say(f"Đường dây nóng và số khẩn cấp: {_hotlines(site, page)}")
        say(f"Tổ phản ứng nhanh: {_teams(site)}")
        say(f"Yêu cầu tư vấn, chuyện bịa: {_requests()}")
        say(f"Liên kết web: {_links(site)}")
        say(f"Văn bản: {_documents()}")
        say(f"Lấy ý kiến dự thảo: {_consultations(site)}")
        say(f"Trang: {_pages()}")
        say(f"Tin bài: {_articles(site, page, photos)}")
    return True


def _read(name):
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def _add(model, defaults, **key):
    """(row, whether it is new): the row of `key`, made from `defaults` and remembered where it is missing."""
    row, is_new = model.objects.get_or_create(**key, defaults=defaults)
    if is_new:
        _remember(row)
    return row, is_new


def _remember(row):
    DemoRow.objects.create(kind=row._meta.label_lower, object_id=row.pk)


def _frame(site):
    """The organisation, its menu and the categories: not remembered, so that an emptied site still stands."""
    organisation = Organisation.objects.current()
    if not organisation.name_upper:
        for name, value in site["organisation"].items():
            setattr(organisation, name, value)
    organisation.is_demo = True
    organisation.save()
    if not MenuItem.objects.exists():
        for order, item in enumerate(site["menu"], 1):
            MenuItem.objects.create(**item, order=order * 10)
    for order, category in enumerate(site["categories"], 1):
        Category.objects.get_or_create(slug=category["slug"], defaults={**category, "order": order * 10})
    return len(site["menu"])


def _photos():
    """{name: Photo} of every picture in the folder."""
    photos = {}
    for entry in _read("photos.json"):
        with (FOLDER / "photos" / f"{entry['name']}.jpg").open("rb") as file:
            photo = Photo.from_upload(file, alt=entry["alt"], caption=entry["caption"], credit="Tranh minh hoạ")
        _remember(photo)
        photos[entry["name"]] = photo
    return photos


def _slogans(page):
    """The customer's line: what speaks of a day becomes its words of that year, the rest free slogans.

    The commemorations themselves stay when the demo goes: they are the site's own.
    """
    commemoration_tables.load_shipped()
    found = marquee.pieces(" * ".join(page.slogans), Commemoration.objects.all(), timezone.localdate())
    for order, piece in enumerate(found, 1):
        if piece.is_free:
            _add(Banner, {"order": order * 10, "is_endless": True}, slogan=piece.text)
        for one in piece.occurrences:
            _add(CommemorationDay, {"slogan": piece.text}, commemoration=one.event, year=one.year)
    return len(found)


def _hotlines(site, page):
    # A primary line that stands already is the organisation's own: ours must not take its place.
    is_primary = Hotline.objects.primary() is None
    _add(Hotline, {**site["hotline"], "is_primary": is_primary, "order": 10}, phone=page.phone)
    for order, line in enumerate(site["emergencies"], 2):
        marks = {"is_emergency": True, "needs_check": True, "order": order * 10}
        _add(Hotline, {**line, **marks}, phone=line["phone"])
    return 1 + len(site["emergencies"])


def _teams(site):
    places = [(district, name) for district, names in site["teams"].items() for name in names]
    for district, name in places:
        commune, _ = _add(Commune, {}, name=name, former_district=district)
        team = f"Tổ phản ứng nhanh {name[:1].lower()}{name[1:]}"
        _add(ResponseTeam, {"name": team, "members_count": site["members_per_team"]}, commune=commune)
    return len(places)


def _requests():
    rows = helprequests.made(_read("requests.json"))
    for row in rows:
        _remember(row)
    return len(rows)


def _links(site):
    count = 0
    for group_order, (name, links) in enumerate(site["links"].items(), 1):
        group, _ = _add(LinkGroup, {"order": group_order * 10}, name=name)
        for order, link in enumerate(links, 1):
            values = {"title": link["title"], "description": link["description"], "order": order * 10}
            _add(WebLink, {**values, "group": group}, address=link["address"])
            count += 1
    return count


def _documents():
    DocumentType.objects.load_shipped()
    entries = _read("documents.json")
    # The older first: a relation names a document that is there.
    for entry in sorted(entries, key=lambda entry: entry["issued_on"]):
        document, is_new = _add(
            LegalDocument,
            {
                "kind": DocumentType.objects.get(name=entry["kind"]),
                "issuer": Issuer.objects.get_or_create(name=entry["issuer"])[0],
                "summary": entry["summary"],
                "issued_on": _day(entry, "issued_on"),
                "effective_on": _day(entry, "effective_on"),
                "expired_on": _day(entry, "expired_on"),
                "note": "".join(f"<p>{escape(line, quote=False)}</p>" for line in entry.get("note", [])),
                "needs_check": True,
            },
            number=entry["number"],
        )
        if is_new:
            fields = [DocumentField.objects.get_or_create(name=name)[0].pk for name in entry["fields"]]
            listed = {"fields": fields, "files": _attachments(document, entry), "relations": _relations(entry)}
            publishing.write(document, listed, None, "publish")
    return len(entries)


def _consultations(site):
    """Drafts whose days count from today: what is open stays so for a while after seeding."""
    today = timezone.localdate()
    for entry in site["consultations"]:
        day = {name: today + timedelta(days=days) for name, days in entry["days"].items()}
        values = {name: escape(entry.get(name, ""), quote=False) for name in ("body", "digest")}
        draft, is_new = _add(
            Consultation,
            {
                **{name: f"<p>{text}</p>" if text else "" for name, text in values.items()},
                **{name: day.get(name) for name in ("starts_on", "ends_on", "digest_on")},
                "summary": entry["summary"],
                "drafter": Issuer.objects.get_or_create(name=entry["drafter"])[0],
                "result": LegalDocument.objects.numbered(entry.get("result", "")).first(),
            },
            title=entry["title"],
        )
        if is_new:
            fields = [DocumentField.objects.get_or_create(name=name)[0].pk for name in entry["fields"]]
            publishing.write(draft, {"fields": fields, "files": []}, None, "publish")
        for opinion in entry.get("opinions", []) if is_new else []:
            _add(Opinion, opinion, consultation=draft, text=opinion["text"])
    return len(site["consultations"])


def _relations(entry):
    listed = entry.get("relations", [])
    return [{"kind": kind, "target": LegalDocument.objects.get(number=number).pk} for kind, number in listed]


def _day(entry, name):
    return datetime.strptime(entry[name], "%Y-%m-%d").date() if name in entry else None


def _attachments(document, entry):
    listed = []
    for order, title in enumerate(entry.get("files", []), 1):
        lines = [slugify(document.number).upper(), "", "Tep minh hoa cua ban mau, khong phai van ban that."]
        upload = ContentFile(pdf.one_page(lines), name=f"{slugify(document.number)}-{order}.pdf")
        stored = DocumentFile.from_upload(document, upload, title, order * 10)
        listed.append(stored.listed())
    return listed


def _pages():
    files = sorted((FOLDER / "pages").glob("*.html"))
    for file in files:
        text = texts.read(file)
        values = {"title": text.fields["title"], "summary": text.fields["summary"], "body": text.body}
        page, is_new = _add(Page, values, path=text.fields["path"])
        if is_new:
            publishing.write(page, {}, None, "publish")
    return len(files)


def _articles(site, page, photos):
    read = [texts.read(file) for file in sorted((FOLDER / "articles").glob("*.html"))]
    _tags([*site["customer_article"]["tags"], *(name for text in read for name in _tag_names(text))])
    written = [_customer_article(site["customer_article"], page, photos)]
    written += [_article(text, photos) for text in read]
    _date_back([article for article in written if article])
    return len(written)


def _tags(names):
    # Before the articles, so that clearing meets them after the articles.
    known = set(Tag.objects.values_list("pk", flat=True))
    for tag in {tag.pk: tag for tag in Tag.objects.named(names)}.values():
        if tag.pk not in known:
            _remember(tag)


def _tag_names(text):
    return text.fields["tags"].split(", ")


def _customer_article(entry, page, photos):
    paragraphs = [f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in page.paragraphs]
    paragraphs[-1] = paragraphs[-1].replace(page.phone, f'<a href="{phones.tel(page.phone)}">{page.phone}</a>')
    paragraphs[2:2] = [_figure(photos[name]) for name in entry["photos"]]
    values = {
        "title": page.title,
        "summary": entry["summary"],
        "body": "".join(paragraphs),
        "byline": page.byline,
        "cover": photos[entry["cover"]],
        "category": Category.objects.get(slug=entry["category"]),
        "tab_title": entry["tab_title"],
        "featured_order": 1,
        "published_at": datetime.combine(page.date, time(8), HERE),
    }
    return _write_article(values, entry["tags"])


def _article(text, photos):
    fields = text.fields
    values = {
        "title": fields["title"],
        "summary": fields["summary"],
        "body": text.body_with(lambda name: _figure(photos[name])),
        "byline": fields["byline"],
        "cover": photos.get(fields.get("photo")),
        "category": Category.objects.get(slug=fields["category"]),
        "tab_title": fields.get("tab_title", ""),
        "featured_order": int(fields["featured"]) if "featured" in fields else None,
        "published_at": texts.posted_at(fields["posted"], timezone.now()),
    }
    return _write_article(values, _tag_names(text))


def _write_article(values, tags):
    """The new article; None where one of the same slug stands already. A draft when it has no date."""
    article, is_new = _add(Article, values, slug=slugify(values["title"]))
    if not is_new:
        return None
    publishing.write(article, {"tags": tags}, None, "publish" if article.published_at else "")
    return article


def _date_back(articles):
    """As if each had been written when it was posted: lists and the sitemap would call all of them new today."""
    now = timezone.now()
    articles = Article.objects.in_bulk([article.pk for article in articles]).values()
    for article in articles:
        article.created_at = article.updated_at = min(article.published_at or now, now)
    Article.objects.bulk_update(articles, ["created_at", "updated_at"])


def _figure(photo):
    return (
        f'<figure><img data-photo="{photo.pk}" src="{photo.url}" alt="{escape(photo.alt)}" '
        f'width="{photo.width}" height="{photo.height}">'
        f"<figcaption>{escape(photo.caption)}</figcaption></figure>"
    )

"""What any page prints: the organisation, the clock, photos, stored bodies, numbers."""

import json
import re
from datetime import timedelta
from functools import partial
from urllib.parse import urljoin, urlsplit

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import mark_safe

from hoiphunu import lunar, richtext, videos
from hoiphunu.models import MenuItem, Organisation, Page, Photo
from hoiphunu.pagecache import framed
from hoiphunu.vietnamese import clock, weekday

register = template.Library()
DATE_RANGE = re.compile(r"\d{1,2}/\d{1,2}(?:/\d{4})?\s*[-–]\s*\d{1,2}/\d{1,2}(?:/\d{4})?")
# Pages every reader should find from the footer, whatever the menu holds.
FOOTER_PAGES = ("/rieng-tu/", "/tro-nang/", "/lien-he/")
IN_BODY = "(min-width: 62rem) 45rem, 100vw"


def once(context, name, fetch):
    """Fetch a thing once for the request, however many partials print it; on public pages once for all of a minute."""
    request = context.get("request")
    if request is None:
        return fetch()
    kept = request.__dict__.setdefault("_site_tags", {})
    if name not in kept:
        kept[name] = framed(request, name, fetch)
    return kept[name]


@register.simple_tag(takes_context=True)
def organisation(context):
    return once(context, "organisation", Organisation.objects.current)


@register.simple_tag(takes_context=True)
def menu_items(context):
    return once(context, "menu", lambda: list(MenuItem.objects.active()))


@register.simple_tag(takes_context=True)
def footer_pages(context):
    return once(context, "footer", lambda: list(Page.objects.published().at_any(FOOTER_PAGES)))


class FrameNode(template.Node):
    def __init__(self, name, nodes):
        self.name, self.nodelist = name, nodes

    def render(self, context):
        print_anew = partial(self.nodelist.render, context)
        request = context.get("request")
        return print_anew() if request is None else framed(request, ("printed", self.name), print_anew)


@register.tag
def frame(parser, token):
    """{% frame name %}…{% endframe %}: a part that is the same on every public page, printed once for a minute."""
    name = token.split_contents()[1]
    nodes = parser.parse(["endframe"])
    parser.delete_first_token()
    return FrameNode(name, nodes)


@register.simple_tag
def now_clock():
    now = timezone.localtime()
    day, minute, date = re.split(r"(?<=, )| (?=\d\d/)", clock(now))
    return format_html(
        '<time class="clock" data-hp-clock datetime="{}">{}<b>{}</b> {}</time>',
        now.strftime("%Y-%m-%dT%H:%M+07:00"),
        day,
        minute,
        date,
    )


@register.simple_tag
def lunar_today():
    """The lunar date beside the clock, with tomorrow's for the script that ticks past midnight."""
    today = timezone.localdate()
    tomorrow = today + timedelta(days=1)
    return format_html(
        '<span class="lunar" data-hp-lunar="{}" data-hp-next="{}" data-hp-next-text="({} âm lịch)">({} âm lịch)</span>',
        today.isoformat(),
        tomorrow.isoformat(),
        lunar.to_lunar(tomorrow),
        lunar.to_lunar(today),
    )


@register.simple_tag
def absolute(path):
    """The full address of a path of this site, for canonical links and previews."""
    return urljoin(settings.SITE_URL, path)


@register.simple_tag
def linked_data(data):
    """A block of data for search engines. It is not run; no "<" in it can end it early."""
    text = json.dumps(data, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308  as said


@register.simple_tag
def picture(photo, sizes="100vw", loading="lazy", alt=None):
    return picture_html(photo, sizes, loading, photo.alt if alt is None else alt)


def picture_html(photo, sizes, loading, alt):
    webp = ", ".join(f"{webp} {width}w" for width, webp, _ in photo.sources)
    own = ", ".join(f"{own} {width}w" for width, _, own in photo.sources)
    hint = mark_safe('fetchpriority="high"' if loading == "eager" else 'loading="lazy"')
    return format_html(
        '<picture><source type="image/webp" srcset="{}" sizes="{}">'
        '<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}" {} decoding="async"></picture>',
        *(webp, sizes, photo.url, own, sizes, photo.width, photo.height, alt, hint),
    )


@register.simple_tag
def rich_text(html, plays=False):
    """A stored body; its photos in one query. Where it `plays`, films may be started on the page by a tap."""
    photos = {photo.pk: photo for photo in Photo.objects.by_ids(richtext.photo_ids(html))}

    def shown(pk, alt):
        photo = photos.get(pk)
        return photo and picture_html(photo, IN_BODY, "lazy", alt or photo.alt)

    def whole(pk):
        return photos[pk].url if pk in photos else None

    def film(key, words, cover):
        title = "" if words.startswith(("http://", "https://")) else words
        context = {"key": key, "title": title, "cover": mark_safe(cover), "page": videos.page(key), "plays": plays}
        return render_to_string("includes/_video.html", context)

    return richtext.render(html, shown, film, whole)


@register.filter
def relative_day(moment):
    """Hôm nay, 16:20 · Hôm qua, 16:20 · Chủ nhật, 15/06 · 15/06/2025 (aware datetime)."""
    here, today = timezone.localtime(moment), timezone.localdate()
    age = today - here.date()
    if age == timedelta(0):
        return f"Hôm nay, {here:%H:%M}"
    if age == timedelta(days=1):
        return f"Hôm qua, {here:%H:%M}"
    if timedelta(0) < age < timedelta(days=7):
        return f"{weekday(here)}, {here:%d/%m}"
    return f"{here:%d/%m/%Y}"


@register.filter
def keep_dates(text):
    """Escaped text whose date ranges do not break across lines."""
    pieces, end = [], 0
    for match in DATE_RANGE.finditer(text):
        pieces.append(("{}", text[end : match.start()], match[0]))
        end = match.end()
    marked = format_html_join("", '{}<span class="nowrap">{}</span>', ((before, dates) for _, before, dates in pieces))
    return marked + conditional_escape(text[end:])


@register.filter
def vn_number(number):
    return f"{number:,}".replace(",", ".")


@register.filter
def file_size(size):
    """Bytes as people write them: 845 KB, 1,2 MB."""
    if size >= 1_000_000:
        return f"{size / 1_000_000:.1f} MB".replace(".", ",").replace(",0 ", " ")
    return f"{max(1, round(size / 1000))} KB"


@register.filter
def domain(address):
    return (urlsplit(address).hostname or "").removeprefix("www.")

"""Poisoned rows of every noun, looked at in Chromium with the Content-Security-Policy switched off."""

import itertools
from urllib.parse import urlsplit

from ckeditor.fields import RichTextField
from django.contrib import admin
from django.db import models, transaction
from django.urls import NoReverseMatch, reverse

from hoiphunu import publishing
from hoiphunu.publishing import Publishable
from tests import factories as make
from tests.browser.conftest import answered
from tests.staff import change_url, list_url

OURS = ("hoiphunu", "news", "announcements", "hotline")
# Made by us out of other fields, or judged by a validator of its own before it is stored (docs/security.md, 1.2.2).
JUDGED = {
    *(
        "slug",
        "path",
        "address",
        "address_key",
        "target",
        "withdrawn_to",
        "exit_url",
        "email",
        "phone",
        "username",
        "password",
    ),
    *(
        "file",
        "extension",
        "sha256",
        "digest",
        "code",
        "key",
        "folded",
        "name_key",
        "number_key",
        "video",
        "hours",
        "url",
    ),
}
MAKERS = (
    *(make.make_organisation, make.make_menu_item, make.make_category, make.make_topic, make.make_tag, make.make_page),
    *(make.make_photo, make.make_article, make.make_correction, make.make_kind, make.make_issuer, make.make_field),
    *(make.make_document, make.make_consultation, make.make_opinion, make.make_banner, make.make_group, make.make_link),
    *(make.make_hotline, make.make_commune, make.make_team, make.make_chair, make.make_commemoration),
)
MANY = (
    make.make_article,
    make.make_page,
    make.make_document,
    make.make_consultation,
    make.make_opinion,
    make.make_banner,
)
# Whatever would run says so; nothing opens a dialog that waits.
SCRIPT = """
for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = x => console.debug("RAN " + name + " " + x);
"""
EDITORS_READY = "!window.CKEDITOR || Object.values(CKEDITOR.instances).every(each => each.status === 'ready')"
# Handlers and addresses of the attacker's that stand in the page and only wait for a click; the editor's own are known.
WAITING = """() => [...document.querySelectorAll("*")].flatMap(element => [...element.attributes]
  .filter(({ name, value }) => (/^on/i.test(name) || /^[\\s\\x00-\\x1f]*(java|vb)script:/i.test(value))
    && /alert|msgbox/.test(value) && /^on|href|src|action|data/i.test(name))
  .map(({ name, value }) => `${element.tagName} ${name}=${value}`.slice(0, 120)))"""


class Poison:
    """Gives each field text after text, so many as it holds, until each field has had all; counts the pairs."""

    def __init__(self, texts):
        self.texts, self.given, self.pairs = texts, {}, 0

    def fill(self, row) -> bool:
        """Write the next texts into every text field of `row` and store it as staff do; False where none is its own."""
        fields = list(text_fields(type(row)))
        for field in fields:
            setattr(row, field.attname, self.next_for(field))
        with transaction.atomic():
            row.save()
            if isinstance(row, Publishable):
                publishing.write(row, row.working_related, None, amends=True)
        return bool(fields)

    def next_for(self, field) -> str:
        """As many of the texts as fit, from where this field stopped."""
        texts = self.given.setdefault(field, itertools.cycle(self.texts))
        room, found = field.max_length or 2_500, ""
        for _ in range(len(self.texts)):
            text = next(texts).replace("\0", "")
            if len(found) + len(text) > room:
                if found:
                    break
                continue  # this one is too long for the field, whatever stands beside it
            found += text
            self.pairs += 1
        return found


def text_fields(model):
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, models.CharField | models.TextField) and not isinstance(field, models.FileField)
        if is_text and field.editable and not field.choices and not field.primary_key and field.name not in JUDGED:
            if type(field) in (models.CharField, models.TextField) or isinstance(field, RichTextField):
                yield field


def rows_of(poison, count: int) -> list:
    """So many poisoned rows of every noun; one alone where there can only be one."""
    rows = []
    for maker in MAKERS:
        if maker in (make.make_organisation, make.make_chair):
            wanted = 1
        else:
            # Nouns whose makers give each row one name get only so many numbers behind the same address.
            wanted = count if maker in MANY else min(count, 5)
        for _ in range(wanted):
            row = maker()
            if poison.fill(row):
                rows.append(row)
    return rows


PLACES = """
/ /tin-tuc/ /van-ban/ /van-ban/lay-y-kien/ /lien-ket/ /khau-hieu/ /su-kien/ /hinh-anh/ /ho-tro/ /ho-tro/so-may/
/ho-tro/gui/ /tim-kiem/?q=alert /tim-kiem/goi-y/?q=alert /rss.xml /atom.xml /van-ban/rss.xml /sitemap.xml /khong-co/
""".split()


def public_addresses(rows):
    for row in rows:
        if isinstance(row, Publishable):
            yield row.get_absolute_url()
            if hasattr(row, "get_print_url"):
                yield from (row.get_print_url(), row.get_file_url("html"))


def staff_addresses(rows):
    yield from ("/quan-tri/", "/quan-tri/hop-thu/", "/quan-tri/thung-rac/")
    for model in admin.site._registry:
        if model._meta.app_label in OURS:
            yield list_url(model)
    for row in rows:
        for view in ("change", "history", "delete", "versions", "preview"):
            try:
                yield change_url(row, view) if type(row) in admin.site._registry else reverse("admin:index")
            except NoReverseMatch:
                continue


def look(page, address) -> list[str]:
    """Open the address, wait until it has settled, and tell what ran or waits to run."""
    ran = []

    def heard(message):
        if message.text.startswith("RAN "):
            ran.append(f"{address}: {message.text}")

    page.on("console", heard)
    if address.endswith(".html"):  # a reader opens the saved file from her own disk
        page.set_content(page.evaluate("address => fetch(address).then(answer => answer.text())", address))
    else:
        page.goto(address, wait_until="load")
    page.wait_for_function(EDITORS_READY)
    ran += [f"{address}: {each}" for each in page.evaluate(WAITING)]
    for frame in page.frames[1:]:
        ran += [f"{address} (khung): {each}" for each in frame.evaluate(WAITING)]
    page.remove_listener("console", heard)
    return ran


def opened(browser, live_server, cookies=()):
    """A page on which no policy protects."""
    context = browser.new_context(base_url=live_server.url, bypass_csp=True)
    context.set_default_timeout(20_000)
    context.add_init_script(SCRIPT)
    context.add_cookies(list(cookies))
    return context.new_page()


def walk(page, addresses) -> list[str]:
    """What ran on any of these pages, and which other hosts they asked."""
    host, found = urlsplit(page.goto("/robots.txt").url).netloc, []

    def asked(request):
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.netloc != host:
            found.append(f"{page.url}: asks {request.url}")

    page.on("request", asked)
    for address in dict.fromkeys(addresses):
        found += look(page, address)
    page.context.close()
    answered()
    return found


def proof(browser, live_server, root_cookies, rows, every: int) -> tuple[list[str], int]:
    """Look at every `every`-th page about these rows, as a reader and as a superuser: (what ran, how many pages)."""
    readers = [*PLACES, *list(public_addresses(rows))[::every]]
    staff = list(staff_addresses(rows))[::every]
    found = walk(opened(browser, live_server), readers)
    found += walk(opened(browser, live_server, root_cookies), staff)
    return found, len(readers) + len(staff)

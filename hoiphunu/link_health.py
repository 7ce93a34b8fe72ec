"""Whether links to other sites still open: gathered from all that readers see, asked one by one on each host."""

import re
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from html import unescape
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from announcements.models import LegalDocument, LinkCheck, WebLink
from hoiphunu import outbound, webaddress
from hoiphunu.models import Page
from news.models import Article

# (rows that readers see, their rich texts)
TEXTS = (
    (Article.objects.published, ("body",)),
    (Page.objects.published, ("body",)),
    (LegalDocument.objects.published, ("note", "body")),
)
HOSTS_AT_ONCE = 8
_LINK = re.compile(r'<a [^>]*?href="(https?://[^"]+)"')


def visitor(**bounds) -> outbound.Visitor:
    """Who asks other sites in our name; `bounds` are fields of `Visitor`."""
    return outbound.Visitor(agent=f"Mozilla/5.0 (compatible; kiem-tra-lien-ket; +{settings.SITE_URL}/)", **bounds)


def gathered() -> dict[str, tuple[str, list[dict[str, str]]]]:
    """{key: (address, [{name, url}])} of the links to other sites that readers meet; `url` leads to the staff form."""
    found = {}

    def add(address, row):
        if urlsplit(address).hostname in (None, settings.SITE_HOST):
            return
        _, places = found.setdefault(webaddress.key(address), (address, []))
        place = {"name": f"{row._meta.verbose_name}: {row}", "url": _form(row)}
        if place not in places:
            places.append(place)

    for link in WebLink.objects.active():
        add(link.address, link)
    for rows, fields in TEXTS:
        for row in rows().linking_out(*fields).iterator(chunk_size=200):
            for name in fields:
                for address in _LINK.findall(getattr(row, name)):
                    add(unescape(address), row)
    return found


def _form(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def check(rows: list[LinkCheck], asking: outbound.Visitor, told: Callable[[LinkCheck], object] = lambda row: None):
    """Ask for each row's address and store the answers; several hosts at once, one request at a time for each host."""
    hosts = defaultdict(list)
    for row in rows:
        hosts[urlsplit(row.address).hostname].append(row)
    with ThreadPoolExecutor(HOSTS_AT_ONCE) as pool:
        # Only the network is asked in threads; the rows are stored here.
        waiting = [pool.submit(_visit_all, asking, of_host) for of_host in hosts.values()]
        for done in as_completed(waiting):
            for row, answer in done.result():
                row.note(answer)
                told(row)


def accept(row: LinkCheck) -> list[WebLink]:
    """Give the web links the address their site says the page has moved to for good; those that were changed.

    Raises ValidationError, in words, where another link already has that address.
    """
    links = list(WebLink.objects.with_address(row.address)) if row.has_moved else []
    with transaction.atomic():
        for link in links:
            link.address = row.final_address
            link.full_clean()
            link.save()
        LinkCheck.objects.list_places(gathered())
        for moved in LinkCheck.objects.at(row.final_address):
            moved.note(outbound.Answer(outbound.State.FINE, moved.address, row.code))
    return links


def _visit_all(asking, rows):
    return [(row, asking.visit(row.address)) for row in rows]

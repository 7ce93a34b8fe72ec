"""Readers' pages under load: kept and rendered anew, beside the floor, behind Redis and behind nginx."""

import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.bench import driver, nginx, servers


@dataclass
class Row:
    """One line of the table. `ratio` compares requests per second (kept) or processor time (anew) with the floor's."""

    name: str
    rate: float
    p50: float
    p99: float
    cpu: float
    queries: int | None
    size: int
    ratio: float | None = None

    def as_dict(self):
        return asdict(self)


def addresses() -> dict[str, str]:
    """{name: address} of every kind of page readers open."""
    from announcements.models import LegalDocument
    from news.models import Article

    article = Article.objects.published().not_sensitive().with_cover().newest()[5]
    document = LegalDocument.objects.published().newest().first()
    pages = {
        "Trang chủ": "/",
        "Danh sách tin": "/tin-tuc/",
        "Bài viết": article.get_absolute_url(),
        "Bản in": article.get_print_url(),
        "Chuyên mục": article.category.get_absolute_url(),
        "Thẻ": article.tags.first().get_absolute_url(),
        "Tác giả": f"/tac-gia/{article.byline_slug}/",
        "Tháng": f"/tin-tuc/{article.published_at:%Y/%m}/",
        "RSS": "/rss.xml",
        "Văn bản": "/van-ban/",
        "Hình ảnh": "/hinh-anh/",
        "Khẩu hiệu": "/khau-hieu/",
        "Liên kết": "/lien-ket/",
        "Hỗ trợ": "/ho-tro/",
        "Sơ đồ trang": "/sitemap.xml",
    }
    if number := far_page():
        pages["Trang xa của danh sách"] = number
    return pages | ({"Một văn bản": document.get_absolute_url()} if document else {})


def far_page() -> str:
    """Page 400 of the news, as the link from the page before it has it; "" where there are not so many."""
    from django.core.paginator import EmptyPage

    from hoiphunu.walking import Walk
    from news.models import Article
    from news.views import ArticleList

    articles = Article.objects.published().newest()
    try:
        before = Walk(articles, ArticleList.paginate_by, articles.count()).page_from(FAR_PAGE - 1, None)
    except EmptyPage:
        return ""
    return f"/tin-tuc/?trang={FAR_PAGE}&tu={before.start_of_next}" if before.start_of_next else ""


FAR_PAGE = 400
KEPT = ("Bài viết", "Danh sách tin", "Trang chủ", "RSS")


# Connections stay with the worker that took them, at times nearly all with one: the best of some tries counts.
TRIES = 4


def fetch(url, **headers):
    asked = urllib.request.Request(url, headers={**driver.HEADERS, **headers})  # noqa: S310  our own address
    with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
        return answer.headers, answer.read()


def store_floor(folder: Path, server, paths) -> dict[str, str]:
    """Keep what `server` answers for the floor to answer the same bytes; {path of the site: path of the floor}."""
    folder.mkdir(exist_ok=True)
    for number, path in enumerate(paths):
        headers, content = fetch(server.url + path)
        kind, encoding = headers["Content-Type"], headers.get("Content-Encoding", "identity")
        (folder / str(number)).write_bytes(f"{kind}\n{encoding}\n".encode() + content)
    return {path: f"/{number}" for number, path in enumerate(paths)}


def queries_of(path) -> int:
    """How many queries it takes to render the page anew."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from hoiphunu import pagecache

    client = Client(headers={"host": "127.0.0.1"})
    client.get(path)
    pagecache.near.clear()
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


def load(name, server, path, seconds, queries=None, headers=None, others=(), connections=driver.CONNECTIONS) -> Row:
    """One line: the server under load at `path`, with the processor time of its processes and `others`."""
    url = server.url + path
    size = len(fetch(url)[1])
    driver.drive(url, 1, headers, connections=connections)  # caches warm
    roots = [server.process.pid, *others]
    tries = []
    for _ in range(TRIES):
        before = servers.cpu_seconds(roots)
        done = driver.drive(url, max(1, seconds / TRIES), headers, connections=connections)
        cpu = (servers.cpu_seconds(roots) - before) * 1000 / max(1, done.requests)
        tries.append((done.rate, cpu, done))
    _, cpu, done = max(tries, key=lambda tried: tried[0])
    if done.errors:
        raise SystemExit(f"{name}: {done.errors} yêu cầu bị lỗi ở {path}")
    return Row(name, done.rate, done.p50, done.p99, cpu, queries, size)


def kept(folder: Path, seconds) -> list[Row]:
    """Pages from the cache, the floor and 304 in turn, so that a busy machine is busy for all of them."""
    rows, pages = [], addresses()
    with servers.site() as site, servers.redis(folder) as (cache_url, _), servers.site(CACHE_URL=cache_url) as shared:
        at = store_floor(folder / "floor", site, [pages[name] for name in KEPT])
        with servers.floor(folder / "floor") as floor:
            for name in KEPT:
                path = pages[name]
                bare = load(f"{name}: trang trơn", floor, at[path], seconds)
                bare.ratio = 1.0
                etag = fetch(site.url + path)[0]["ETag"]
                rows += [bare]
                for label, server, headers in (
                    ("bộ nhớ đệm", site, {}),
                    ("đã biết (304)", site, {"If-None-Match": etag}),
                    ("Redis", shared, {}),
                ):
                    row = load(f"{name}: {label}", server, path, seconds, 0, headers)
                    row.ratio = row.rate / bare.rate
                    rows.append(row)
    return rows


def anew(folder: Path, seconds, names=None, floors=True) -> list[Row]:
    """Pages rendered for each request; processor time of application and database together."""
    rows, pages = [], {name: path for name, path in addresses().items() if names is None or name in names}
    with servers.site(BENCH_UNCACHED="1") as site:
        at = store_floor(folder / "floor", site, list(pages.values()))
        with servers.floor(folder / "floor") as floor:
            for name, path in pages.items():
                # Four readers: threads that fight for the interpreter would be measured, not pages.
                label, queries = f"{name}: dựng mới", queries_of(path)
                row = load(label, site, path, seconds, queries, others=[servers.postmaster()], connections=4)
                if floors:
                    row.ratio = row.cpu / load(name, floor, at[path], max(1, seconds / 2), connections=4).cpu
                rows.append(row)
    return rows


def behind_nginx(folder: Path, seconds) -> list[Row]:
    """The article through deploy/nginx.conf, and the same bytes as a file of the same nginx."""
    path = addresses()["Bài viết"]
    with servers.site(TRUSTED_PROXIES="127.0.0.1") as site:
        content = fetch(site.url + path)[1]
        with nginx.server(folder, site.port, {"trang.bin": content}) as front:
            file = load("nginx: tệp", front, "/do-toc-do/trang.bin", seconds)
            file.ratio = 1.0
            row = load("nginx: Bài viết, đệm 1 giây", front, path, seconds)
            row.ratio = row.rate / file.rate
    return [file, row]


def memory(folder: Path, requests) -> list[dict]:
    """PSS of each worker before and after so many requests of all kinds, half of them without the cache."""
    paths, found = folder / "paths", []
    paths.write_text("\n".join(addresses().values()))
    with servers.site() as site:
        for path in addresses().values():
            fetch(site.url + path)
        done, start = 0, [servers.memory_mb(pid) for pid in site.workers()]
        half = None
        while done < requests:
            done += driver.drive(site.url, 5, paths=paths).requests
            if half is None and done >= requests / 2:
                half = [servers.memory_mb(pid) for pid in site.workers()]
        end = [servers.memory_mb(pid) for pid in site.workers()]
    for number, (first, middle, last) in enumerate(zip(start, half, end, strict=True), 1):
        found.append({"worker": number, "requests": done, "start": first, "half": middle, "end": last})
    return found

"""Search and suggestions among very many: processor time of this process and of the database together."""

import time

# What issue 7 asks, at up to 10,000 articles and beyond: {count: most CPU ms}.
MOST_MS = {10_000: 25, 10_000_000: 150}
MOST_SUGGESTION_MS = 10
ASKED = {
    "Tìm: từ ở gần mọi bài": "phu nu",
    "Tìm: đúng dấu": "phụ nữ",
    "Tìm: cụm từ": '"phụ nữ khởi nghiệp"',
    "Tìm: bỏ một từ": "phụ nữ -gia đình",
    "Tìm: từ hiếm": "sene dolta",
    "Tìm: số văn bản": "77/KH-BTV",
    "Tìm: ngày": "15/11/2023",
    "Tìm: không có gì": "xyzzy",
}
BEGUN = {"Gợi ý: hai chữ cái": "ph", "Gợi ý: một từ": "phu nu", "Gợi ý: từ hiếm": "sene do"}


def run(rounds: int, say, postmaster) -> list[str]:
    """Print the table; what is over its bar, in sentences. `postmaster` is the database's process, None for SQLite."""
    from django.test import Client
    from django.urls import reverse

    from news.models import Article
    from tests.bench import servers
    from tests.bench.documents import change_content

    client, count = Client(headers={"host": "127.0.0.1"}), Article.objects.count()
    most = next(ms for articles, ms in MOST_MS.items() if count <= articles)
    say.line(f"\n{count:,} bài: tìm kiếm, ứng dụng và cơ sở dữ liệu; trung bình của {rounds} lần.")
    say.line(f"{'':36}{'CPU ms':>12}{'ms':>12}")
    over = []
    for name, text in {**ASKED, **BEGUN}.items():
        bar = MOST_SUGGESTION_MS if name in BEGUN else most
        address = reverse("search-suggestions" if name in BEGUN else "search")
        spent = wall = 0.0
        for number in range(rounds + 2):
            change_content()
            before = time.process_time() + (servers.cpu_seconds([postmaster]) if postmaster else 0), time.perf_counter()
            if client.get(address, {"q": text}).status_code != 200:
                raise SystemExit(f"{name}: lỗi")
            after = time.process_time() + (servers.cpu_seconds([postmaster]) if postmaster else 0), time.perf_counter()
            if number > 1:
                spent, wall = spent + after[0] - before[0], wall + after[1] - before[1]
        cpu = spent * 1000 / rounds
        say.line(f"{name:36}{cpu:12.1f}{wall * 1000 / rounds:12.1f}")
        if cpu > bar:
            over.append(f"{name}: {cpu:.0f} ms CPU, mức cho phép là {bar}.")
    return over

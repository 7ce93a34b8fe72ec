"""Staff's screens among few and among very many articles: processor time of this process and of the database."""

import time

MOST_GROWTH = 1.5


def costs(rounds: int, postmaster) -> dict[str, float]:
    """{screen: CPU ms} as an administrator of the content opens it."""
    from news.models import Article
    from tests import staff
    from tests.bench import servers
    from tests.factories import make_user

    client = staff.client_of(make_user(staff.CONTENT), headers={"host": "127.0.0.1"})
    newest = Article.objects.order_by("-pk").first()
    screens = {
        "Danh sách tin bài": staff.list_url(Article),
        "Trang 3 của danh sách": f"{staff.list_url(Article)}?p=3",
        "Sửa một tin bài": staff.change_url(newest),
    }
    found = {}
    for name, url in screens.items():
        for number in range(rounds + 2):
            if number == 2:
                before = time.process_time() + servers.cpu_seconds([postmaster])
            if client.get(url).status_code != 200:
                raise SystemExit(f"{name}: lỗi")
        found[name] = (time.process_time() + servers.cpu_seconds([postmaster]) - before) * 1000 / rounds
    return found


def over(few: dict, many: dict, say) -> list[str]:
    """Print the table; what is over its bar, in sentences."""
    say.line(f"\nMàn hình của cán bộ, CPU ms\n{'':36}{'ít bài':>12}{'nhiều bài':>12}{'gấp':>12}")
    sentences = []
    for name, cpu in few.items():
        ratio = many[name] / cpu
        say.line(f"{name:36}{cpu:12.1f}{many[name]:12.1f}{ratio:12.2f}")
        if ratio > MOST_GROWTH:
            sentences.append(f"{name}: nhiều bài thì đắt gấp {ratio:.2f} lần, mức cho phép là {MOST_GROWTH}.")
    return sentences

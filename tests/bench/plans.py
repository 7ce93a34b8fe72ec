"""How PostgreSQL answers readers' pages: no query may read a large table from end to end."""

LARGE = 5000
SEARCHES = ("/tim-kiem/?q=phu+nu", "/tim-kiem/?q=ph%E1%BB%A5+n%E1%BB%AF", "/tim-kiem/?q=sene", "/tim-kiem/goi-y/?q=phu")


def run(say) -> list[str]:
    """A sentence for each whole read of a large table."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.bench.documents import change_content
    from tests.bench.pages import addresses

    client, found = Client(headers={"host": "127.0.0.1"}), []
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > %s", [LARGE])
        large = {name for (name,) in cursor.fetchall()}
    paths = {**addresses(), **{path: path for path in SEARCHES}}
    asked = 0
    for name, path in paths.items():
        change_content()
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        for query in captured.captured_queries:
            if not query["sql"].startswith("SELECT"):
                continue
            asked += 1
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN (FORMAT JSON) " + query["sql"])
                plan = cursor.fetchone()[0][0]["Plan"]
            found += [
                f"{name}: đọc cả bảng {table}: {query['sql'][:300]}" for table in whole_reads(plan) if table in large
            ]
    say.line(
        f"\n{asked} truy vấn của {len(paths)} trang, bảng lớn: {', '.join(sorted(large))}; đọc cả bảng: {len(found)}."
    )
    return found


def whole_reads(plan):
    """The tables that a plan reads from end to end."""
    if plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from whole_reads(part)

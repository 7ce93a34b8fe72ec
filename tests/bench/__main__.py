"""`make bench`: what readers' pages and saving cost, in one run on a database of its own.

Every page stands beside the floor, a bare Django view that returns the same bytes from the same kind of server, in the
same run: on another or a busy machine the ratios stay.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

import django

from tests import surroundings


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--db", choices=("postgres", "sqlite"), default="postgres")
    parser.add_argument("--articles", type=int, nargs="+", default=[1_000, 10_000, 100_000], metavar="N")
    parser.add_argument("--documents", type=int, default=100_000, metavar="N")
    parser.add_argument("--seconds", type=float, default=5, help="how long each address is asked for")
    parser.add_argument("--requests", type=int, default=50_000, help="mixed requests before memory is looked at again")
    parser.add_argument("--rounds", type=int, default=15, help="of saving")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    return parser.parse_args()


PARTS = ["saving", "documents", "kept", "anew", "nginx", "memory", "growth", "screens", "finding", "plans", "front"]


def prepare(count: int, documents: int):
    """Bring the database to `count` published-like articles and so many documents."""
    from django.core.management import call_command
    from django.db import connection

    from announcements.models import LegalDocument
    from news.models import Article

    missing = {"articles": count - Article.objects.count(), "documents": documents - LegalDocument.objects.count()}
    if any(number > 0 for number in missing.values()):
        say = sys.stderr
        call_command("generate", yes=True, stdout=say, **{name: max(0, number) for name, number in missing.items()})
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def main():
    chosen = options()
    with tempfile.TemporaryDirectory(prefix="hp-bench-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as name:
        folder = Path(name)
        folder.chmod(0o755)  # nginx's workers are another account
        surroundings.enter(folder, chosen.db)
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
        django.setup()
        found = measured(folder, chosen)
    if chosen.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    sys.exit(bool(found["over"]))


def measured(folder: Path, chosen) -> dict:
    from django.core.management import call_command

    from tests.bench import bars, documents, finding, front, pages, plans, report, saving, screens, servers

    say = report.Report(silent=chosen.json)
    call_command("migrate", verbosity=0)
    call_command("seed_demo", yes=True, stdout=open(os.devnull, "w"))
    found = {"rows": [], "over": [], "memory": [], "growth": []}

    def table(title, rows):
        say.table(title, rows)
        found["rows"] += [row.as_dict() for row in rows]
        found["over"] += bars.over(rows)

    if "saving" in chosen.only:
        found["over"] += saving.Bench(chosen.rounds, say).run()
    if chosen.db == "sqlite":
        return finish(found, say)
    small, middle, *large = (
        [*chosen.articles, *chosen.articles[-1:]][:3] if len(chosen.articles) < 2 else chosen.articles
    )
    costs, desks = {}, {}
    for count in dict.fromkeys([small, middle, *large]):
        prepare(count, count // 20)
        if count == middle:
            if "kept" in chosen.only:
                table(f"{count:,} bài: có trong bộ nhớ đệm, so số yêu cầu mỗi giây", pages.kept(folder, chosen.seconds))
            if "nginx" in chosen.only:
                table(f"{count:,} bài: sau nginx", pages.behind_nginx(folder, chosen.seconds))
            if "memory" in chosen.only:
                found["memory"] = pages.memory(folder, chosen.requests)
                say.memory(found["memory"])
                found["over"] += bars.over_memory(found["memory"])
            if "front" in chosen.only:
                found["over"] += front.run(say)
            if "anew" in chosen.only:
                table(f"{count:,} bài: dựng mới, so thời gian bộ xử lý", pages.anew(folder, chosen.seconds))
        if "finding" in chosen.only and count >= middle:
            found["over"] += finding.run(chosen.rounds, say, servers.postmaster())
        if "plans" in chosen.only and count == max(chosen.articles):
            found["over"] += plans.run(say)
        if "growth" in chosen.only and count in (small, max(chosen.articles)):
            rows = pages.anew(folder, min(3, chosen.seconds), floors=False)
            costs[count] = {row.name: row.cpu for row in rows}
        if "screens" in chosen.only and count in (small, max(chosen.articles)):
            desks[count] = screens.costs(chosen.rounds, servers.postmaster())
    if len(desks) > 1:
        found["over"] += screens.over(desks[min(desks)], desks[max(desks)], say)
    if len(costs) > 1:
        first, last = min(costs), max(costs)
        found["growth"] = [
            {"name": name, "few": cpu, "many": costs[last][name], "ratio": costs[last][name] / cpu}
            for name, cpu in costs[first].items()
        ]
        say.growth(first, last, found["growth"])
        found["over"] += bars.over_growth(found["growth"])
    if "documents" in chosen.only:  # last: what was measured before knew only some
        prepare(0, chosen.documents)
        found["over"] += documents.run(chosen.rounds, say)
    return finish(found, say)


def finish(found, say):
    say.over(found["over"])
    return found


if __name__ == "__main__":
    main()

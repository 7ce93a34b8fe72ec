"""A program that saves an article without pause is killed with SIGKILL; what it leaves must be whole.

`tests/test_killed.py` does it a few times, `make drill` many times on a database of its own:
`python -m tests.killing --db=sqlite --rounds=60`. The program itself is `python -m tests.killing save ARTICLE ACCOUNT`.
"""

import argparse
import contextlib
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import django

from tests import surroundings

ROOT = Path(__file__).resolve().parent.parent
# A save takes about a tenth of a second, so that every part of one is hit sooner or later.
SHORTEST, LONGEST = 0.0, 0.4


def save_without_pause(article: int, account: int):
    """The program: saves and publishes in turn through the admin form; prints the number of each save done."""
    django.setup()
    from django.conf import settings
    from django.test import override_settings

    from hoiphunu.models import User
    from news.models import Article
    from tests import staff

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
        editor = staff.client_of(User.objects.get(pk=account))
        url = staff.change_url(Article.objects.get(pk=article))
        number = Article.objects.get(pk=article).newest_revision.number
        while True:
            number += 1
            button = staff.step("publish") if number % 2 else ("_save", "1")
            answer = staff.send(editor, url, _button=button, **text_of(number))
            if answer.status_code != 302:
                raise SystemExit(f"{number}: {staff.errors_of(answer)}")
            print(number, flush=True)


def text_of(number: int) -> dict:
    """Fields that all say the same number."""
    paragraphs = "".join(f"<p>Câu {line} của bản {number}.</p>" for line in range(100))
    return {"title": f"Bản {number}", "summary": f"Tóm tắt {number}", "body": paragraphs, "tags": f"thẻ {number}"}


def kill_while_saving(article, account, after: float, **environment) -> int:
    """Kill the program `after` seconds after its first save; the number of the last save that it said was done."""
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.killing", "save", str(article.pk), str(account.pk)],
        cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    first = program.stdout.readline()
    time.sleep(after)
    stopped_itself = program.poll() is not None
    program.kill()
    rest, trouble = program.communicate(timeout=120)
    if stopped_itself or not first:
        raise AssertionError(trouble)
    return int((first + rest).split()[-1])


def faults(article, done: int) -> list[str]:
    """What is not whole about `article` after `done` saves were said to be done; [] when everything is."""
    from hoiphunu import search
    from hoiphunu.models import Revision, SearchEntry, Transition
    from news.models import Article

    row, found = Article.objects.get(pk=article.pk), []

    def expect(what, got, wanted):
        if got != wanted:
            found.append(f"{what}: {got!r}, not {wanted!r}")

    revisions = list(Revision.objects.of(row).order_by("number"))
    numbers = [revision.number for revision in revisions]
    expect("revision numbers", numbers, list(range(1, len(revisions) + 1)))
    if numbers[-1] < done:
        found.append(f"save {done} was said to be done, the newest revision is {numbers[-1]}")
    for revision in revisions:
        typed = text_of(revision.number)
        kept = {name: revision.data[name].replace("\n", "") for name in ("title", "summary", "body")}
        expect(f"revision {revision.number}", {**kept, "tags": ", ".join(revision.data["tags"])}, typed)
    published = [revision.number for revision in revisions if revision.note == "publish"]
    live = text_of(published[-1])
    expect("title", row.title, live["title"])
    expect("summary", row.summary, live["summary"])
    expect("body", row.body.replace("\n", ""), live["body"])
    expect("tags", [tag.name for tag in row.tags.all()], [live["tags"]])
    expect("publications", Transition.objects.of(row).count(), len(published))
    entries = SearchEntry.objects.of_kind("article").values_list("object_id", "title", "url")
    expect(
        "search rows", [entry for entry in entries if entry[0] == row.pk], [(row.pk, row.title, row.get_absolute_url())]
    )
    expect("found", [entry.object_id for entry in search.Found(f'"{live["summary"]}"').entries], [row.pk])
    return found


def begin():
    """(article, account) with one published revision to start from."""
    from hoiphunu import publishing
    from tests import factories, staff

    account, text = factories.make_user(staff.EDITOR), text_of(1)
    article = factories.make_article(created_by=account, **{**text, "tags": [text["tags"]]})
    publishing.write(article, {"tags": [text["tags"]]}, account, "publish")
    return article, account


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--db", choices=("postgres", "sqlite"), default="sqlite")
    parser.add_argument("--rounds", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hp-drill-") as folder:
        surroundings.enter(Path(folder), options.db)
        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        article, account = begin()
        for number in range(1, options.rounds + 1):
            after = random.uniform(SHORTEST, LONGEST)
            done = kill_while_saving(article, account, after)
            if found := faults(article, done):
                print(f"Lần {number}, bị ngắt sau {after:.3f} giây:", *found, sep="\n  ")
                sys.exit(1)
        print(f"{options.db}: ngắt ngang {options.rounds} lần trong {done} lần lưu, dữ liệu nguyên vẹn.")


if __name__ == "__main__":
    if sys.argv[1:2] == ["save"]:
        with contextlib.suppress(KeyboardInterrupt):
            save_without_pause(*map(int, sys.argv[2:4]))
    else:
        main()

"""A bad or missing value stops the start with one sentence, whichever program starts the site."""

import json
import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT

GOOD = {
    "SECRET_KEY": "0123456789" * 5,
    "HELP_KEYS": "bm90LWEta2V5LW9ubHktZm9yLXRlc3RzLTAxMjM0NTY=",
    "SITE_URL": "https://example.vn",
    "DATABASE_URL": "postgres://hoiphunu@127.0.0.1/hoiphunu",
    "MEDIA_ROOT": "/tmp/hp-media",
    "STATIC_ROOT": "/tmp/hp-static",
}


# One child for each environment; what settings import of others is loaded before they part.
STARTS = """
import json, os, sys
environments = json.load(sys.stdin)
import hoiphunu.settings
answers = []
for environment in environments:
    files = os.memfd_create("out"), os.memfd_create("err")
    child = os.fork()
    if not child:
        os.dup2(files[0], 1), os.dup2(files[1], 2)
        os.environ.clear(), os.environ.update(environment)
        for name in [name for name in sys.modules if name.partition(".")[0] == "hoiphunu"]:
            del sys.modules[name]
        import hoiphunu.settings
        sys.exit()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    answers.append([code, *(os.pread(file, 10_000, 0).decode() for file in files)])
print(json.dumps(answers))
"""


def environment(**changes):
    chosen = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    return {"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8", **chosen}


def start(program=("-c", "import hoiphunu.settings"), typed="", **changes):
    return subprocess.run(
        [sys.executable, *program],
        cwd=ROOT,
        env=environment(**changes),
        input=typed,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def test_good_values_start():
    done = start(
        TRUSTED_PROXIES="127.0.0.1, ::1",
        ALLOWED_HOSTS="example.vn,.example.vn",
        CACHE_URL="redis://127.0.0.1:6379/0",
        EMAIL_URL="smtps://a:b@thu.example.vn:465",
        ACCEL_REDIRECT="/tep-noi-bo/",
        CLAMD_URL="unix:///run/clamav/clamd.ctl",
        DATABASE_REPLICA_URL="postgres://hoiphunu@127.0.0.2/hoiphunu",
        DATABASE_POOLED="1",
    )
    assert (done.returncode, done.stderr) == (0, "")


BAD = [
    *(("SECRET_KEY", value) for value in (None, "", "  ", "short")),
    *(
        ("HELP_KEYS", value)
        for value in (None, "", "short", "ư" * 44, "bm90LWEta2V5LW9ubHktZm9yLXRlc3RzLTAxMjM0NTY=,short", "A" * 44 + "=")
    ),
    *(("SITE_URL", value) for value in (None, "example.vn", "http://example.vn", "ftp://example.vn", "https://")),
    *(("SITE_URL", value) for value in ("https://[bad", "https://a.vn:x", "https://a.vn/x", "https://a.vn?x=1")),
    *(("SITE_URL", value) for value in ("https://Example.vn", "https://u:p@a.vn", "https://a.vn#x", "https://a.vn:0")),
    *(("DATABASE_URL", value) for value in (None, "", "postgres", "nonsense://x", "mysql://a:b@c/d", "oracle://a/b")),
    *(("DATABASE_URL", value) for value in ("postgres://a:b@c:port/d", "postgres://[bad/d")),
    *(("DATABASE_REPLICA_URL", value) for value in ("postgres", "sqlite:///x", "mysql://a:b@c/d")),
    ("DATABASE_POOLED", "yes"),
    *(("MEDIA_ROOT", None), ("STATIC_ROOT", None)),
    *(("ALLOWED_HOSTS", value) for value in ("*", "example.vn,*", ",", "https://example.vn")),
    *(("DEBUG", value) for value in ("false", "true", "2")),
    *(("INSECURE_LOOPBACK", value) for value in ("yes", "1")),
    *(("TRUSTED_PROXIES", value) for value in ("nginx", "10.0.0.0/8", "127.0.0.1;10.0.0.1", "0:0:0:0:0:0:0:1")),
    *(("CACHE_URL", value) for value in ("memcached://x", "127.0.0.1:6379")),
    *(("EMAIL_URL", value) for value in ("smtp.example.vn", "http://x", "smtps://a:b@c:port", "smtps://[bad")),
    ("ACCEL_REDIRECT", "tep-noi-bo/"),
    *(("CLAMD_URL", value) for value in ("127.0.0.1:3310", "tcp://127.0.0.1", "unix://", "tcp://a:b", "http://a:1")),
    ("BACKUP_KEY", "ngắn quá"),
]


@pytest.fixture(scope="module")
def starts():
    """{bad setting: exit code, output, errors}, and of the good settings under None."""
    asked = [None, *BAD]
    environments = [environment(**dict([setting] if setting else [])) for setting in asked]
    done = start(("-c", STARTS), json.dumps(environments))
    assert (done.returncode, done.stderr) == (0, "")
    return dict(zip(asked, json.loads(done.stdout), strict=True))


def test_good_values_start_beside_the_bad_ones(starts):
    assert starts[None] == [0, "", ""]


@pytest.mark.parametrize("setting", BAD, ids="{0[0]}={0[1]}".format)
def test_bad_value_stops_the_start_with_one_sentence(starts, setting):
    code, output, errors = starts[setting]
    assert (code, output) == (1, "")
    name, said = setting[0], errors.strip()
    assert said.startswith(f"Không khởi động: biến môi trường {name} ")
    assert (said.endswith("Xem .env.example."), said.count("\n")) == (True, 0)


@pytest.mark.parametrize("program", [("manage.py", "check"), ("-c", "import hoiphunu.wsgi")], ids=["manage.py", "wsgi"])
def test_every_program_stops_alike(program):
    done = start(program, SECRET_KEY=None)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith("Không khởi động: biến môi trường SECRET_KEY chưa có.")


def test_a_trial_on_loopback_needs_no_https():
    assert start(SITE_URL="http://127.0.0.1:8000", INSECURE_LOOPBACK="1").returncode == 0

"""The scripts of deploy/, as far as they can be run here; docs/faults.md says what was run on a bare Debian."""

import os
import re
import subprocess

from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"


def names(text):
    return set(re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE))


def test_settings_that_are_installed_are_those_of_the_example():
    written = (DEPLOY / "install.sh").read_text().partition("<<SETTINGS\n")[2].partition("\nSETTINGS")[0]
    example = (ROOT / ".env.example").read_text()
    needed = {"SECRET_KEY", "HELP_KEYS", "BACKUP_KEY", "SITE_URL", "DATABASE_URL", "MEDIA_ROOT", "STATIC_ROOT"}
    assert names(written) - names(example) == set()
    assert needed - names(written) == set()


def test_manage_command_reads_settings_as_systemd_does(tmp_path):
    settings = tmp_path / "hoiphunu.env"
    settings.write_text(
        "# SECRET_KEY=no\nHELP_KEYS=bm90LWEta2V5=\nEMAIL_URL=smtps://a:b$c&d@e:465\n"
        "MAIL_FROM=\"Hội <a@b.vn>\"\nx=1\n\nA_B='c d'\n"
    )
    script = (DEPLOY / "quan-ly").read_text().replace("/etc/hoiphunu.env", str(settings))
    script = re.sub(r"^exec setpriv .*$", 'exec env "$@"', script, flags=re.MULTILINE)
    done = subprocess.run(
        ["bash", "-c", script, "quan-ly"],
        env={"PATH": os.environ["PATH"], "HOIPHUNU_RELEASE": str(tmp_path)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    read = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
    assert {name: value for name, value in read.items() if name in {"HELP_KEYS", "EMAIL_URL", "MAIL_FROM", "A_B"}} == {
        "HELP_KEYS": "bm90LWEta2V5=",
        "EMAIL_URL": "smtps://a:b$c&d@e:465",
        "MAIL_FROM": "Hội <a@b.vn>",
        "A_B": "c d",
    }
    assert {"SECRET_KEY", "x"} & read.keys() == set()


def test_installation_needs_a_domain():
    for words in (
        [],
        ["example"],
        ["https://example.vn"],
        ["example.vn", "--certbot"],
        ["example.vn", "--certbot", "a"],
    ):
        done = subprocess.run([DEPLOY / "install.sh", *words], capture_output=True, text=True)
        assert (done.returncode, "Lỗi: " in done.stderr) == (1, True)


def test_port_is_the_same_everywhere():
    address = "127.0.0.1:8000"
    assert f"ListenStream={address}\n" in (DEPLOY / "systemd/hoiphunu-web.socket").read_text()
    assert f"server {address} " in (DEPLOY / "nginx/hoiphunu.conf").read_text()
    assert f'"{address}"' in (DEPLOY / "gunicorn.conf.py").read_text()


def test_every_unit_runs_the_release_that_is_current():
    for unit in DEPLOY.glob("systemd/*.service"):
        commands = re.findall(r"^ExecStart=(\S+)", unit.read_text(), re.MULTILINE)
        assert commands and all(command.startswith("/opt/hoiphunu/.venv/bin/") for command in commands), unit.name

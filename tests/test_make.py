"""The verbs people type, and what they say when something is missing."""

import os
import shutil
import socket
import subprocess

from tests import auditing
from tests.conftest import ROOT


def run(*command, **environment):
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, timeout=60
    )


def only(folder, *programs) -> str:
    """A PATH on which nothing but `programs` is found."""
    for name in programs:
        (folder / name).symlink_to(shutil.which(name))
    return str(folder)


def test_help_lists_every_verb():
    verbs = [
        line.split()[1]
        for line in run("make", "--no-print-directory", "help", MAKEFLAGS="", MAKELEVEL="0").stdout.splitlines()
    ]
    assert verbs == [
        "help",
        "run",
        "dev",
        "test",
        "bench",
        "drill",
        "guide",
        "lint",
        "audit",
        "format",
        "lock",
        "clean",
    ]


def test_audit_tells_holes_and_what_it_could_not_ask():
    told = [
        {"name": "a", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]},
        {"name": "b", "version": "2.0", "vulns": []},
        {"name": "c", "skip_reason": "Dependency not found"},
    ]
    assert auditing.judged(told) == (["a 1.0: PYSEC-1, đã vá ở 1.1"], ["c"])


def test_run_on_a_port_in_use_says_so_in_one_sentence():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        done = run("deploy/run.sh", PORT=port)
    sentence = f"Lỗi: cổng {port} đang có chương trình khác dùng; hãy chọn cổng khác, ví dụ: PORT=8001 make run.\n"
    assert (done.returncode, done.stderr) == (1, sentence)


def test_run_refuses_a_port_that_is_none():
    done = run("deploy/run.sh", PORT="80a")
    assert (done.returncode, done.stderr) == (1, "Lỗi: PORT phải là một số từ 1 đến 65535, không phải “80a”.\n")


def test_missing_test_programs_are_named_and_never_passed_over(tmp_path):
    path = only(tmp_path, "bash", "dirname", "env")
    done = run("deploy/test-programs.sh", PATH=path, PG_BINDIR="/nowhere")
    assert (done.returncode, done.stderr) == (
        1,
        "Lỗi: kiểm thử cần chương trình chưa có trên máy; hãy cài rồi chạy lại: "
        "apt-get install chromium redis-server tesseract-ocr tesseract-ocr-vie\n",
    )


def test_python_without_venv_names_the_package(tmp_path):
    path = only(tmp_path, "bash", "dirname", "sha256sum")
    (tmp_path / "checkout").mkdir()
    shutil.copytree(ROOT / "deploy", tmp_path / "checkout" / "deploy")
    shutil.copy(ROOT / "requirements.lock", tmp_path / "checkout")
    python = tmp_path / "python3.11"
    # Debian's Python without its venv package: it runs, knows its version, and cannot import ensurepip.
    python.write_text('#!/bin/bash\ncase "$2" in *ensurepip*) exit 1;; *print*) echo 3.11;; esac\n')
    python.chmod(0o755)
    done = run(tmp_path / "checkout/deploy/venv.sh", "requirements.lock", PATH=path, PYTHON="")
    assert (done.returncode, done.stderr) == (
        1,
        "Lỗi: máy thiếu mô-đun venv của Python; hãy cài gói python3.11-venv (apt-get install python3.11-venv) "
        "rồi chạy lại.\n",
    )

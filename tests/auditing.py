"""`make audit`: known holes in the packages of both lock files, as pip-audit finds them.

0: every package was asked about and none is known to have a hole; 1: one has; 2: not all could be asked about, so
nothing is promised.
"""

import json
import subprocess
import sys

LOCKS = ("requirements.lock", "requirements-dev.lock")


def judged(dependencies: list[dict]) -> tuple[list[str], list[str]]:
    """(known holes, packages that nothing is known of) of what pip-audit says of each dependency."""
    holes = [
        f"{each['name']} {each['version']}: {hole['id']}, đã vá ở {', '.join(hole['fix_versions']) or '–'}"
        for each in dependencies
        for hole in each.get("vulns", [])
    ]
    return sorted(set(holes)), sorted({each["name"] for each in dependencies if "skip_reason" in each})


def ask() -> list[dict]:
    """What pip-audit says; [] where it could not reach its data at all."""
    command = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--format=json"]
    command += [part for lock in LOCKS for part in ("--requirement", lock)]
    done = subprocess.run([*command, "--progress-spinner=off"], capture_output=True, text=True, timeout=300)
    try:
        return json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return []


def main() -> int:
    dependencies = ask()
    holes, unknown = judged(dependencies)
    if not dependencies:
        print("Chưa kiểm tra được gói nào: không tới được nguồn dữ liệu lỗ hổng. Hãy chạy lại trên máy có Internet.")
        return 2
    print(f"{len(dependencies) - len(unknown)} gói đã hỏi, {len(holes)} lỗ hổng đã biết.")
    print(*holes, sep="\n")
    if unknown:
        print(f"{len(unknown)} gói chưa hỏi được, nguồn dữ liệu không biết chúng: {', '.join(unknown[:8])}…")
    return 1 if holes else 2 if unknown else 0


if __name__ == "__main__":
    sys.exit(main())

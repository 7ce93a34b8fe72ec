"""`make drill`: long faults, each injected for real, with figures (docs/faults.md). `python -m tests.drill [NAME…]`.

Each drill is a process of its own: it starts from an environment and servers that no other has touched.
"""

import subprocess
import sys
from importlib import import_module

NAMES = ("database", "processes", "cache", "disk", "writers", "migrations")


def main():
    chosen = sys.argv[1:] or NAMES
    if len(chosen) == 1 or chosen[-1] in ("sqlite", "postgres"):
        import_module(f"tests.drill.{chosen[0]}").main()
        return
    failed = [name for name in chosen if subprocess.run([sys.executable, "-m", "tests.drill", name]).returncode]
    if failed:
        sys.exit(f"Chưa đạt: {', '.join(failed)}.")


if __name__ == "__main__":
    main()

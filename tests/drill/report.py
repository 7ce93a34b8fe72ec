"""What a drill says: figures as it goes, and whether each bar was kept."""

import sys


class Report:
    """`say` a figure, `hold` a bar; `end` stops the program where one was not kept."""

    def __init__(self, name):
        self.name, self.broken = name, []
        print(f"== {name}", flush=True)

    def say(self, text):
        print(text, flush=True)

    def hold(self, what: str, is_kept: bool):
        print(f"  {'đạt' if is_kept else 'KHÔNG ĐẠT'}: {what}", flush=True)
        if not is_kept:
            self.broken.append(what)

    def end(self):
        if self.broken:
            sys.exit(f"{self.name}: {len(self.broken)} điều không đạt.")

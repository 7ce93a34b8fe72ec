"""The process in which a file is read: the file on standard input, answers as lines of JSON."""

import json
import resource
import sys
from dataclasses import asdict

MEMORY = 1024 * 1024 * 1024


def main(extension: str, how: str, seconds: str) -> None:
    # Programs started from here (tesseract) are held to the same, each anew.
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    from announcements.reading.document import read_here
    from announcements.reading.result import TOO_HARD, Unreadable

    try:
        reading = read_here(sys.stdin.buffer.read(), extension, how == "ocr", lambda *n: say(done=n[0], total=n[1]))
    except Unreadable as error:
        say(unreadable=error.message)
    except (MemoryError, RecursionError):
        say(unreadable=TOO_HARD)
    else:
        say(reading=asdict(reading))


def say(**answer) -> None:
    sys.stdout.write(json.dumps(answer, default=str) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])

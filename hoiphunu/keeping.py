"""Files made on demand: one at a time in a process, the latest kept for who asks next."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

MAX_BYTES = 24 * 1024 * 1024
WAIT_SECONDS = 4


class BusyError(Exception):
    """Too many people want different files at this moment."""


class Keeping:
    """At most `max_bytes` of made files, the longest unused forgotten first."""

    def __init__(self, max_bytes: int = MAX_BYTES):
        self.max_bytes = max_bytes
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._making = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """The file kept under `key`, or what `make` gives now. Raises BusyError after waiting for others."""
        if not self._making.acquire(timeout=WAIT_SECONDS):
            raise BusyError
        try:
            if key not in self._kept:
                self._kept[key] = make()
            self._kept.move_to_end(key)
            content = self._kept[key]
            while self._kept and sum(map(len, self._kept.values())) > self.max_bytes:
                self._kept.popitem(last=False)
            return content
        finally:
            self._making.release()

    def forget(self):
        with self._making:
            self._kept.clear()

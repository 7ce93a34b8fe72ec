"""The shared cache, where it answers: one that is away makes the site slower, never wrong and never an error."""

import time

# How long one that failed is left alone: each attempt may cost its time limit (settings.CACHES).
REST_SECONDS = 5

_state = {"rests_until": 0.0}


def safely(action, otherwise):
    """What `action` returns, or `otherwise` while the cache is away."""
    if time.monotonic() < _state["rests_until"]:
        return otherwise
    try:
        return action()
    except Exception:  # the exceptions of the cache's own client have no common base in Django
        _state["rests_until"] = time.monotonic() + REST_SECONDS
        return otherwise


def trust():
    """Ask it again at once."""
    _state["rests_until"] = 0.0

"""The audit log's one door: `record` whatever touches the safety of the site. See docs/adr for what is kept and why.

Never give it a secret: no password, code, link with a token, session key; nor what a woman wrote to the hotline.
"""

import unicodedata
from datetime import timedelta

from django.utils import timezone

from hoiphunu import visitors
from hoiphunu.models.audit import AuditEntry

Kind = AuditEntry.Kind
# What anybody on the internet can cause is kept up to here within an hour; the last line says so.
MOST_FROM_OUTSIDE = 1000
# What one entry holds of a list of changes, each side of each.
MOST_CHANGES, MOST_CHANGED = 40, 2000


def record(kind, request=None, *, by=None, account=None, words="", changes=()):
    """Add an entry; the new `AuditEntry`.

    `by`: the account that acts, by default who is signed in in `request`. `account`: the one it is about, by default
    the same; an account object or, where there is none, a text. `changes`: [(what, before, after)], texts.
    """
    by = by or _signed_in(request)
    account = by if account is None else account
    return AuditEntry.objects.create(
        kind=kind,
        by=getattr(by, "pk", None),
        by_name=named(by),
        account=getattr(account, "pk", None),
        account_name=named(account),
        words=plain(words, 500),
        changes=[[plain(text, MOST_CHANGED) for text in change] for change in list(changes)[:MOST_CHANGES]],
        network=visitors.network(visitors.client_address(request)) if request else "",
    )


def named(account) -> str:
    """ "Nguyễn Thị Hoa (hoa)", as the name was then."""
    if not hasattr(account, "get_username"):
        return plain(account or "", 320)
    return plain(f"{account.get_full_name()} ({account.get_username()})", 320)


def plain(text, most: int) -> str:
    """`text` as one line of at most `most` characters that prints as it is: whatever steers a terminal, a line or the
    direction of writing becomes "�"."""
    text = "".join("�" if unicodedata.category(char)[0] == "C" else char for char in str(text))
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1]}…"


def record_from_outside(kind, request, account, words=""):
    """`record` what nobody needs to be signed in for; a flood of it fills neither the log nor the disk."""
    hour_ago = timezone.now() - timedelta(hours=1)
    count = AuditEntry.objects.of_kind(kind).since(hour_ago).count()
    if count < MOST_FROM_OUTSIDE - 1:
        record(kind, request, account=account, words=words)
    elif count == MOST_FROM_OUTSIDE - 1:
        record(kind, request, account=account, words=f"Quá {MOST_FROM_OUTSIDE} lần trong một giờ: không ghi thêm.")


def _signed_in(request):
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return user
    return getattr(request, "half_in", None)

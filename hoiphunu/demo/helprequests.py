"""Requests for help of the demo: invented, each says so in its own words, locked as real ones are."""

import secrets
from datetime import timedelta

from django.utils import timezone

from hoiphunu.models import Commune
from hotline import codes
from hotline.models import Consent, HelpRequest


def made(entries: list[dict]) -> list[HelpRequest]:
    """The requests of `entries`; only those that name a code can be opened with one."""
    now, communes = timezone.now(), list(Commune.objects.on(timezone.localdate()))
    consent, rows = Consent.objects.current(), []
    for entry in entries:
        values = dict(entry)
        sent_at = now - timedelta(hours=values.pop("hours_ago"))
        code = values.pop("code", "") or codes.made_from(secrets.token_hex(8))
        commune = communes[values.pop("commune") % len(communes)]
        answered_at = sent_at + timedelta(hours=20) if values.get("answer") else None
        row = HelpRequest(
            **values, sent_at=sent_at, mark=codes.mark(code), commune=commune, consent=consent, answered_at=answered_at
        )
        row.save()
        rows.append(row)
    return rows

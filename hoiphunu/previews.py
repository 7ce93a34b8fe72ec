"""Signed links with which a leader without an account reads one text as last written, for a week."""

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.urls import reverse

KEPT = timedelta(days=7)
# Unlike Django's own ":", "~" stays inside the link where messengers recognise one.
_signer = TimestampSigner(salt="hoiphunu.previews", sep="~")


class PreviewExpiredError(Exception):
    """The link was ours and is too old."""


def link(row) -> str:
    """A new address of `row`'s preview, with the site in front."""
    token = _signer.sign(f"{row._meta.model_name}-{row.pk}")
    return f"{settings.SITE_URL}{reverse('preview', args=[token])}"


def opened(token: str):
    """(model name, key) that `token` was made for; None for one we did not make. Raises PreviewExpiredError."""
    try:
        name, _, key = _signer.unsign(token, max_age=KEPT).rpartition("-")
    except SignatureExpired:
        raise PreviewExpiredError from None
    except BadSignature:
        return None
    return name, int(key)

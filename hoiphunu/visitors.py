"""Who is asking, as far as the site needs to know."""

from django.conf import settings


def client_address(request) -> str:
    """The reader's IP address; "" on a socket. X-Forwarded-For is believed, from the right, only from our proxies."""
    address = request.META.get("REMOTE_ADDR", "")
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    while forwarded and address in settings.TRUSTED_PROXIES:
        address = forwarded.pop()
    return address

from datetime import timedelta

from axes.models import AccessAttempt
from django.db.models import Max, Sum
from django.utils import timezone

WINDOW = timedelta(minutes=15)


def failures(**of):
    """(how many, when the last one) of the wrong passwords of the last quarter of an hour, of an account's name
    (`username`) or of an address (`ip_address`)."""
    lately = AccessAttempt.objects.filter(attempt_time__gte=timezone.now() - WINDOW, **of)
    found = lately.aggregate(count=Sum("failures_since_start"), last=Max("attempt_time"))
    return found["count"] or 0, found["last"]

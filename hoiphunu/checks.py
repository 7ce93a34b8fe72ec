"""Start-up checks of our own, beside Django's."""

from django.conf import settings
from django.core.checks import Error, register


@register()
def media_outside_static(app_configs, **kwargs):
    """Uploads under STATIC_ROOT would be served without asking whether they are public."""
    media, static = settings.MEDIA_ROOT.resolve(), settings.STATIC_ROOT.resolve()
    if media == static or media in static.parents or static in media.parents:
        return [Error("MEDIA_ROOT và STATIC_ROOT phải là hai thư mục riêng.", id="hoiphunu.E001")]
    return []

"""What a preview link opens: the page as readers would have it, with files of that text alone. Kept by no cache."""

import re

from csp.constants import SELF
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from announcements.models import Consultation, LegalDocument
from announcements.views import ConsultationDetail, DocumentDetail
from hoiphunu import previews
from hoiphunu.addresses import gone
from hoiphunu.models import Page
from hoiphunu.storage import stem
from hoiphunu.views import stored
from news.models import Article
from news.views import ArticleDetail

OVER = "Liên kết xem trước này đã hết hạn sau 7 ngày. Hãy xin ban biên tập liên kết mới."
KINDS = {"article": Article, "legaldocument": LegalDocument, "consultation": Consultation, "page": Page}
VIEWS = {"article": ArticleDetail, "legaldocument": DocumentDetail, "consultation": ConsultationDetail}
STORED = re.compile(r"/tep/((?:anh|tep)/[0-9a-f]{2}/[0-9a-f]{32}[a-z0-9.-]{4,12})")


def private(response):
    """Neither kept nor indexed; framed by our own staff pages only."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response._csp_replace = {"frame-ancestors": [SELF]}
    return response


def written(token):
    """The row `token` opens, as last written (in memory only). Raises Http404 and PreviewExpiredError."""
    name, key = previews.opened(token) or ("", 0)
    row = KINDS[name].objects.kept().with_key(key) if name in KINDS else None
    if row is None:
        raise Http404
    row.show_newest()
    row.published_at = row.published_at or timezone.now()
    if name == "article":
        row.is_sensitive = row._is_sensitive(row.tags.all())
        row.plays_videos = False  # the preview's policy names no other host
    if name != "page":
        listed = {entry["id"]: entry for entry in row.working_related["files"]}
        row.written_relations = row.working_related.get("relations", [])
        row.attached_files = [kept for kept in row.files.all() if kept.pk in listed]
    return row


def files_of(row):
    """The stems of the stored files that `row`, as last written, shows."""
    photos = {used for used, _ in row.used_files()}
    return photos | {stem(kept.file.name) for kept in getattr(row, "attached_files", ())}


@require_safe
@xframe_options_sameorigin
def preview(request, token):
    try:
        row = written(token)
    except previews.PreviewExpiredError:
        return private(gone(request, OVER))
    template, context = "page.html", {"page": row}
    if shown_by := VIEWS.get(row._meta.model_name):
        view = shown_by()
        view.setup(request, pk=row.pk, slug=row.slug)
        view.object = row
        template, context = view.template_name, view.get_context_data(object=row)
    response = render(request, template, {**context, "is_preview": True})
    # Files of the text may be nobody's yet; through the link they open as long as it does.
    names = files_of(row)

    def through_the_link(found):
        return f"/xem-truoc/{token}{found[0]}" if stem(found[1]) in names else found[0]

    response.content = STORED.sub(through_the_link, response.content.decode())
    return private(response)


@require_safe
def file(request, token, name):
    """A stored file that the previewed text shows."""
    try:
        row = written(token)
    except previews.PreviewExpiredError:
        raise Http404 from None
    if stem(name) not in files_of(row):
        raise Http404
    response = stored(name)
    if not name.startswith("anh/"):
        response["Content-Disposition"] = f'attachment; filename="{name.rpartition("/")[2]}"'
    return private(response)

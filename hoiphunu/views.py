"""Pages of the whole site: home, search, photos, pages, files, errors."""

from functools import cached_property

from django import forms
from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from announcements import downloads
from announcements.models import Consultation, LegalDocument
from hoiphunu import files, front, renditions, search, speculation, spelling, staff_views, standby
from hoiphunu.addresses import ended, moved_or_gone
from hoiphunu.listing import Listing
from hoiphunu.models import FileUse, Page
from hoiphunu.storage import stem
from news.models import ArticleFile, Category


def home(request):
    return speculation.announce(render(request, "home.html", front.page(request)))


class SearchForm(forms.Form):
    q = forms.CharField(max_length=200, required=False, label="Từ cần tìm")
    loai = forms.ChoiceField(choices=[("", "Tất cả"), *search.KINDS.items()], required=False, label="Loại")
    nam = forms.IntegerField(min_value=1900, max_value=2200, required=False, label="Năm")
    chuyen_muc = forms.IntegerField(min_value=1, max_value=2**31, required=False, label="Chuyên mục")
    # Accents are not to count, although some were typed.
    dau = forms.ChoiceField(choices=[("", "Đúng dấu"), ("khong", "Bỏ dấu")], required=False, label="Dấu")


class SearchPage(Listing):
    template_name = "search.html"
    leads_on = False
    form_class = SearchForm

    @cached_property
    def found(self):
        chosen = {name: self.chosen[name] for name in ("loai", "nam") if name in self.chosen}
        if "chuyen_muc" in self.chosen:
            chosen["chuyen_muc"] = str(self.chosen["chuyen_muc"])
        return search.Found(self.chosen.get("q", ""), chosen, self.chosen.get("dau") == "khong")

    def get_queryset(self):
        return self.found.entries

    def counted(self, queryset):
        return self.found.total

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        query, found = self.chosen.get("q", ""), self.found
        names = Category.objects.in_bulk([int(key) for key in found.sections])
        is_empty = bool(query) and not found.total and len(self.chosen) == 1
        return context | {
            "query": query,
            "found": found,
            "hits": [search.hit(entry, query, found.is_exact) for entry in context["page_obj"]],
            "kinds": [
                {"value": kind, "label": label, "count": found.kinds[kind], "url": self.address(loai=kind)}
                for kind, label in search.KINDS.items()
                if kind in found.kinds
            ],
            "years": [{"value": year, "label": year, "count": count} for year, count in found.years.items()],
            "sections": [
                {"value": key, "label": names[int(key)].name, "count": count}
                for key, count in found.sections.items()
                if int(key) in names
            ],
            "chosen_filters": len(self.chosen) > 1,
            "all_url": self.address(loai=""),
            "clear_url": self.address(dau="", loai="", nam="", chuyen_muc=""),
            "alike_url": self.address(dau="khong", loai="", nam="", chuyen_muc=""),
            "suggestion": spelling.meant(query) if is_empty else "",
        }


@require_safe
def suggestions(request):
    """The titles that begin as is being typed in a search box: [{title, url, kind}]."""
    form = SearchForm(request.GET)
    form.is_valid()
    found = search.suggested(form.cleaned_data.get("q", ""))
    told = [{"title": each.title, "url": each.url, "kind": search.KINDS.get(each.kind, "")} for each in found]
    return JsonResponse({"titles": told})


class PhotoPage(Listing):
    template_name = "photos.html"
    paginate_by = 12

    def get_queryset(self):
        return front.articles_with_photos()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"albums": front.albums(context["page_obj"])}


def page(request, path):
    found = Page.objects.published().at(f"/{path}/").first()
    if found is None:
        if over := Page.objects.ended().at(f"/{path}/").first():
            return ended(request, over)
        raise Http404
    return render(request, "page.html", {"page": found})


def stored(name: str):
    """The answer that holds a stored file, with its type and a sandbox. Raises Http404."""
    extension = name.rpartition(".")[2]
    if extension not in files.CONTENT_TYPES:
        raise Http404
    if settings.ACCEL_REDIRECT:
        response = HttpResponse(headers={"X-Accel-Redirect": f"{settings.ACCEL_REDIRECT.rstrip('/')}/{name}"})
    else:
        try:
            response = FileResponse(default_storage.open(name))
        except OSError:
            raise Http404 from None
    return typed(response, extension)


def typed(response, extension):
    response["Content-Type"] = files.CONTENT_TYPES[extension]
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    return response


@require_safe
def file(request, name):
    """A stored file: for readers while something public uses it, for staff always. See docs/adr/0006."""
    extension = name.rpartition(".")[2]
    use = FileUse.objects.visible().named(stem(name)).first()
    is_photo = name.startswith("anh/")
    if extension not in files.CONTENT_TYPES or (use is None and not _is_shown_to_staff(name, is_photo, request)):
        raise Http404
    etag = f'"{name.rpartition("/")[2]}"'
    if use and request.headers.get("If-None-Match") == etag and not renditions.is_open_graph(name):
        response = typed(HttpResponseNotModified(), extension)
    else:
        response = stored(name)
        if use and use.kind in (LegalDocument.noun(), Consultation.noun()):
            downloads.note(request, name)
    response["ETag"] = etag
    if not is_photo:
        shown = files.download_name(use.reader_name if use and use.reader_name else "tai-lieu", extension)
        response["Content-Disposition"] = f'attachment; filename="{shown}"'
    if use is None:
        response["Cache-Control"] = "private, no-store"
    elif renditions.is_open_graph(name):
        # Cut anew when the focal point moves, under the same name.
        del response["ETag"]
        patch_cache_control(response, private=True, max_age=3600)
    elif is_photo:
        # The name is of these bytes for ever. Private: no shared cache shows what has since been withdrawn.
        patch_cache_control(response, private=True, max_age=365 * 24 * 3600, immutable=True)
    else:
        response["Cache-Control"] = "no-cache"
    return response


def _is_shown_to_staff(name, is_photo, request):
    # Asked only for files nothing public uses: readers' requests never reach the session.
    user = request.user if settings.SESSION_COOKIE_NAME in request.COOKIES else None
    if user is None or not (user.is_active and user.is_staff):
        return False
    if user.has_perm("hoiphunu.view_photo" if is_photo else "announcements.view_documentfile"):
        return True
    may_see = not is_photo and user.has_perm("news.view_article")
    return may_see and ArticleFile.objects.manageable_by(user).stored_as(name).exists()


def robots(request):
    lines = ["User-agent: *", "Disallow: /quan-tri/", "Disallow: /tim-kiem/", "Disallow: /thoat/", ""]
    sitemap = f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}"
    return HttpResponse("\n".join([*lines, sitemap, ""]), content_type="text/plain; charset=utf-8")


def favicon(request):
    """Browsers ask for this address on pages that name no icon: feeds, files, plain text."""
    return redirect(static("hoiphunu/img/mark.svg"))


def not_found(request, exception=None):
    if answer := moved_or_gone(request):
        return answer
    return render(request, "404.html", {"latest": front.latest(3)}, status=404)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def bad_request(request, exception=None):
    # The host may be the bad thing: nothing of the request or the database is used.
    return render(None, "400.html", status=400)


def server_error(request):
    if standby.is_trouble():
        return standby.away(request)
    return render(None, "500.html", status=500)


def csrf_failure(request, reason=""):
    """Staff forms come back with everything typed and a fresh token, nothing saved; elsewhere a sentence."""
    form = staff_views.form_again(request)
    return form or render(request, "403_csrf.html", status=403)


def locked_out(request, credentials, *args, **kwargs):
    response = render(request, "admin/locked_out.html", status=429)
    response["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME.total_seconds()))
    return response

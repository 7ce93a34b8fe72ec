from datetime import datetime, time
from functools import cached_property, partial
from itertools import groupby

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.generic import DetailView

from announcements import citing, diagram, icalendar, register, slogans, validity
from announcements.forms import DocumentFilterForm
from announcements.models import Banner, Commemoration, DocumentRelation, DownloadCount, LegalDocument, WebLink
from announcements.templatetags.announcements import calendar_of, day_cards
from hoiphunu import lunar
from hoiphunu.addresses import ended
from hoiphunu.feeds import full
from hoiphunu.listing import Listing
from hoiphunu.models import Organisation
from hoiphunu.pagecache import framed
from hoiphunu.vietnamese import HERE


class DocumentList(Listing):
    template_name = "announcements/document_list.html"
    context_object_name = "documents"
    form_class = DocumentFilterForm

    def filter_form(self):
        self.words = framed(self.request, "document words", register.words)
        return DocumentFilterForm(self.request.GET, words=self.words)

    @cached_property
    def register(self):
        return register.Register(self.chosen, self.words, timezone.localdate(), partial(framed, self.request))

    def get_queryset(self):
        return self.register.documents().for_list().newest()

    def counted(self, queryset):
        return self.register.total

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "kinds": self.register.kinds(),
            "issuers": self.register.issuers(),
            "fields": self.register.fields(),
            "years": self.register.years(),
            "statuses": self.register.statuses(),
            "chosen": self.removable(self.form.named),
            "feed": self.feed(),
        }

    def feed(self):
        """(address of the feed of what is listed, its name): of one type or field where that is all that is chosen."""
        name, value = next(iter(self.chosen.items()), ("", ""))
        if len(self.chosen) == 1 and name == "linh_vuc":
            return reverse("announcements:field-feed", args=[value]), self.form.named(name, value)
        if len(self.chosen) == 1 and name == "loai" and len(value) == 1:
            return reverse("announcements:kind-feed", args=value), self.form.named(name, value[0])
        return reverse("announcements:document-feed"), "Văn bản"


class DocumentDetail(DetailView):
    template_name = "announcements/document_detail.html"
    context_object_name = "document"

    def get(self, request, *args, **kwargs):
        if over := LegalDocument.objects.ended().with_key(kwargs["pk"]):
            return ended(request, over)
        self.object = get_object_or_404(LegalDocument.objects.published().for_page(), pk=kwargs["pk"])
        if self.object.slug != kwargs["slug"]:
            return redirect(self.object, permanent=True)
        return self.render_to_response(self.get_context_data(object=self.object))

    def get_context_data(self, **kwargs):
        document = self.object
        groups = DocumentRelation.objects.shown_of(document)
        named = [document.pk, *(other.pk for group in groups for other in group["documents"])]
        totals = DownloadCount.objects.totals(document.public_files)
        for stored in document.public_files:
            stored.downloads = totals.get(stored.pk, 0)
        return super().get_context_data(**kwargs) | {
            "timeline": validity.timeline(document, timezone.localdate()),
            "groups": groups,
            "drawing": diagram.draw(document, groups),
            "citation": citing.citation(document),
            "data": citing.legislation(document, groups, full),
            "related": LegalDocument.objects.near(document).not_among(named).for_list().newest()[:4],
        }


def link_list(request):
    return render(request, "announcements/link_list.html", {"groups": WebLink.objects.grouped()})


def banner_list(request):
    today = timezone.localdate()
    shown = slogans.shown(today, calendar_of({"request": request}), Banner.objects.on(today))
    return render(request, "announcements/banner_list.html", {"slogans": shown})


def event_list(request):
    today = timezone.localdate()
    cards = day_cards(calendar_of({"request": request}).coming(today, 365), today)
    months = groupby(cards, key=lambda card: max(card["one"].first, today).replace(day=1))
    context = {
        "months": [{"first": first, "days": list(days)} for first, days in months],
        "today": lunar.to_lunar(today),
        "year_name": lunar.can_chi(lunar.to_lunar(today).year),
    }
    return render(request, "announcements/event_list.html", context)


def event_calendar(request):
    """What calendars subscribe to: last year's days to those of the next two years."""
    today = timezone.localdate()
    calendar = Commemoration.objects.active().calendar()
    first, last = today.replace(month=1, day=1), today.replace(month=12, day=31)
    found = calendar.between(first.replace(year=first.year - 1), last.replace(year=last.year + 2))
    text = icalendar.feed(
        f"Ngày kỷ niệm – {Organisation.objects.current().short_name}",
        settings.SITE_HOST,
        [one for one in found if one.is_shown and one.is_confirmed],
        datetime.combine(today, time.min, HERE),
    )
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")

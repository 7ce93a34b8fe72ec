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
from announcements.forms import ConsultationFilterForm, DocumentFilterForm
from announcements.models import (
    Banner,
    Commemoration,
    Consultation,
    DocumentField,
    DocumentRelation,
    DownloadCount,
    DraftDownloadCount,
    LegalDocument,
    Opinion,
    WebLink,
)
from announcements.register import Choice
from announcements.stages import Stage
from announcements.templatetags.announcements import calendar_of, day_cards
from hoiphunu import lunar, speculation
from hoiphunu.addresses import ended
from hoiphunu.feeds import full
from hoiphunu.listing import Listing, page_of
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
        return speculation.announce(self.render_to_response(self.get_context_data(object=self.object)))

    def get_context_data(self, **kwargs):
        document = self.object
        groups = DocumentRelation.objects.shown_of(document)
        named = [document.pk, *(other.pk for group in groups for other in group["documents"])]
        DownloadCount.objects.tell(document.public_files)
        return super().get_context_data(**kwargs) | {
            "timeline": validity.timeline(document, timezone.localdate()),
            "drafts": Consultation.objects.published().behind(document),
            "groups": groups,
            "drawing": diagram.draw(document, groups),
            "citation": citing.citation(document),
            "data": citing.legislation(document, groups, full),
            "related": LegalDocument.objects.near(document).not_among(named).for_list().newest()[:4],
        }


class ConsultationList(Listing):
    template_name = "announcements/consultation_list.html"
    context_object_name = "consultations"

    def filter_form(self):
        self.fields_of_work = list(DocumentField.objects.all())
        return ConsultationFilterForm(self.request.GET, fields_of_work=self.fields_of_work)

    def found(self, *without):
        """The published drafts under the chosen filters but for those of the names in `without`."""
        found, chosen = Consultation.objects.published(), self.chosen
        if "linh_vuc" in chosen and "linh_vuc" not in without:
            found = found.in_field(chosen["linh_vuc"])
        if "trang_thai" in chosen and "trang_thai" not in without:
            found = found.in_stage(chosen["trang_thai"], timezone.localdate())
        return found

    def get_queryset(self):
        return self.found().for_list().in_order(timezone.localdate())

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        totals = Opinion.objects.totals([row.pk for row in context["consultations"]])
        for row in context["consultations"]:
            row.received, _ = totals.get(row.pk, (0, 0))
        by_stage = self.found("trang_thai").counts_by_stage(timezone.localdate())
        by_field, chosen = self.found("linh_vuc").counts_by_field(), self.chosen
        fields = [
            Choice(field.slug, field.name, by_field.get(field.pk, 0), field.slug == chosen.get("linh_vuc"))
            for field in self.fields_of_work
        ]
        return context | {
            "stages": [
                Choice(each.value, each.label, by_stage[each], each == chosen.get("trang_thai")) for each in Stage
            ],
            "fields": [field for field in fields if field.count or field.is_chosen],
            "chosen": self.removable(self.form.named),
        }


class ConsultationDetail(DetailView):
    template_name = "announcements/consultation_detail.html"
    context_object_name = "consultation"
    opinions_on_a_page = 30

    def get(self, request, *args, **kwargs):
        if over := Consultation.objects.ended().with_key(kwargs["pk"]):
            return ended(request, over)
        self.object = get_object_or_404(Consultation.objects.published().for_page(), pk=kwargs["pk"])
        if self.object.slug != kwargs["slug"]:
            return redirect(self.object, permanent=True)
        return self.render_to_response(self.get_context_data(object=self.object))

    def get_context_data(self, **kwargs):
        consultation = self.object
        DraftDownloadCount.objects.tell(consultation.public_files)
        received, posted = Opinion.objects.totals([consultation.pk]).get(consultation.pk, (0, 0))
        opinions = Opinion.objects.of(consultation).posted()
        page = page_of(self.request, opinions, self.opinions_on_a_page, count=posted)
        return super().get_context_data(**kwargs) | {
            "received": received,
            "posted": posted,
            "page_obj": page,
            "newer_url": f"?trang={page.previous_page_number()}" if page.has_previous() else "",
            "older_url": f"?trang={page.next_page_number()}" if page.has_next() else "",
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

"""Readers tell of links that do not open: which one, and nothing about themselves."""

from django import forms
from django.db import transaction
from django.shortcuts import render

from announcements.models import LinkCheck, WebLink
from hoiphunu.readerforms import ReaderFields, reader_form, receive

MOST_AN_HOUR = 6
NO_LINK = "Bạn chọn liên kết không mở được."


class ReportForm(ReaderFields):
    link = forms.ModelChoiceField(
        WebLink.objects.none(),
        label="Liên kết không mở được",
        empty_label="Chọn liên kết",
        widget=forms.Select(attrs={"class": "field"}),
        error_messages={"required": NO_LINK, "invalid_choice": NO_LINK},
    )
    field_order = ["link"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["link"].queryset = WebLink.objects.active().in_order()


@reader_form
def report(request):
    form = ReportForm(request.POST if request.method == "POST" else None)
    context, status = {"form": form, "reader_form": request.reader_form, "is_sent": False}, 200
    if request.method == "POST" and form.is_valid():
        context["is_sent"], context["refusal"], status = receive(
            *(request, form, "link-report", MOST_AN_HOUR),
            is_full=lambda: False,
            store=lambda: keep(request.reader_form, form.cleaned_data["link"]),
        )
    return render(request, "announcements/link_report.html", context, status=status)


@transaction.atomic
def keep(token, link) -> bool:
    """Count the report; False when the same form came before."""
    if not token.spend():
        return False
    LinkCheck.objects.report(link.address)
    return True

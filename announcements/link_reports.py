"""Readers tell of links that do not open: which one, and nothing about themselves."""

from django import forms
from django.db import transaction
from django.shortcuts import render

from announcements.models import LinkCheck, WebLink
from hoiphunu import visitors
from hoiphunu.readerforms import reader_form

MOST_AN_HOUR = 6
TOO_MANY = "Hiện có quá nhiều lượt báo. Bạn thử lại sau một giờ."
NO_LINK = "Bạn chọn liên kết không mở được."


class ReportForm(forms.Form):
    link = forms.ModelChoiceField(
        WebLink.objects.none(),
        label="Liên kết không mở được",
        empty_label="Chọn liên kết",
        widget=forms.Select(attrs={"class": "field", "id": "lien-ket-hong"}),
        error_messages={"required": NO_LINK, "invalid_choice": NO_LINK},
    )
    # Hidden from people by the style sheet and by its words; programs fill it in.
    website = forms.CharField(
        label="Để trống ô này",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "field", "autocomplete": "off", "tabindex": "-1", "id": "de-trong"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["link"].queryset = WebLink.objects.active().in_order()


@reader_form
def report(request):
    form = ReportForm(request.POST if request.method == "POST" else None)
    context, status = {"form": form, "reader_form": request.reader_form, "is_sent": False}, 200
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["website"]:
            context["is_sent"] = True  # a program; it need not know
        elif request.reader_form.refusal:
            context["refusal"], status = request.reader_form.refusal, 403
        elif not visitors.is_within("link-report", request, MOST_AN_HOUR):
            context["refusal"], status = TOO_MANY, 429
        else:
            context["is_sent"] = keep(request.reader_form, form.cleaned_data["link"])
            context["refusal"] = request.reader_form.refusal
    return render(request, "announcements/link_report.html", context, status=status)


@transaction.atomic
def keep(token, link) -> bool:
    """Count the report; False when the same form came before."""
    if not token.spend():
        return False
    LinkCheck.objects.report(link.address)
    return True

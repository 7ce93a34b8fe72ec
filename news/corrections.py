"""Readers' corrections: the form under an article, and where in the text a passage stands."""

import re
from dataclasses import dataclass

from django import forms
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from hoiphunu import notices, richtext
from hoiphunu.readerforms import ReaderFields, reader_form, receive
from hoiphunu.vietnamese import nfc
from news.models import Article, Correction

# One address may send so many an hour; all readers together so many a day, so that nobody fills the table.
MOST_AN_HOUR, MOST_A_DAY = 6, 200
# How much of the text before and after a passage staff see.
AROUND = 120


class CorrectionForm(ReaderFields):
    passage = forms.CharField(
        label="Đoạn có lỗi", max_length=600, widget=forms.Textarea(attrs={"rows": 3, "class": "field"})
    )
    proposal = forms.CharField(
        label="Nên sửa là", max_length=1000, widget=forms.Textarea(attrs={"rows": 3, "class": "field"})
    )
    contact = forms.CharField(
        label="Cách liên hệ với bạn (không bắt buộc)",
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"class": "field", "autocomplete": "off"}),
    )

    def __init__(self, *args, article, **kwargs):
        super().__init__(*args, **kwargs)
        if article.is_sensitive:
            # An answer to a reader of these pages may be read by whom she is afraid of.
            del self.fields["contact"]


@reader_form
def report(request, slug, pk):
    """The form under a published article; anything else is not found, as its own page is."""
    article = get_object_or_404(Article.objects.published(), pk=pk)
    if article.slug != slug:
        return redirect(reverse("news:correction", args=[article.slug, article.pk]))
    form = CorrectionForm(request.POST if request.method == "POST" else None, article=article)
    context = {"article": article, "form": form, "reader_form": request.reader_form, "is_sent": False}
    status = 200
    if request.method == "POST" and form.is_valid():
        context["is_sent"], context["refusal"], status = receive(
            *(request, form, "correction", MOST_AN_HOUR),
            is_full=lambda: Correction.objects.sent_today() >= MOST_A_DAY,
            store=lambda: keep(request.reader_form, article, form.cleaned_data),
        )
    response = render(request, "news/correction.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


@transaction.atomic
def keep(token, article, values) -> bool:
    """Store what was sent and tell the editors in charge; False when the same form came before."""
    if not token.spend():
        return False
    Correction.objects.erase_old()
    fields = {name: values.get(name, "") for name in ("passage", "proposal", "contact")}
    Correction.objects.create(article=article, **fields)
    url = reverse("admin:news_correction_changelist") + f"?article__id__exact={article.pk}"
    notices.tell(article.category.publishers(), f"Bạn đọc góp ý sửa bài “{article}”.", url)
    return True


@dataclass(frozen=True)
class Place:
    """A passage in its text, with what stands around it."""

    before: str
    found: str
    after: str


def place(html: str, passage: str) -> Place | None:
    """Where `passage` stands in a stored body, whatever its spaces; None when it is no longer there."""
    text = " ".join(richtext.plain_text(html).split())
    syllables = nfc(passage).split()
    match = re.search(r"\s".join(map(re.escape, syllables)), text) if syllables else None
    if match is None:
        return None
    start, end = match.span()
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return Place(
        f"…{before}" if start > AROUND else before, match[0], f"{after}…" if end + AROUND < len(text) else after
    )

"""The form that takes in the old marquee line: first look, second look, keep."""

from django import forms
from django.core import signing
from django.db import transaction

from announcements import marquee
from announcements.models import Banner, Commemoration, CommemorationDay

SALT = "announcements.marquee_intake"


class PieceForm(forms.Form):
    """What becomes of one piece of the line."""

    OWN, TEMPLATE, FREE, DROP = "own", "template", "free", "drop"
    as_what = forms.ChoiceField(label="Giữ thế nào")
    ends_on = forms.DateField(label="Hiện đến hết ngày", required=False)
    is_endless = forms.BooleanField(label="không hết hạn", required=False)

    def __init__(self, piece, today, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.piece, self.report = piece, piece.report(today)
        own = [] if piece.is_free else [(self.OWN, "lời riêng của năm ấy"), (self.TEMPLATE, "theo câu mẫu của trang")]
        self.fields["as_what"].choices = [*own, (self.FREE, "câu tự do"), (self.DROP, "bỏ")]
        past = bool(piece.days_past(today))
        wrong = self.OWN if not piece.faults else self.TEMPLATE
        self.initial["as_what"] = wrong if not piece.is_free else self.DROP if past else self.FREE

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("as_what") == self.FREE and bool(cleaned.get("ends_on")) == cleaned.get("is_endless", False):
            self.add_error("ends_on", "Hãy ghi ngày cuối, hoặc chọn “không hết hạn” (một trong hai).")
        return cleaned

    def keep(self, order):
        """Store the piece as chosen: True when it went to a commemoration, False when it stands free, None: dropped."""
        chosen, text = self.cleaned_data["as_what"], self.piece.text
        if chosen == self.DROP:
            return None
        if chosen == self.FREE:
            window = {"ends_on": self.cleaned_data["ends_on"], "is_endless": self.cleaned_data["is_endless"]}
            Banner.objects.keep(text, order=order, **window)
            return False
        if chosen == self.OWN:
            for one in self.piece.occurrences:
                CommemorationDay.objects.keep_words(one.event, one.year, text)
        Banner.objects.with_slogans([text]).update(is_active=False)
        return True


class MarqueeForm(forms.Form):
    line = forms.CharField(
        label="Dòng chạy cũ",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Chép cả dòng, các câu cách nhau bằng dấu *.",
    )
    look = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, today):
        super().__init__(data)
        self.today = today

    @property
    def is_second_look(self):
        """The choices below belong to the very line above them."""
        return self.cleaned_data["look"] == _mark(self.cleaned_data["line"])

    @property
    def mark(self):
        return _mark(self.cleaned_data["line"])

    def pieces(self):
        """A `PieceForm` for each piece; bound when the choices were sent."""
        if not hasattr(self, "_pieces"):
            found = marquee.pieces(self.cleaned_data["line"], Commemoration.objects.all(), self.today)
            data = self.data if self.is_second_look else None
            self._pieces = [PieceForm(piece, self.today, data, prefix=str(n)) for n, piece in enumerate(found)]
        return self._pieces

    def choices_are_valid(self):
        return all([form.is_valid() for form in self.pieces()])

    @transaction.atomic
    def keep(self):
        """Store all pieces; (how many went to commemorations, how many stand free)."""
        kept = [form.keep(order * 10) for order, form in enumerate(self.pieces(), 1)]
        return kept.count(True), kept.count(False)


def _mark(line):
    return signing.Signer(salt=SALT).signature(line)

"""Readers' opinions on a draft: the form, and what of it is kept. Taken from the first day on, to the last second."""

from django import forms
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from announcements import stages
from announcements.models import Consultation, Opinion
from announcements.stages import Stage
from hoiphunu import notices
from hoiphunu.addresses import ended
from hoiphunu.models import User
from hoiphunu.readerforms import ReaderFields, reader_form, receive

# One address may send so many an hour; all readers together so many a day, so that nobody fills the table.
MOST_AN_HOUR, MOST_A_DAY = 6, 300
EARLY = "Dự thảo này nhận ý kiến từ ngày {:%d/%m/%Y}, nên ý kiến chưa được nhận."
LATE = "Dự thảo này nhận ý kiến đến 23:59:59 ngày {:%d/%m/%Y}, nên ý kiến gửi bây giờ không được nhận."
STILL_HERE = "Nội dung bạn viết vẫn còn ở dưới để bạn chép lại."
SHORT = {"class": "field", "autocomplete": "off"}


class OpinionForm(ReaderFields):
    text = forms.CharField(
        label="Ý kiến của bạn",
        max_length=5000,
        help_text="Nói rõ điều, mục nào của dự thảo và bạn đề nghị viết lại thế nào.",
        widget=forms.Textarea(attrs={"rows": 8, "class": "field"}),
    )
    name = forms.CharField(
        label="Họ tên (không bắt buộc)",
        max_length=150,
        required=False,
        help_text="Để trống thì ý kiến đứng tên “Bạn đọc”.",
        widget=forms.TextInput(attrs=SHORT),
    )
    organisation = forms.CharField(
        label="Đơn vị, địa phương (không bắt buộc)",
        max_length=200,
        required=False,
        help_text="Ví dụ: Chi hội ấp 3, xã Xuân Hòa",
        widget=forms.TextInput(attrs=SHORT),
    )
    contact = forms.CharField(
        label="Số điện thoại hoặc thư điện tử (không bắt buộc)",
        max_length=150,
        required=False,
        help_text="Chỉ để trả lời bạn, không bao giờ đăng.",
        widget=forms.TextInput(attrs=SHORT),
    )
    consent = forms.BooleanField(
        label="Tôi đồng ý để Hội lưu ý kiến này và đăng lên trang, cùng họ tên và đơn vị nếu tôi có ghi.",
        error_messages={"required": "Hãy đánh dấu ô đồng ý: ý kiến được lưu, và đăng lên nếu được duyệt."},
    )


@reader_form
def opinion(request, slug, pk):
    """The form of a published draft. Outside its days nothing is taken; what was typed comes back with the reason."""
    if over := Consultation.objects.ended().with_key(pk):
        return ended(request, over)
    consultation = get_object_or_404(Consultation.objects.published(), pk=pk)
    if consultation.slug != slug:
        return redirect(consultation.get_opinion_url())
    sent = request.method == "POST"
    closed = why_closed(consultation, timezone.localdate())
    if closed and not sent:
        return redirect(consultation)
    form = OpinionForm(request.POST if sent else None)
    context = {"consultation": consultation, "form": form, "reader_form": request.reader_form, "is_sent": False}
    status = 200
    if closed:
        context |= {"refusal": f"{closed} {STILL_HERE}", "is_closed": True}
        status = 403
    elif sent and form.is_valid():
        context["is_sent"], context["refusal"], status = receive(
            *(request, form, "opinion", MOST_AN_HOUR),
            is_full=lambda: Opinion.objects.sent_today() >= MOST_A_DAY,
            store=lambda: keep(request.reader_form, consultation, form.cleaned_data),
        )
    response = render(request, "announcements/opinion.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def why_closed(consultation, day) -> str:
    """Why nothing is taken on `day`, as a sentence; "" while it is open."""
    found = stages.stage(consultation, day)
    if found == Stage.OPEN:
        return ""
    return EARLY.format(consultation.starts_on) if found == Stage.COMING else LATE.format(consultation.ends_on)


@transaction.atomic
def keep(token, consultation, values) -> bool:
    """Store what was sent and tell who moderates; False when the same form came before."""
    if not token.spend():
        return False
    Opinion.objects.erase_old_contacts()
    fields = {name: values[name] for name in ("text", "name", "organisation", "contact")}
    Opinion(consultation=consultation, **fields).save()
    right, backend = "announcements.change_opinion", "django.contrib.auth.backends.ModelBackend"
    moderators = User.objects.with_perm(right, include_superusers=False, backend=backend)
    url = reverse("admin:announcements_opinion_changelist") + f"?consultation__id__exact={consultation.pk}"
    notices.tell(moderators, f"Bạn đọc góp ý “{consultation}”.", url)
    return True

"""The screen on which somebody who leaves hands over and her account is locked."""

from django import forms
from django.contrib import messages
from django.contrib.admin import site
from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from hoiphunu import handover, proof
from hoiphunu.models import User

OUT_OF_REACH = "{} không phụ trách chuyên mục của: {}. Hãy chọn người khác, hoặc giao chuyên mục trước."
DONE = "Đã bàn giao và khoá tài khoản {}."
OWN = "Bạn không tự khoá tài khoản của mình được: nhờ một quản trị viên khác."
MOST_NAMED = 3


class HandoverForm(forms.Form):
    colleague = forms.ModelChoiceField(label="Giao cho", queryset=None, empty_label="Chọn một người")
    answerer = forms.ModelChoiceField(
        label="Yêu cầu tư vấn giao cho", queryset=None, required=False, empty_label="Không ai: trả về hàng chờ chung"
    )

    def __init__(self, *args, hands, **kwargs):
        super().__init__(*args, **kwargs)
        self.hands = hands
        self.fields["colleague"].queryset = hands.colleagues()
        self.fields["answerer"].queryset = hands.answerers()
        if not hands.work:
            del self.fields["colleague"]
        if not hands.requests.rows:
            del self.fields["answerer"]

    def clean_colleague(self):
        colleague = self.cleaned_data["colleague"]
        if rows := self.hands.out_of_reach(colleague):
            names = ", ".join(f"“{row}”" for row in rows[:MOST_NAMED])
            more = f" và {len(rows) - MOST_NAMED} mục nữa" if len(rows) > MOST_NAMED else ""
            raise ValidationError(OUT_OF_REACH.format(colleague, names + more))
        return colleague


@require_http_methods(["GET", "HEAD", "POST"])
@staff_member_required
@proof.required
def hand_over(request, pk):
    """What is in her hands, to whom it goes, and that no way in is left; done at once when confirmed."""
    if not request.user.is_superuser:
        raise PermissionDenied
    account = get_object_or_404(User, pk=pk)
    if account == request.user:
        messages.error(request, OWN)
        return redirect("admin:hoiphunu_user_change", pk)
    hands = handover.Hands(account)
    form = HandoverForm(request.POST if request.method == "POST" else None, hands=hands)
    if form.is_bound and form.is_valid():
        handover.hand_over(hands, request, **form.cleaned_data)
        messages.success(request, DONE.format(account))
        return redirect("admin:hoiphunu_user_change", pk)
    context = {
        **site.each_context(request),
        "title": "Bàn giao và khoá tài khoản",
        "opts": User._meta,
        "account": account,
        "hands": hands,
        "form": form,
    }
    return render(request, "admin/accounts/hand_over.html", context)

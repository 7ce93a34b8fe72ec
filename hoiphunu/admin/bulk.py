"""Actions of the lists: what a form does to one text, done to many, each with its own revision and step."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.response import TemplateResponse

from hoiphunu import publishing
from hoiphunu.addresses import leads_back
from hoiphunu.admin.proofing import row_values
from hoiphunu.admin.publishing import DONE, STEP_LABELS, steps_for
from hoiphunu.publishing import State
from hoiphunu.validators import site_path

# Each text is locked, written and indexed: more at once would keep the office waiting.
MOST = 200
NAMED = 10


def line():
    return forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"})


class ReturnForm(forms.Form):
    reason = forms.CharField(label="Cần sửa gì, người viết sẽ thấy", max_length=300, widget=line())


class WithdrawForm(forms.Form):
    reason = forms.CharField(label="Lý do gỡ, người đọc sẽ thấy", max_length=300, required=False, widget=line())
    target = forms.CharField(
        label="Hoặc chuyển người đọc tới một trang khác",
        max_length=300,
        required=False,
        validators=[site_path],
        help_text="Ví dụ: /tin-tuc/",
        widget=line(),
    )

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned.get("reason") and not cleaned.get("target"):
            raise ValidationError("Hãy ghi lý do gỡ: người đọc mở lại trang sẽ thấy.")
        return cleaned


class BulkActions:
    """The part of a `PublishableAdmin` that works on many texts; one that fails leaves the others done."""

    actions = ["publish_selected", "submit_selected", "return_selected", "withdraw_selected", "delete_selected"]

    def has_publish_permission(self, request):
        return request.user.has_perm(f"{self.opts.app_label}.publish_{self.opts.model_name}")

    @admin.action(description="Đăng các mục đã chọn", permissions=["change"])
    def publish_selected(self, request, queryset):
        self.step_selected(request, queryset, "publish")

    @admin.action(description="Gửi duyệt các mục đã chọn", permissions=["change"])
    def submit_selected(self, request, queryset):
        self.step_selected(request, queryset, "submit")

    @admin.action(description="Trả lại các mục đã chọn…", permissions=["publish"])
    def return_selected(self, request, queryset):
        form = self.asked(request, ReturnForm)
        if not form.is_valid():
            return self.ask(request, queryset, "return_selected", STEP_LABELS["return"], form)
        return self.step_selected(request, queryset, "return", **form.cleaned_data)

    @admin.action(description="Gỡ các mục đã chọn…", permissions=["publish"])
    def withdraw_selected(self, request, queryset):
        form = self.asked(request, WithdrawForm)
        if not form.is_valid():
            return self.ask(request, queryset, "withdraw_selected", STEP_LABELS["withdraw"], form)
        return self.step_selected(request, queryset, "withdraw", **form.cleaned_data)

    def asked(self, request, form_class, **options):
        """The form of the page between, filled in once that page was sent."""
        return form_class(request.POST if "_answered" in request.POST else None, **options)

    def ask(self, request, queryset, action, title, form):
        """The page between, which names the chosen rows and asks what the action needs."""
        rows = list(queryset[: MOST + 1])
        if len(rows) > MOST:
            return self.message_user(request, f"Chọn tối đa {MOST} mục một lần.", messages.WARNING)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{title}: {len(rows)} mục",
            "button": title,
            "opts": self.opts,
            "rows": rows,
            "form": form,
            "action": action,
            "checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/publishing/bulk.html", context)

    def step_selected(self, request, queryset, step, reason="", target=""):
        def take(row):
            if why := self.hindrance(request.user, row, step):
                return why
            if target and leads_back(row, target):
                return "địa chỉ chuyển tới chính là mục này"
            publishing.step(row, step, request.user, " ".join(reason.split()), target)
            self.log_change(request, row, DONE[step])
            return ""

        self.each_selected(request, queryset, STEP_LABELS[step], take)

    def amend_selected(self, request, queryset, label, amend):
        """Write a revision of each text as changed by `amend(row, related)`, which returns why not, or "".

        What readers see follows where the newest text is the one they see and the person may publish it.
        """
        waiting = []

        def take(row):
            if not publishing.may_edit(request.user, row):
                return "bạn không có quyền sửa"
            is_live = row.state == State.APPROVED
            at_once = is_live and publishing.may_publish(request.user, row)
            row.show_newest()
            at_once = at_once and (row.shown_revision is None or row.shown_revision.note == "publish")
            related = row.working_related
            if why := amend(row, related):
                return why
            publishing.write(row, related, request.user, amends=at_once)
            self.log_change(request, row, label)
            if is_live and not at_once:
                waiting.append(str(row))
            return ""

        self.each_selected(request, queryset, label, take)
        if waiting:
            text = "Đã ghi vào bản đang sửa, người đọc thấy khi bản ấy được đăng"
            self.message_user(request, f"{text}: {named(waiting)}.", messages.INFO)

    def each_selected(self, request, queryset, label, take):
        """`take(row)` with each row, locked, in a transaction of its own; it returns why not, or ""."""
        done, refused = 0, []
        for row in queryset:
            with transaction.atomic():
                row = publishing.locked(row)
                if why := take(row):
                    refused.append(f"{row} ({why})")
                else:
                    done += 1
        if done:
            self.message_user(request, f"{label}: {done} mục.", messages.SUCCESS)
        if refused:
            self.message_user(request, f"Không làm được với: {named(refused)}.", messages.WARNING)

    def hindrance(self, user, row, step):
        """Why `user` may not take `step` with the row as last written, as a sentence; "" when she may."""
        if row.state not in publishing.STEPS[step][0]:
            return f"đang là “{row.state_label}”"
        if step not in steps_for(user, row):
            return "bạn không có quyền"
        if step == "publish":
            row.show_newest()
            problems = self.form.unready(row_values(row))
            return " ".join(problems.values()).rstrip(".")
        return ""


def named(names):
    """The first of `names` and how many more there are."""
    more = f" và {len(names) - NAMED} mục khác" if len(names) > NAMED else ""
    return "; ".join(names[:NAMED]) + more

"""The admin of nouns that are written, approved and dated: working copy, conflict, steps."""

from copy import copy

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.html import format_html

from hoiphunu import previews, publishing, richtext
from hoiphunu.addresses import leads_back
from hoiphunu.admin.base import StaffAdmin, StaffForm
from hoiphunu.admin.bin import HasBin
from hoiphunu.admin.choices import ChoosesByField, Difference, stored
from hoiphunu.admin.proofing import ProofedForm, ProofsText
from hoiphunu.admin.typing import KeepsTyping
from hoiphunu.admin.versions import KeepsVersions
from hoiphunu.editor import RichTextFormField
from hoiphunu.models import Transition
from hoiphunu.publishing import State
from hoiphunu.validators import site_path

# CKEditor 4 writes inline styles and scripts of its own; only pages that hold it are relaxed (docs/adr/0003).
EDITOR_CSP = {"script-src": ["'unsafe-inline'"], "style-src": ["'unsafe-inline'"], "img-src": ["data:", "blob:"]}

STEP_LABELS = dict(Transition.Step.choices)
DONE = {
    "": "Đã lưu bản nháp.",
    "submit": "Đã gửi duyệt.",
    "return": "Đã trả lại. Người viết thấy lý do bạn ghi.",
    "publish": "Đã đăng.",
    "withdraw": "Đã gỡ. Người đọc mở lại thấy lý do, hoặc được chuyển tới trang bạn chọn.",
}
TOO_LATE = (
    "Mục này đã được duyệt trong lúc bạn viết, nên bạn không sửa được nữa. Nội dung bạn viết vẫn còn trong mẫu: "
    "hãy chép lại và gửi cho biên tập viên."
)


class PublishableForm(ChoosesByField, ProofedForm, StaffForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name, value in self.instance.shown_related.items():
                if name in self.fields:
                    self.initial[name] = self.shown_related(name, value)

    def shown_related(self, name, value):
        """How the stored form of a set looks as a field's initial value."""
        return value

    def related_data(self):
        """The sets as typed, in the form revisions keep."""
        return {}

    def full_clean(self):
        super().full_clean()
        if hasattr(self.request, "recovered"):
            # Given back to be typed on: only what keeps it from being saved remains.
            for name in [name for name in self.errors if name != NON_FIELD_ERRORS]:
                del self.errors[name]

    def clean(self):
        cleaned = super().clean()
        self.clean_rich_text(cleaned)
        self.clean_spelling(cleaned)
        step = self.request.POST.get("_step", "")
        self.explanation = self.explained(step)
        if step and step not in self.allowed_steps():
            raise ValidationError("Bạn không làm được việc này với mục đang ở trạng thái hiện tại.")
        self.refuse_stale()
        if step == "publish":
            for name, sentence in self.before_publishing(cleaned).items():
                if name not in self.errors:
                    self.add_error(name, sentence)
        return cleaned

    def explained(self, step):
        """(reason, target) that were typed with `step`; refused where the step needs them and they are missing."""
        reason, target = (" ".join(self.request.POST.get(name, "").split())[:300] for name in ("_reason", "_target"))
        if step == "return" and not reason:
            raise ValidationError("Hãy ghi lý do trả lại, để người viết biết cần sửa gì.")
        if step != "withdraw":
            return reason, ""
        if not reason and not target:
            raise ValidationError("Hãy ghi lý do gỡ: người đọc mở lại trang sẽ thấy.")
        if target:
            site_path(target)
            if leads_back(self.instance, target):
                raise ValidationError("Địa chỉ chuyển tới chính là mục đang gỡ; hãy chọn trang khác.")
        return reason, target

    def clean_rich_text(self, cleaned):
        for name in self.rich_text:
            try:
                cleaned[name] = richtext.clean(cleaned.get(name))
            except ValidationError as error:
                self.add_error(name, error)

    def before_publishing(self, cleaned):
        """{field: sentence} of what must be mended before this form may be published."""
        return self.unready(cleaned)

    def allowed_steps(self):
        if not self.instance.pk:
            return first_steps(self.request.user, type(self.instance))
        return steps_for(self.request.user, type(self.instance).objects.with_key(self.instance.pk))


def steps_for(user, row):
    """The steps `user` may take with `row` now, as {step: label}."""
    steps = []
    if row.state in (State.DRAFT, State.RETURNED) and publishing.may_edit(user, row):
        steps.append("submit")
    if publishing.may_publish(user, row):
        if row.state == State.IN_REVIEW:
            steps.append("return")
        if row.state == State.APPROVED:
            steps.append("withdraw")
        steps.append("publish")
    return {step: STEP_LABELS[step] for step in steps}


def first_steps(user, model):
    """The steps `user` may take with a `model` row she is about to make; what it belongs to is limited by the form."""
    row = model(created_by=user)
    may_publish = user.has_perm(f"{model._meta.app_label}.publish_{model._meta.model_name}")
    names = ["submit", "publish"] if may_publish and publishing.may_publish_own(user, row) else ["submit"]
    return {step: STEP_LABELS[step] for step in names}


class PublishableAdmin(ProofsText, KeepsVersions, HasBin, KeepsTyping, StaffAdmin):
    """Its inlines' formsets store nothing: `revised(row)` gives their lines as revisions keep them, and
    `differences(theirs)` [(name, label, theirs, mine)] where another revision's data differs.
    """

    form = PublishableForm
    change_form_template = "admin/publishing/change_form.html"
    object_history_template = "admin/publishing/history.html"
    date_hierarchy = None

    def has_change_permission(self, request, obj=None):
        if obj is None:
            return super().has_change_permission(request)
        # Asked a dozen times for one form; what is locked later is checked again there.
        known = request.__dict__.setdefault("may_change", {})
        if obj.pk not in known:
            known[obj.pk] = publishing.may_edit(request.user, self.live(request, obj) or obj)
        return known[obj.pk]

    def live(self, request, obj):
        """The row of `obj` as readers have it, None for a new one; `obj` may hold newer text. Read once a request."""
        known = request.__dict__.setdefault("live_rows", {})
        if obj is not None and obj.pk not in known:
            known[obj.pk] = type(obj).objects.with_key(obj.pk)
        if obj is None:
            return None
        obj.live_row = known[obj.pk]
        return obj.live_row

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if answer := self.recover(request, object_id):
            return answer
        row = self.get_object(request, unquote(object_id)) if request.method == "POST" and object_id else None
        if row is not None and self.came_too_late(request, row):
            # What she typed is shown again; the trouble keeps it from being saved.
            request.may_change, request.save_trouble = {row.pk: True}, TOO_LATE
        return super().changeform_view(request, object_id, form_url, extra_context)

    def came_too_late(self, request, row):
        """Whether the row is her own and was approved while she was writing."""
        return (
            row.created_by_id == request.user.pk
            and row.state in (State.APPROVED, State.WITHDRAWN)
            and self.has_change_permission(request)
            and not publishing.may_edit(request.user, row)
        )

    def has_delete_permission(self, request, obj=None):
        if obj is None or not super().has_delete_permission(request, obj):
            return super().has_delete_permission(request, obj)
        known = request.__dict__.setdefault("may_delete", {})
        if obj.pk not in known:
            known[obj.pk] = obj.is_in_charge(request.user)
        return known[obj.pk]

    def get_object(self, request, object_id, from_field=None):
        obj = super().get_object(request, object_id, from_field)
        if obj is not None and request.resolver_match.url_name.endswith("_change"):
            request.__dict__.setdefault("live_rows", {}).setdefault(obj.pk, copy(obj))
            obj.show_newest()
        return obj

    def get_view_on_site_url(self, obj=None):
        # `obj` may hold typed text; whether readers see it is the live row's matter.
        if obj is None:
            return None
        live = obj.live_row if hasattr(obj, "live_row") else type(obj).objects.with_key(obj.pk)
        return live.get_absolute_url() if live and live.is_published else None

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by, obj.created_by_name = request.user, request.user.full_name
            obj.save()

    def save_related(self, request, form, formsets, change):
        related = form.related_data()
        for formset in formsets:
            related |= formset.revised(form.instance)
        related |= {name: value for name, value in form.theirs.items() if name in related}
        publishing.write(form.instance, related, request.user, request.POST.get("_step", ""), *form.explanation)
        self.tell_what_was_mended(request, form)
        self.forget_typed(request)

    def response_add(self, request, obj, post_url_continue=None):
        stay_on_form(request)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        stay_on_form(request)
        return super().response_change(request, obj)

    def message_user(self, request, message, level=messages.INFO, *args, **kwargs):
        if level == messages.SUCCESS and request.method == "POST" and "_step" in request.POST:
            message = DONE.get(request.POST["_step"], message)
        elif level == messages.SUCCESS and request.method == "POST" and "_save" in request.POST:
            message = DONE[""]
        super().message_user(request, message, level, *args, **kwargs)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        live = self.live(request, obj)
        newest = obj.shown_revision if live else None
        form = context["adminform"].form
        conflict = self.comparison(request, form, newest, context["inline_admin_formsets"]) if live else None
        number = newest.number if newest else 0
        given = request.POST.get("_revision")
        context |= {
            "live": live,
            "steps": steps_for(request.user, live) if live else first_steps(request.user, self.model),
            # After a conflict the newest number goes out: saving again is the choice for one's own text.
            "revision_number": number if conflict else given or number,
            "conflict": conflict,
            "returned": Transition.objects.newest(live, "return") if live and live.state == State.RETURNED else None,
            "typed": {"reason": request.POST.get("_reason", ""), "target": request.POST.get("_target", "")},
            "has_unpublished": bool(newest and live.state == State.APPROVED and newest.note != "publish"),
        }
        if live:
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_preview"
            context["preview_url"] = reverse(name, args=[live.pk])
        context["delete_url"] = self.delete_url(request, live)
        if live is None or self.has_change_permission(request, live):
            findings = self.findings(form)
            context |= {"findings": findings, "proofing_url": self.proofing_url()}
            context["blocking"] = sum(finding.blocking for finding, _ in findings or ())
            # Where the script puts a set of photos; nowhere for who may not see the library.
            context["gallery_field"] = form.rich_text[0] if request.user.has_perm("hoiphunu.view_photo") else ""
        response = super().render_change_form(request, context, *args, obj=obj, **kwargs)
        if any(isinstance(field, RichTextFormField) for field in form.fields.values()):
            response._csp_update = EDITOR_CSP
        return response

    def comparison(self, request, form, newest, inlines):
        """What the form shows beside what was saved meanwhile, None where it need not."""
        is_asked = "_choosing" in request.POST or hasattr(request, "recovered")
        conflict = form.conflict or (form.compared(newest) if form.is_bound and is_asked else None)
        if conflict is None:
            return None
        theirs = stored(form.instance, conflict["revision"])
        for inline in inlines:
            untouched = form.opened_with and not inline.formset.differences(form.opened_with)
            for name, *shown in inline.formset.differences(theirs):
                conflict["rows"].append(Difference(*shown, name, form.proposed(name, untouched)))
        return conflict if conflict["rows"] or form.conflict else None

    def history_view(self, request, object_id, extra_context=None):
        row = self.get_object(request, unquote(object_id))
        steps = Transition.objects.of(row) if row is not None else ()
        context = {"steps": steps, **(extra_context or {})}
        if row is not None:
            context["versions_url"] = reverse(f"admin:{self.view_name('versions')}", args=[row.pk])
        return super().history_view(request, object_id, context)

    def get_urls(self):
        view = self.admin_site.admin_view(self.preview_view)
        return [path("<path:object_id>/xem-truoc/", view, name=self.view_name("preview")), *super().get_urls()]

    def preview_view(self, request, object_id):
        """The text as last written, on a phone and on a desk side by side, and the link for whoever approves it."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        link = previews.link(row)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Xem trước: {row}",
            "opts": self.opts,
            "link": link,
            "frame": link.removeprefix(settings.SITE_URL),
            "back_url": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk]),
        }
        response = render(request, "admin/publishing/preview.html", context)
        response._csp_update = {"frame-src": ["'self'"]}
        return response

    def delete_url(self, request, live):
        if live is None or not self.has_delete_permission(request, live):
            return ""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_delete", args=[live.pk])

    @admin.display(description="trạng thái", ordering="state")
    def state_now(self, obj):
        return format_html('<span class="state state--{}">{}</span>', obj.state, obj.state_label)


def stay_on_form(request):
    """Lead back to the form after saving: the next step is usually one click away."""
    request.POST = request.POST.copy()
    request.POST["_continue"] = "1"

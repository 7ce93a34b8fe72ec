from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from announcements import commemoration_tables, marquee_intake, year_plan
from announcements.models import Commemoration, CommemorationDay
from announcements.occurrences import FIRST_YEAR, LAST_YEAR, occurrence
from hoiphunu import lunar
from hoiphunu.admin.base import StaffAdmin, StaffForm
from hoiphunu.admin.tables import HandlesTables

AHEAD = 3
SAVED = "Đã lưu và duyệt năm {}. Khẩu hiệu từng ngày hiện và thôi theo lịch này."
STILL_WAITING = "Còn {} ngày chưa xác nhận nên người đọc chưa thấy: {}."


class PreviewForm(forms.ModelForm):
    """What is typed so far, filled in as the band would; never saved."""

    class Meta:
        model = Commemoration
        exclude = ["key", "note", "order", "is_active", "needs_check"]


class DayForm(forms.Form):
    ngay = forms.DateField(required=False)


class CommemorationDayInline(admin.TabularInline):
    model = CommemorationDay
    extra = 0
    fields = ["year", "starts_on", "ends_on", "slogan", "is_shown"]
    ordering = ["-year"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "slogan":
            kwargs["widget"] = forms.Textarea(attrs={"rows": 2})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Commemoration)
class CommemorationAdmin(HandlesTables, StaffAdmin):
    table, table_name = commemoration_tables, "ngay-ky-niem"
    table_title = "Nhập bảng ngày kỷ niệm"
    form = StaffForm
    change_form_template = "admin/commemorations/change_form.html"
    change_list_template = "admin/commemorations/change_list.html"
    list_display = ["name", "rule", "next_day", "importance", "founding_year", "has_slogan", "is_active", "needs_check"]
    list_editable = ["is_active"]
    list_filter = ["importance", "calendar", "is_active", "needs_check", "moves_yearly", "has_slogan"]
    search_fields = ["name", "key"]
    inlines = [CommemorationDayInline]
    fieldsets = [
        (None, {"fields": ["name", "importance", "founding_year"]}),
        ("Ngày nào", {"fields": ["calendar", ("day", "month"), ("end_day", "end_month"), "moves_yearly"]}),
        ("Khẩu hiệu", {"fields": ["template", "has_slogan", ("lead_days", "linger_days"), "accent"]}),
        ("Trạng thái", {"fields": ["is_active", "needs_check", "note", "order", "key"]}),
    ]

    @admin.display(description="ngày", ordering="month")
    def rule(self, obj):
        return f"{obj.day}/{obj.month}{' âm lịch' if obj.is_lunar else ''}"

    @admin.display(description="lần tới")
    def next_day(self, obj):
        coming = upcoming(obj, 1)
        if not coming:
            return "—"
        return f"{coming[0].first:%d/%m/%Y}{'' if coming[0].is_confirmed else ' (chưa xác nhận)'}"

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("days")

    def render_change_form(self, request, context, *args, **kwargs):
        row = kwargs.get("obj")
        if row and row.pk:
            context["upcoming"] = upcoming(row, AHEAD)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self):
        def view(route, name, function):
            def bound(request, **kwargs):
                return function(request, **kwargs)

            return path(route, self.admin_site.admin_view(bound), name=f"announcements_{name}")

        return [
            view("nam-nay/", "this_year", self.this_year),
            view("nam/<int:year>/", "year", self.year),
            view("nam/<int:year>/xem-truoc/", "year_preview", self.year_preview),
            view("xem-truoc/", "slogan_preview", self.preview),
            view("nhap-dong-chay/", "marquee_intake", self.marquee),
            *super().get_urls(),
        ]

    def page(self, request, template, title, **context):
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, **context}
        return TemplateResponse(request, template, context)

    def refuse_unless(self, request, *rights):
        """Beside `change` of commemorations, which every one of these screens asks for."""
        if not self.has_change_permission(request) or not all(request.user.has_perm(right) for right in rights):
            raise PermissionDenied

    def this_year(self, request):
        return redirect("admin:announcements_year", year=timezone.localdate().year)

    def year(self, request, year):
        """The year as a timeline: everything that will be shown, corrected and approved in one go."""
        plan = self.plan(request, year)
        if request.method == "POST" and plan.is_valid():
            approved = plan.save(request.user)
            self.log_change(request, approved, f"Duyệt năm {year}")
            self.message_user(request, SAVED.format(year))
            if waiting := year_plan.YearPlan(year, timezone.localdate()).unconfirmed:
                names = ", ".join(one.event.name for one in waiting)
                self.message_user(request, STILL_WAITING.format(len(waiting), names), "warning")
            return redirect("admin:announcements_year", year=year)
        day = self.asked_day(request.GET, year)
        context = {
            "plan": plan,
            "months": year_plan.months(year),
            "year_name": lunar.can_chi(year),
            "day": day,
            "shown": plan.shown_on(day),
            "previous": year - 1 if year > FIRST_YEAR + 90 else None,
            "following": year + 1 if year < LAST_YEAR - 3 else None,
            "switched_off": Commemoration.objects.switched_off(),
        }
        return self.page(request, "admin/commemorations/year.html", f"Khẩu hiệu năm {year}", **context)

    def year_preview(self, request, year):
        """The band of a day with what is typed but not saved, as a piece of HTML."""
        plan, day = self.plan(request, year), self.asked_day(request.POST, year)
        context = {"shown": plan.shown_on(day), "day": day}
        return TemplateResponse(request, "admin/commemorations/_band.html", context)

    def plan(self, request, year):
        self.refuse_unless(request, "announcements.change_commemorationday", "announcements.change_approvedyear")
        if not FIRST_YEAR + 90 <= year <= LAST_YEAR - 3:
            raise Http404
        return year_plan.YearPlan(year, timezone.localdate(), request.POST if request.method == "POST" else None)

    def asked_day(self, data, year):
        """The day asked for; else today, or New Year's Day in another year than this."""
        form, today = DayForm(data), timezone.localdate()
        asked = form.cleaned_data["ngay"] if form.is_valid() else None
        return asked or (today if today.year == year else today.replace(year=year, month=1, day=1))

    def preview(self, request):
        """The slogan of the next occurrences with what is typed so far: {text, days} or {errors}."""
        self.refuse_unless(request)
        form = PreviewForm(request.POST)
        if not form.is_valid():
            return JsonResponse({"errors": [text for texts in form.errors.values() for text in texts]})
        coming = upcoming(form.instance, AHEAD)
        days = [f"{one.first:%d/%m/%Y}: {one.text}" for one in coming]
        return JsonResponse({"text": coming[0].text if coming else "", "days": days})

    def table_rows(self, request):
        return Commemoration.objects.all()

    def may_take_in(self, request):
        return self.has_change_permission(request) and self.has_add_permission(request)

    def store_table(self, request, lines):
        return commemoration_tables.store(lines)

    def marquee(self, request):
        """The old marquee line is pasted, taken apart, and each piece kept as staff choose."""
        rights = ("announcements.add_commemorationday", "announcements.add_banner", "announcements.change_banner")
        self.refuse_unless(request, *rights)
        today = timezone.localdate()
        form = marquee_intake.MarqueeForm(request.POST if request.method == "POST" else None, today=today)
        if form.is_valid() and form.is_second_look and form.choices_are_valid():
            kept, freed = form.keep()
            self.message_user(request, f"Đã giữ {kept} câu cho ngày kỷ niệm, {freed} câu tự do.")
            return redirect("admin:announcements_year", year=today.year)
        return self.page(request, "admin/commemorations/marquee.html", "Nhập dòng chạy cũ", form=form)


def upcoming(event, count):
    """The next `count` occurrences of `event` (it may be unsaved), those under way included."""
    today = timezone.localdate()
    overrides = {row.year: row for row in event.days.all()} if event.pk else {}
    years = range(today.year - 1, min(today.year + count + 1, LAST_YEAR) + 1)
    found = [occurrence(event, year, overrides.get(year)) for year in years]
    return [one for one in found if one and one.last >= today][:count]

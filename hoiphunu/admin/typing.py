"""What is typed is kept on the server before anybody saves; and who else has the same form open."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.http import JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hoiphunu.models import OpenForm, UsedToken

# What the script adds to the form's own fields.
NOT_TYPED = {"csrfmiddlewaretoken", "_do", "_which", "_typed"}
OFFERED = 3
RECOVERED = "Đây là bản bạn gõ dở lúc {when}, chưa được lưu. Xem lại rồi bấm lưu."
NO_MORE = "Bản gõ dở này không còn: nó đã được lưu hoặc đã bỏ."


class KeepsTyping:
    """The part of a ModelAdmin whose forms are kept while they are typed, and given back."""

    def get_urls(self):
        # Not `admin_view`: an expired session answers a script, it leads nowhere.
        view = never_cache(require_http_methods(["GET", "POST"])(self.typing_view))
        return [
            path("go-do/", view, name=self.view_name("typing_new")),
            path("<path:object_id>/go-do/", view, name=self.view_name("typing")),
            *super().get_urls(),
        ]

    def typing_url(self, row):
        if row is None:
            return reverse(f"admin:{self.view_name('typing_new')}")
        return reverse(f"admin:{self.view_name('typing')}", args=[row.pk])

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if self.has_change_permission(request, obj) if obj else self.has_add_permission(request):
            context["typing_url"] = self.typing_url(obj)
        if found := getattr(request, "recovered", None):
            # What is half typed is no mistake.
            context |= {"recovered": RECOVERED.format(when=moment(found.typed_at)), "errors": []}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def recover(self, request, object_id):
        """Let a GET that asks for what was typed (`?go-do=`) show it as a form sent and not saved; or an answer."""
        asked = request.GET.get("go-do", "")
        if request.method != "GET" or not asked:
            return None
        key = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 18 else 0
        row = self.get_object(request, unquote(object_id)) if object_id else None
        found = OpenForm.objects.of(request.user).of_row(self.model, row and row.pk).typed_in().with_key(key)
        if found is None:
            self.message_user(request, NO_MORE, messages.INFO)
            return redirect(request.path)
        typed = QueryDict(mutable=True)
        for name, values in found.typed.items():
            typed.setlist(name, values)
        request.method, request._post, request._files = "POST", typed, MultiValueDict()
        # The form refuses to save whatever it holds; only then may the view see this post.
        request.recovered, request.save_trouble = found, RECOVERED.format(when=moment(found.typed_at))
        request._dont_enforce_csrf_checks = True
        return None

    def forget_typed(self, request):
        """The form was saved: what was typed in it is a revision now."""
        OpenForm.objects.of(request.user).of_form(request.POST.get("_form_key", "")[:64]).delete()

    def typing_view(self, request, object_id=None):
        """A GET gives a fresh token to who has logged in again; a post keeps what was typed and tells who is there."""
        # The page asks every minute, also of a chair that is empty.
        request.is_unattended = request.method == "POST" and "_typed" not in request.POST
        if not (request.user.is_active and request.user.is_staff):
            return JsonResponse({"trouble": "session"}, status=401)
        row = self.get_object(request, unquote(object_id)) if object_id else None
        if object_id and row is None:
            return JsonResponse({"trouble": "gone"}, status=404)
        if not (self.has_view_or_change_permission(request, row) if row else self.has_add_permission(request)):
            return JsonResponse({"trouble": "rights"}, status=403)
        if request.method == "GET":
            return JsonResponse({"token": get_token(request)})
        key = request.POST.get("_form_key", "")[:64].replace("\0", "")
        if not key or UsedToken.objects.target(key) is not None:
            return JsonResponse({"saved": True})  # by a request that this one crossed on its way
        with transaction.atomic():
            return JsonResponse(self.beat(request, row, key))

    def beat(self, request, row, key):
        """Note that the form is open and what was typed; what its page should tell."""
        forms, now = OpenForm.objects.of_row(self.model, row and row.pk), timezone.now()
        place = {"kind": self.opts.label_lower, "object_id": row.pk if row else 0}
        mine, is_new = OpenForm.objects.get_or_create(user=request.user, key=key, defaults=place)
        mine.seen_at = now
        if "_typed" in request.POST:
            mine.typed, mine.typed_at = typed(request.POST), now
        others = list(forms.of_others(request.user).there().select_related("user")) if row else []
        do = request.POST.get("_do", "")
        if do == "take":
            mine.taken_by_name, mine.taken_at = "", None
            for each in others:
                each.taken_by_name, each.taken_at = request.user.full_name, now
                each.save(update_fields=["taken_by_name", "taken_at"])
        mine.save()
        own = forms.of(request.user).other_than(key).typed_in()
        if do == "drop":
            which = request.POST.get("_which", "")
            own.of_form(which.replace("\0", "")[:64]).delete()
        if is_new:
            OpenForm.objects.over().delete()
        return {
            "kept": moment(mine.typed_at) if mine.typed_at else "",
            "others": [{"name": each.user.full_name, "since": moment(each.opened_at)} for each in by_person(others)],
            "taken": {"name": mine.taken_by_name, "at": moment(mine.taken_at)} if mine.taken_at else None,
            "offers": [
                {"key": each.key, "url": f"?go-do={each.pk}", "at": moment(each.typed_at)} for each in own[:OFFERED]
            ],
        }


def typed(post):
    """The fields as they were sent; PostgreSQL keeps no NUL."""
    return {
        name: [value.replace("\0", "") for value in values] for name, values in post.lists() if name not in NOT_TYPED
    }


def by_person(forms):
    """The first of each person's open forms."""
    found = {}
    for form in forms:
        found.setdefault(form.user_id, form)
    return found.values()


def moment(when):
    """ "10:02", with the day where it is not today."""
    local = timezone.localtime(when)
    return f"{local:%H:%M}" if local.date() == timezone.localdate() else f"{local:%H:%M ngày %d/%m/%Y}"

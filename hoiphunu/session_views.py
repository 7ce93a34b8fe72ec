"""Where an account is signed in: her own screen, and a superuser's way to end a colleague's sessions."""

from django.contrib import messages
from django.contrib.admin import site
from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from hoiphunu import notices
from hoiphunu.audit import Kind, record
from hoiphunu.models import StaffSession, User

OWN, END = "Phiên đăng nhập của tôi", "Kết thúc mọi phiên đăng nhập"


@staff_member_required
def own(request):
    """Where she is signed in; one button ends all but the session she is looking from."""
    key, sessions = request.session.session_key, StaffSession.objects.of(request.user)
    if request.method == "POST":
        if count := sessions.others_than(key).end():
            record(Kind.SESSIONS_ENDED, request, words=f"{count} phiên ở nơi khác")
        messages.success(request, f"Đã đăng xuất {count} nơi khác." if count else "Không còn nơi nào khác.")
        return redirect("sessions")
    context = {**site.each_context(request), "title": OWN, "sessions": sessions.alive(), "current": key}
    return render(request, "admin/sessions/own.html", context)


@staff_member_required
def end(request, pk):
    """A superuser signs a colleague out everywhere."""
    if not request.user.is_superuser:
        raise PermissionDenied
    user = get_object_or_404(User, pk=pk)
    sessions = StaffSession.objects.of(user).others_than(request.session.session_key)
    if request.method == "POST":
        count = sessions.end()
        record(Kind.SESSIONS_ENDED, request, account=user, words=f"{count} phiên")
        if user != request.user:
            notices.tell([user], f"{request.user} đã kết thúc các phiên đăng nhập của bạn.", reverse("sessions"))
        messages.success(request, f"Đã kết thúc {count} phiên đăng nhập của {user}.")
        return redirect("admin:hoiphunu_user_change", pk)
    context = {**site.each_context(request), "title": END, "account": user, "opts": User._meta}
    return render(request, "admin/sessions/end.html", {**context, "sessions": sessions.alive()})

"""Views of the admin that belong to no one model."""

from django.contrib.admin import site
from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hoiphunu import guide as guide_book
from hoiphunu.models import Notice, Photo

STORAGE_TROUBLE = "Máy chủ chưa lưu được tệp (có thể đã hết chỗ). Nội dung bạn viết vẫn còn; hãy thử lại sau."

SESSION_CHANGED = (
    "Chưa lưu được vì phiên làm việc đã đổi (có thể bạn vừa đăng nhập lại). "
    "Nội dung bạn viết vẫn còn: hãy bấm lưu lần nữa."
)


def form_again(request):
    """The admin form whose post failed Django's CSRF check, as typed, with a new token; None for other addresses."""
    match = request.resolver_match
    admin_view = getattr(match.func, "model_admin", None) if match else None
    if not hasattr(admin_view, "already_sent") or not (match.url_name or "").endswith(("_add", "_change")):
        return None
    # The form refuses to save whatever it holds; only then may the view see this post.
    request.save_trouble = SESSION_CHANGED
    request._dont_enforce_csrf_checks = True
    get_token(request)
    response = match.func(request, *match.args, **match.kwargs)
    return response.render() if hasattr(response, "render") and not response.is_rendered else response


@require_POST
@staff_member_required
def photo_upload(request):
    """Photos dropped, pasted or chosen inside the editor; answers as CKEditor expects."""
    if not request.user.has_perm("hoiphunu.add_photo"):
        return _refused("Tài khoản của bạn không có quyền tải ảnh lên.", 403)
    upload = request.FILES.get("upload")
    if upload is None:
        return _refused("Chưa có tệp nào được gửi lên.", 400)
    try:
        photo = Photo.from_upload(upload, by=request.user)
    except ValidationError as error:
        return _refused(" ".join(error.messages), 400)
    except OSError:
        return _refused(STORAGE_TROUBLE, 507)
    return JsonResponse({"uploaded": 1, "fileName": photo.file.name, "url": photo.url, "photo": photo.pk})


INBOX_SHOWN = 100


@require_http_methods(["GET", "POST"])
@staff_member_required
def inbox(request):
    """What the signed-in person was told; a post marks one notice (`thu`) or all as read."""
    mine = Notice.objects.of(request.user)
    if request.method == "POST":
        key = request.POST.get("thu", "")
        if not key:
            mine.mark_read()
        elif key.isascii() and key.isdigit() and len(key) < 18:
            mine.mark_read([int(key)])
        return redirect("inbox")
    context = {**site.each_context(request), "title": "Hộp thư", "notices": mine[:INBOX_SHOWN]}
    return render(request, "admin/inbox.html", context)


@require_safe
@staff_member_required
def guide(request, slug=guide_book.START):
    """A chapter of the staff's guide."""
    chapters = guide_book.chapters()
    if slug not in chapters:
        raise Http404
    chapter = chapters[slug]
    context = {"title": chapter.title, "chapter": chapter, "chapters": chapters.values()}
    return render(request, "admin/guide.html", {**site.each_context(request), **context})


@require_safe
@staff_member_required
def guide_picture(request, name):
    if name not in guide_book.pictures():
        raise Http404
    return FileResponse(guide_book.pictures()[name].open("rb"), content_type="image/webp")


def _refused(message, status):
    return JsonResponse({"uploaded": 0, "error": {"message": message}}, status=status)

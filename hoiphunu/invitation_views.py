"""The page a link of an invitation opens: to set the password of one's own account."""

from django.contrib.auth.forms import SetPasswordForm
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from hoiphunu import invitations
from hoiphunu.models.invitations import Invitation


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@sensitive_variables("token")
def accept(request, token):
    """Looking uses nothing up: programs that open links in letters must not spend them."""
    invitation = Invitation.objects.opened_by(token)
    if invitation is None or invitation.is_over:
        return render(request, "admin/accounts/link_over.html", {"invitation": invitation}, status=410)
    form = SetPasswordForm(invitation.account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not invitations.take(invitation, form, request):
            return render(request, "admin/accounts/link_over.html", status=410)
        return render(request, "admin/accounts/password_set.html", {"account": invitation.account})
    context = {"form": form, "account": invitation.account, "invitation": invitation}
    return render(request, "admin/accounts/set_password.html", context)

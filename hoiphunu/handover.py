"""What somebody who leaves still has in her hands, and putting it into a colleague's: drafts, categories, requests."""

from dataclasses import dataclass

from django.apps import apps
from django.db import transaction

from hoiphunu import notices, publishing, rights, secondfactor
from hoiphunu.audit import Kind, named, record
from hoiphunu.models import OpenForm
from hoiphunu.models.accounts import at_work
from hoiphunu.models.invitations import Invitation
from hoiphunu.publishing import Publishable
from hotline.models import HelpRequest
from hotline.models.requests import readers
from news.models import Category

TOLD = "{who} đã bàn giao cho bạn: {what}."
FACTOR_GONE = "Bàn giao và khoá tài khoản"


@dataclass(frozen=True)
class Part:
    """`rows` of one kind in her hands; `name` in words."""

    name: str
    rows: list

    def __str__(self):
        return f"{len(self.rows)} {self.name}"


class Hands:
    """What `account` has in her hands now; published things are no part of it and keep their author."""

    def __init__(self, account):
        self.account = account
        self.texts = [
            Part(f"{model._meta.verbose_name} chưa đăng", rows)
            for model in apps.get_models()
            if issubclass(model, Publishable) and (rows := list(_unpublished(model, account)))
        ]
        self.edited, self.written = (
            list(rows(account)) for rows in (Category.objects.edited_by, Category.objects.written_by)
        )
        self.categories = Part("chuyên mục được giao", list({*self.edited, *self.written}))
        self.forms = Part("mẫu gõ dở chưa lưu", list(OpenForm.objects.of(account).typed_in()))
        self.requests = Part("yêu cầu tư vấn", list(HelpRequest.objects.closed_texts().open().given_to(account)))

    @property
    def work(self) -> list[Part]:
        """What one colleague takes over as a whole."""
        return [*self.texts, *(part for part in (self.categories, self.forms) if part.rows)]

    def colleagues(self):
        """The accounts with a right to every kind of text among it."""
        nouns = [part.rows[0]._meta for part in self.texts]
        needed = [f"{opts.app_label}.change_{opts.model_name}" for opts in nouns]
        needed += ["news.publish_article"] if self.edited else ["news.change_article"] if self.written else []
        return at_work(*needed, but=self.account)

    def answerers(self):
        """The accounts that may read requests for help."""
        return readers(but=self.account)

    def out_of_reach(self, colleague) -> list:
        """The texts `colleague` could not write on with: those of categories she is not in charge of."""
        rows = [row for part in self.texts for row in part.rows]
        for row in rows:
            row.created_by = colleague
        cared_for = {category.pk for category in self.categories.rows}
        return [
            row
            for row in rows
            if getattr(row, "category_id", None) not in cared_for and not publishing.may_edit(colleague, row)
        ]


def _unpublished(model, account):
    rows = model.objects.of(account)
    return rows.unfinished() | rows.waiting()


@transaction.atomic
def hand_over(hands: Hands, request, colleague=None, answerer=None):
    """Give what is in `hands` to `colleague`, requests to `answerer` (None: back to the queue); lock the account."""
    account, before = hands.account, rights.of_account(hands.account)
    changes = [(str(part), named(account), named(colleague)) for part in hands.work]
    for part in hands.texts:
        _unpublished(type(part.rows[0]), account).give_to(colleague)
    if colleague:
        Category.objects.put_in_charge(colleague, instead_of=account)
        OpenForm.objects.of(account).give_to(colleague)
    if hands.requests.rows:
        HelpRequest.objects.open().given_to(account).give_to(answerer)
        changes.append((str(hands.requests), named(account), named(answerer) or "hàng chờ chung"))
    record(Kind.HANDED_OVER, request, account=account, changes=changes)
    _lock(account, request)
    rights.account_saved(request, account, before)
    for person, parts in ((colleague, hands.work), (answerer, [hands.requests] if hands.requests.rows else [])):
        if person and parts:
            what = ", ".join(map(str, parts))
            notices.tell([person], TOLD.format(who=account, what=what), "/quan-tri/")


def _lock(account, request):
    """No way in is left: not by a session, a link, a code, nor by what a mistaken tick would give back."""
    Invitation.objects.of(account).delete()
    if secondfactor.has_device(account):
        secondfactor.remove(account, request.user, FACTOR_GONE, request)
    account.groups.clear()
    account.user_permissions.clear()
    account.is_active = account.is_superuser = False
    account.set_unusable_password()  # ends every session, also should the account be opened again
    account.save()

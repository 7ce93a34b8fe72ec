"""What accounts and groups may do, as texts to compare, and the lines the audit log gets when that changes."""

from hoiphunu.admin_site import permission_label
from hoiphunu.audit import Kind, record

NAMING = {"full_name": "họ và tên", "username": "tên đăng nhập", "email": "thư điện tử"}
FLAGS = {"is_active": "đang hoạt động", "is_staff": "vào trang quản trị", "is_superuser": "quản trị viên"}


def of_account(account) -> dict[str, str]:
    """{what: how it is} of what names an account and what it may do; its groups are asked for anew."""
    groups = account.groups.order_by("name").values_list("name", flat=True)
    single = account.user_permissions.select_related("content_type")
    return {
        **{label: getattr(account, name) for name, label in NAMING.items()},
        **{label: "có" if getattr(account, name) else "không" for name, label in FLAGS.items()},
        "nhóm": ", ".join(groups),
        "quyền riêng": ", ".join(sorted(map(permission_label, single))),
    }


def of_group(group) -> dict[str, str]:
    """{right: "có"} of all the group gives, beside its name."""
    given = group.permissions.select_related("content_type")
    return {"tên nhóm": group.name, **dict.fromkeys(sorted(map(permission_label, given)), "có")}


def differences(before: dict, after: dict) -> list[tuple[str, str, str]]:
    """[(what, before, after)] where the two are not the same; what is missing is ""."""
    pairs = [(name, before.get(name, ""), after.get(name, "")) for name in dict.fromkeys([*before, *after])]
    return [pair for pair in pairs if pair[1] != pair[2]]


def account_saved(request, account, before: dict):
    """Write down what became of an account that was as `before` says; an empty one was not there."""
    changes = differences(before, of_account(account))
    if not before:
        return record(Kind.ACCOUNT_ADDED, request, account=account, changes=changes)
    naming = [change for change in changes if change[0] in NAMING.values()]
    allowing = [change for change in changes if change not in naming]
    for kind, changed in ((Kind.ACCOUNT_CHANGED, naming), (Kind.RIGHTS, allowing)):
        if changed:
            record(kind, request, account=account, changes=changed)


def account_deleted(request, account):
    """Write down an account that is about to be deleted."""
    record(Kind.ACCOUNT_DELETED, request, account=account, changes=differences(of_account(account), {}))


def group_saved(request, group, before: dict, after: dict):
    """Write down what became of a group; an empty side means that it was not there, or is not any more."""
    words = "Tạo nhóm" if not before else "" if after else "Xoá nhóm"
    if changes := differences(before, after):
        record(Kind.RIGHTS, request, account=f"nhóm {group.name}", words=words, changes=changes)

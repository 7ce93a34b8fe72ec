"""Checks of single values that several nouns share, with Vietnamese messages."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve, reverse


def site_address(value: str):
    """Refuse all but `https://…`, `http://…` and paths of this site (`/…`, never `//host` or a backslash)."""
    allowed = "Địa chỉ phải bắt đầu bằng https://, http:// hoặc / (trang trong website này)."
    if any(ord(char) <= 32 or char == "\\" for char in value):
        raise ValidationError("Địa chỉ có khoảng trắng hoặc ký tự lạ.")
    if value.startswith("/"):
        if value.startswith("//"):
            raise ValidationError(allowed)
        return
    try:
        parts = urlsplit(value)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        raise ValidationError("Địa chỉ viết chưa đúng.") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or "." not in parts.hostname or not port_is_fine:
        raise ValidationError(allowed)
    if parts.username or parts.password:
        raise ValidationError("Địa chỉ không được chứa tên đăng nhập hay mật khẩu.")


def site_path(value: str):
    """Refuse all but the path of a page of this site."""
    site_address(value)
    if not value.startswith("/"):
        raise ValidationError("Địa chỉ phải là một trang trong website này, bắt đầu bằng / (ví dụ /tin-tuc/).")
    try:
        resolve(urlsplit(value).path)
    except Resolver404:
        raise ValidationError("Website này không có trang nào ở địa chỉ đó.") from None


def page_path(value: str):
    """Refuse page paths that are malformed or belong to another part of the site."""
    parts = value.strip("/").split("/")
    if value != f"/{'/'.join(parts)}/" or not all(
        part and part.replace("-", "").isalnum() and part.isascii() for part in parts
    ):
        raise ValidationError("Địa chỉ phải có dạng /gioi-thieu/ (chữ thường không dấu, số, gạch nối).")
    if value != value.lower():
        raise ValidationError("Địa chỉ phải là chữ thường.")
    if f"/{parts[0]}/" in reserved_paths():
        raise ValidationError(f"/{parts[0]}/ đã dành cho phần khác của trang; chọn địa chỉ khác.")


def reserved_paths() -> set[str]:
    """First parts of the addresses that the site's own views answer."""
    from hoiphunu.urls import OWN_PATHS

    return {f"/{name}/" for name in OWN_PATHS} | {reverse("admin:index")}

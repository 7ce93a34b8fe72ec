import pytest
from django.core.exceptions import ValidationError

from hoiphunu.urls import OWN_PATHS
from hoiphunu.validators import page_path, site_address


@pytest.mark.parametrize(
    "address",
    [
        *("https://vnexpress.net/", "http://vbpl.vn", "https://a.b:8443/x?y=1#z", "/", "/tin-tuc/?trang=2"),
        *("https://phụnữ.vn/", "https://phunuvietnam.vn/đường-dẫn"),
    ],
)
def test_site_address_takes(address):
    site_address(address)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "ftp://a.b/",
            "mailto:a@b.vn",
        ),
        *("//evil.example", "/\\evil.example", "\\\\evil", "https:evil.example", "https:///evil", "tin-tuc/", ""),
        *("https://", "https://localhost/", "https://user@bank.vn/", "https://user:pw@bank.vn/", "https://a.b:99999/"),
        *(
            "https://a.b:x/",
            "https://[bad",
            " https://a.b/",
            "https://a.b/\n",
            "https://a. b/",
            "java\tscript:x",
            "/a\x00",
        ),
        *("https://a.b:0/", "?trang=2", "#x"),
    ],
)
def test_site_address_refuses(address):
    with pytest.raises(ValidationError):
        site_address(address)


@pytest.mark.parametrize("path", ["/gioi-thieu/", "/gioi-thieu/lich-su/", "/2025/"])
def test_page_path_takes(path):
    page_path(path)


@pytest.mark.parametrize(
    "path",
    [
        *("gioi-thieu", "/gioi-thieu", "gioi-thieu/", "/", "//", "", "/a//b/", "/Gioi-thieu/", "/giới-thiệu/", "/a b/"),
        *("/a.b/", "/../", "/a/../b/", "/a?b/", "/a_b/", "/--/", "/a\x00/", "/a/\n"),
        *(f"/{name}/" for name in sorted(OWN_PATHS)),
        "/tin-tuc/khac/",
    ],
)
def test_page_path_refuses(path):
    with pytest.raises(ValidationError):
        page_path(path)

import pytest

from hoiphunu.webaddress import LONGEST_KEY, ascii_host, key, sendable


@pytest.mark.parametrize(
    "spelling",
    [
        *("https://vbpl.vn/a/b", "http://vbpl.vn/a/b", "HTTPS://WWW.VBPL.VN/a/b/", "https://vbpl.vn:443/a/b#muc"),
        *("https://vbpl.vn./a/b?utm_source=zalo&fbclid=1", " http://vbpl.vn:80/a/./x/../b ", "https://vbpl.vn/%61/b?"),
    ],
)
def test_spellings_of_one_page(spelling):
    assert key(spelling) == "vbpl.vn/a/b"


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("https://vbpl.vn/a?b=1&c=2", "vbpl.vn/a?b=1&c=2"),
        ("https://vbpl.vn/a?b=1&gclid=2&utm_medium", "vbpl.vn/a?b=1"),
        ("https://vbpl.vn:8443/", "vbpl.vn:8443"),
        ("http://vbpl.vn:443/", "vbpl.vn:443"),
        ("https://vbpl.vn/A", "vbpl.vn/A"),
        ("https://www.vn/", "www.vn"),
        ("/tin-tuc/", "/tin-tuc"),
        ("/", "/"),
        ("mailto:hoi@example.vn", "mailto:hoi@example.vn"),
        ("https://[::1", "https://[::1"),
    ],
)
def test_what_makes_another_page(address, wanted):
    assert key(address) == wanted


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://hội.example.vn/x", "https://xn--hi-79s.example.vn/x"),
        ("https://vbpl.vn/v%C4%83n", "https://vbpl.vn/văn"),
        ("https://vbpl.vn/va%CC%86n", "https://vbpl.vn/văn"),
        ("https://vbpl.vn/%7ehoi", "https://vbpl.vn/~hoi"),
        ("https://vbpl.vn/a%2fb", "https://vbpl.vn/a%2Fb"),
        ("https://vbpl.vn/%ff", "https://vbpl.vn/%FF"),
    ],
)
def test_letters_and_their_escapes_are_one(one, other):
    assert key(one) == key(other)


def test_escaped_slash_stays_apart_from_a_slash():
    assert key("https://vbpl.vn/a%2Fb") != key("https://vbpl.vn/a/b")


def test_long_addresses_fit_the_column_and_stay_apart():
    one, other = (key(f"https://vbpl.vn/{'a' * 900}{end}") for end in "xy")
    assert (len(one), len(other), one == other) == (LONGEST_KEY, LONGEST_KEY, False)


def test_hosts_and_lines_as_they_are_sent():
    assert (ascii_host("Hội.Example.VN."), ascii_host("a" * 70)) == ("xn--hi-79s.example.vn", "a" * 70)
    assert sendable("/văn bản?a=1&b=%20") == "/v%C4%83n%20b%E1%BA%A3n?a=1&b=%20"

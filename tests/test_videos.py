import pytest

from hoiphunu import videos

FILM = "dQw4w9WgXcQ"


@pytest.mark.parametrize(
    "address",
    [
        f"https://www.youtube.com/watch?v={FILM}",
        f"https://m.youtube.com/watch?app=desktop&v={FILM}&t=12s",
        f"http://youtube.com/watch?v={FILM}",
        f"https://youtu.be/{FILM}?si=abc",
        f"https://www.youtube.com/embed/{FILM}",
        f"https://www.youtube-nocookie.com/embed/{FILM}?rel=0",
        f"https://www.youtube.com/shorts/{FILM}",
        f"https://www.youtube.com/live/{FILM}?feature=share",
    ],
)
def test_key_of_a_film(address):
    assert videos.key(address) == FILM
    assert videos.page(videos.key(address)) == f"https://www.youtube.com/watch?v={FILM}"


@pytest.mark.parametrize(
    "address",
    [
        *("", "/tin-tuc/", "https://www.youtube.com/", "https://www.youtube.com/@hoiphunu", "https://youtu.be/"),
        *(f"https://youtube.com.example.com/watch?v={FILM}", f"https://example.com/embed/{FILM}"),
        *(f"ftp://youtu.be/{FILM}", "https://youtu.be/ngan", f"https://youtu.be/{FILM}dai", "https://[x/watch?v=1"),
        *("https://www.youtube.com/watch?v=<script>ab", f"https://www.youtube.com/playlist?list={FILM}"),
        "https://www.youtube.com/embed",
    ],
)
def test_what_is_no_film(address):
    assert videos.key(address) == ""

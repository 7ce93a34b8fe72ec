import random
import re
import time
import unicodedata
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from hoiphunu import richtext
from hoiphunu.richtext import (
    ATTRIBUTES,
    MAX_BYTES,
    MAX_TAGS,
    TAGS,
    clean,
    excerpt,
    headings,
    photo_ids,
    plain_text,
    reading_minutes,
    render,
    video_keys,
)

PASTES = sorted(path for path in Path(__file__).with_name("paste").glob("*.html") if ".clean" not in path.name)


class Forbidden(HTMLParser):
    """Everything in a text that is not on ARCHITECTURE's list, as a browser's parser would meet it."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS:
            self.found.append(tag)
        for name, value in attrs:
            if name == "class" and re.fullmatch("align-(left|center|right|justify)", value):
                continue
            if name not in ATTRIBUTES.get(tag, ()):
                self.found.append(f"{tag}[{name}]")
            if name == "href" and not re.match(r"https?://[^/\\]|mailto:|tel:|/(?![/\\])", value):
                self.found.append(value)
            if name == "src" and not re.match(r"/tep/", value):
                self.found.append(value)

    def handle_comment(self, data):
        self.found.append(f"<!--{data}")

    handle_decl = handle_pi = unknown_decl = handle_comment


def forbidden(html):
    return Forbidden(html).found


@pytest.mark.parametrize("path", PASTES, ids=lambda path: path.stem)
def test_paste_is_cleaned_as_its_neighbour_says(path):
    assert clean(path.read_text()) == path.with_suffix(".clean.html").read_text().rstrip("\n")


def test_every_paste_has_its_neighbour():
    assert [path.stem for path in PASTES] == [
        *("excel", "facebook", "gmail", "google_docs", "libreoffice", "mac_pages"),
        *("old_cms", "trang_bao", "word", "word_theo_doi", "zalo"),
    ]


@pytest.mark.parametrize(
    ("html", "stored"),
    [
        ("", ""),
        (None, ""),
        ("chữ trần", "<p>chữ trần</p>"),
        ("a < b & c > d", "<p>a &lt; b &amp; c &gt; d</p>"),
        ("Phu\u0323 nư\u0303", "<p>Phụ nữ</p>"),
        ("a\x00b\ufeff", "<p>ab</p>"),
        ("<p>một<p>hai", "<p>một</p>\n<p>hai</p>"),
        ("<p>a<br><br>b<br></p>", "<p>a</p>\n<p>b</p>"),
        ("<p>&nbsp;</p><p><br></p><p><b> </b></p><blockquote></blockquote><ul><li></li></ul>", ""),
        ("<h1><b>Một</b></h1><h5>Năm</h5>", "<h2>Một</h2>\n<h4>Năm</h4>"),
        ("<b>a</b><b>b</b> <i>c</i>", "<p><strong>ab</strong> <em>c</em></p>"),
        ("<b><p>a</p><ul><li>b</ul></b>", "<p><strong>a</strong></p>\n<ul><li><strong>b</strong></li></ul>"),
        ("<div>a<div>b</div>c</div>", "<p>a</p>\n<p>b</p>\n<p>c</p>"),
        ("<center>a</center>", '<p class="align-center">a</p>'),
        ('<p style="text-align:right;color:red">a</p>', '<p class="align-right">a</p>'),
        ('<p class="x align-justify align-left">a</p>', '<p class="align-justify">a</p>'),
        ('<p style="text-align:left:x">a</p>', "<p>a</p>"),
        ("<ul>a<li>b<ol><li>c</ol></ul>", "<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>"),
        ("<td>a</td><tr>b</tr>", "<p>a</p>\n<p>b</p>"),
        ("<p>H<sub>2</sub>O, 5 m<sup>2</sup></p>", "<p>H<sub>2</sub>O, 5 m<sup>2</sup></p>"),
        ("<table><tr><td colspan=0 rowspan=3>a", '<table><tbody><tr><td rowspan="3">a</td></tr></tbody></table>'),
        (
            '<table><caption>T</caption><tr><th scope="col">a</th><th scope="x">b</th></tr></table>',
            '<table><caption>T</caption><tbody><tr><th scope="col">a</th><th>b</th></tr></tbody></table>',
        ),
        ('<a href="/van-ban/?q=a b" title="x">v</a>', '<p><a href="/van-ban/?q=a%20b" title="x">v</a></p>'),
        ('<a href=" https://a.vn/x?y=1&z=2 ">v</a>', '<p><a href="https://a.vn/x?y=1&amp;z=2">v</a></p>'),
        ('<a href="tel:0377 672 444">v</a>', '<p><a href="tel:0377672444">v</a></p>'),
        ('<a href="mailto:a@b.vn">v</a>', '<p><a href="mailto:a@b.vn">v</a></p>'),
        ('<a href="#_ftn1">[1]</a>', "<p>[1]</p>"),
        ('<iframe src="https://v.vn/e/1">x</iframe>', '<p><a href="https://v.vn/e/1">https://v.vn/e/1</a></p>'),
        (
            '<img src="/tep/anh/a.jpg" alt="A &gt; B" width="20" height="x" data-photo="7" style="float:left">',
            '<p><img src="/tep/anh/a.jpg" alt="A &gt; B" width="20" data-photo="7" class="align-left"></p>',
        ),
        (
            '<div align="center"><figure class="image"><img src="/tep/a.jpg"><figcaption><p>C</p></figure></div>',
            '<figure class="align-center"><img src="/tep/a.jpg"><figcaption>C</figcaption></figure>',
        ),
        ('<figure><img src="//x.vn/a.jpg"><figcaption>C</figcaption></figure>', "<p>C</p>"),
        ("<blockquote>a<p>b</blockquote>", "<blockquote><p>a</p><p>b</p></blockquote>"),
        ('<p style="display:none">ẩn</p><span style="mso-hide:all">ẩn</span>hiện', "<p>hiện</p>"),
    ],
)
def test_clean(html, stored):
    assert clean(html) == stored
    assert clean(stored) == stored


ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x.vn/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script/x>alert(1)</script",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<math><mi xlink:href="data:x,<script>alert(1)</script>">',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)//>",
    "<img src=`x`onerror=alert(1)>",
    '<img src="/tep/a.jpg" onerror="alert(1)">',
    '<img src="/tep/../quan-tri/logout/">',
    '<img src="/tep/a.jpg?x=1">',
    '<img src="data:image/svg+xml,<svg onload=alert(1)>">',
    '<img src="https://x.vn/track.gif">',
    '<img srcset="https://x.vn/a 2x" src="/tep/a.jpg" alt="x" onload=alert(1)>',
    "<body onload=alert(1)>",
    "<body background=//x.vn/a.gif>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    '<iframe src="javascript:alert(1)"></iframe>',
    '<object data="javascript:alert(1)"></object>',
    '<embed src="//x.vn/x.swf">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="java&#10;script:alert(1)">x</a>',
    '<a href="&#106;avascript&colon;alert(1)">x</a>',
    '<a href="\x01javascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="vbscript:msgbox(1)">x</a>',
    '<a href="//x.vn">x</a>',
    '<a href="/\\x.vn">x</a>',
    '<a href="\\\\x.vn">x</a>',
    '<a href="/\t/x.vn">x</a>',
    '<a href="https:\\\\x.vn">x</a>',
    '<a href="https://site.vn@x.vn/">x</a>',
    '<a href="https:x.vn">x</a>',
    '<a href="file:///etc/passwd">x</a>',
    '<a href="/a" onclick=alert(1) target=_blank style="position:fixed;inset:0">x</a>',
    '<p style="position:fixed;top:0;background:url(//x.vn/a)">x</p>',
    '<p style="text-align:center;behavior:url(x)">x</p>',
    '<p class="align-left evil" id="location" name="x">x</p>',
    "<style>@import '//x.vn/x.css';</style>",
    '<link rel=stylesheet href="//x.vn/x.css">',
    '<meta http-equiv=refresh content="0;url=//x.vn">',
    '<base href="//x.vn/">',
    "<form action=//x.vn><input name=password><button formaction=javascript:alert(1)>x</button></form>",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "<title><img src=x onerror=alert(1)></title>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<template><img src=x onerror=alert(1)></template>",
    "<select><option><img src=x onerror=alert(1)></select>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml version='1.0'?><?php echo 1 ?>",
    "<video><source onerror=alert(1)></video><audio src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<x onclick=alert(1) contenteditable autofocus>x</x>",
    "<td background='//x.vn/a.gif' onmouseover=alert(1)>x</td>",
    '<a title="\'><img src=x onerror=alert(1)>" href="/a">x</a>',
    '<img src="/tep/a.jpg" alt="&quot;><script>alert(1)</script>">',
    "<p>{{7*7}}</p>&lt;script&gt;alert(1)&lt;/script&gt;",
    "<b>\u0338</b><i>\u0338script</i>",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_attack_leaves_nothing(attack):
    stored = clean(f"<p>trước</p>{attack}<p>sau</p>")
    assert forbidden(stored) == []
    assert clean(stored) == stored
    assert stored.startswith("<p>trước")


def test_the_check_on_attacks_sees_attacks():
    assert forbidden('<p onclick="x"><svg></svg><a href="//x.vn">x</a><!-- x -->') == [
        "p[onclick]",
        "svg",
        "//x.vn",
        "<!-- x ",
    ]


def fuzz(seed):
    chance = random.Random(seed)  # noqa: S311
    tags = sorted(TAGS) + "div span b i script style svg math table form center pre o:p template body x".split()
    pieces = [
        *(f"<{tag}>" for tag in tags),
        *(f"</{tag}>" for tag in tags),
        *("chữ", " ", "&nbsp;", "\u0301", "\u0338", "<", ">", '"', "&", "&lt;", "<!--", "-->", "</", "<a href='/a'>"),
        *('<img src="/tep/a.jpg" alt="x">', "<br><br>", '<p align="center">', '<span style="font-weight:700">'),
        *('<a href="javascript:x">', "<p style='mso-list:l0 level2'>", "<td colspan=2>", "<img src=x onerror=x>", "\n"),
    ]
    return "".join(chance.choices(pieces, k=chance.randint(1, 30)))


def test_clean_of_anything_is_allowed_and_settles():
    for seed in range(2000):
        html = fuzz(seed)
        stored = clean(html)
        assert (forbidden(stored), clean(stored)) == ([], stored), (seed, html)
        assert unicodedata.is_normalized("NFC", stored), (seed, html)


@pytest.mark.parametrize(
    "bomb",
    [
        "<div>" * 20_000 + "x",
        "<b>" * 20_000 + "x",
        "<table><tr><td>" * 5_000,
        "<ul><li>" * 14_000,
        "<font><p>" * 14_000,
        "<a b='" * 20_000,
        "<a " + "x " * 190_000 + ">",
        "<b>" + "\u0301" * 150_000,
        "<" * 29_000,
        "<p>" + " \xa0" * 90_000 + "x",
    ],
    ids=lambda bomb: bomb[:12],
)
def test_bomb_is_defused_quickly(bomb):
    begin = time.process_time()
    assert forbidden(clean(bomb)) == []
    assert time.process_time() - begin < 3


@pytest.mark.parametrize(
    ("html", "message"),
    [
        ("ộ" * (MAX_BYTES // 3 + 1), "Nội dung quá dài: tối đa 400 KB."),
        ("&" * (MAX_BYTES - 1), "Nội dung quá dài: tối đa 400 KB."),
        ("<br>" * (MAX_TAGS + 1), "Nội dung có quá nhiều thẻ định dạng."),
    ],
    ids=["given", "grown", "tags"],
)
def test_too_much_is_refused_in_vietnamese(html, message):
    with pytest.raises(ValidationError) as refusal:
        clean(html)
    assert refusal.value.messages[0].startswith(message)


BODY = (
    "<h2>Mục một</h2>\n<p>Câu <strong>một</strong> &amp; hai.</p>\n<ul><li>ba</li><li>bốn</li></ul>\n"
    '<figure class="align-right"><img src="/tep/a.jpg" alt="Ảnh &quot;A&quot;" data-photo="7">'
    "<figcaption>Chú thích</figcaption></figure>\n"
    '<p><img src="/tep/b.jpg" data-photo="12" class="align-left">năm</p>\n'
    '<p><img src="/tep/a.jpg" data-photo="7"></p>\n'
    "<table><tbody><tr><td>sáu</td><td>bảy</td></tr></tbody></table>"
)


def test_body_of_these_tests_is_a_stored_one():
    assert clean(BODY) == BODY


def test_plain_text_has_a_line_for_each_block():
    lines = ["Mục một", "Câu một & hai.", "ba", "bốn", "Chú thích", "năm", "sáu", "bảy"]
    assert plain_text(BODY).split("\n") == lines


def test_photo_ids_and_headings():
    assert photo_ids(BODY) == [7, 12]
    assert headings(BODY) == [(2, "Mục một")]


@pytest.mark.parametrize(
    ("length", "expected"), [(16, "Mục một Câu một…"), (18, "Mục một Câu một &…"), (400, None), (3, "Mụ…")]
)
def test_excerpt_ends_between_words(length, expected):
    assert excerpt(BODY, length) == (expected or " ".join(plain_text(BODY).split()))


@pytest.mark.parametrize(("syllables", "minutes"), [(0, 1), (220, 1), (221, 2), (2200, 10)])
def test_reading_minutes(syllables, minutes):
    assert reading_minutes(f"<p>{'chữ ' * syllables}</p>") == minutes


def test_render_puts_photos_and_wraps_tables():
    assert render(BODY, lambda photo, alt: f"<img {photo} {alt}>") == (
        '<h2 id="muc-muc-mot">Mục một</h2>\n'
        "<p>Câu <strong>một</strong> &amp; hai.</p>\n<ul><li>ba</li><li>bốn</li></ul>\n"
        '<figure class="align-right"><img 7 Ảnh "A"><figcaption>Chú thích</figcaption></figure>\n'
        '<p><span class="align-left"><img 12 ></span>năm</p>\n'
        "<p><img 7 ></p>\n"
        '<div class="table-wrap" tabindex="0" role="region" aria-label="Bảng">'
        "<table><tbody><tr><td>sáu</td><td>bảy</td></tr></tbody></table></div>"
    )


def test_render_leaves_out_a_photo_without_picture():
    assert render(BODY, lambda photo, alt: None) == (
        '<h2 id="muc-muc-mot">Mục một</h2>\n'
        "<p>Câu <strong>một</strong> &amp; hai.</p>\n<ul><li>ba</li><li>bốn</li></ul>\n\n"
        "<p>năm</p>\n\n"
        '<div class="table-wrap" tabindex="0" role="region" aria-label="Bảng">'
        "<table><tbody><tr><td>sáu</td><td>bảy</td></tr></tbody></table></div>"
    )


def test_render_of_a_picture_without_number_keeps_it():
    html = clean('<p><img src="/tep/a.jpg"><img src="/tep/b.jpg" alt="B"></p>')
    assert render(html, lambda photo, alt: None) == (
        '<p><img src="/tep/a.jpg" alt="" loading="lazy"><img src="/tep/b.jpg" alt="B" loading="lazy"></p>'
    )


def test_what_is_remembered_as_clean_stays_small_and_is_clean():
    for number in range(richtext.REMEMBERED + 3):
        richtext.clean(f"<p onclick='x'>Câu {number}</p>")
    assert len(richtext._known) <= richtext.REMEMBERED
    assert richtext.clean("<p onclick='x'>Câu 1</p>") == "<p>Câu 1</p>"


def shown_video(key, words, cover):
    return f"[{key}|{words}|{cover}]"


FILM = "https://youtu.be/dQw4w9WgXcQ"


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        (f'<p><a href="{FILM}">Lễ ra quân</a></p>', '<figure class="video">[dQw4w9WgXcQ|Lễ ra quân|]</figure>'),
        (
            f'<figure><a href="{FILM}"><img src="/tep/a.jpg" data-photo="7"></a><figcaption>C</figcaption></figure>',
            '<figure class="video">[dQw4w9WgXcQ||<picture 7>]<figcaption>C</figcaption></figure>',
        ),
        (
            f'<p class="align-center"><a href="{FILM}"><img src="/tep/a.jpg" alt="" data-photo="8"></a></p>',
            '<figure class="video">[dQw4w9WgXcQ||]</figure>',
        ),
        (f'<p>Xem <a href="{FILM}">phim</a></p>', f'<p>Xem <a href="{FILM}">phim</a></p>'),
        ('<p><a href="/tin-tuc/">Tin</a></p>', '<p><a href="/tin-tuc/">Tin</a></p>'),
    ],
)
def test_render_shows_a_film_for_a_link_that_stands_alone(html, shown):
    assert render(html, lambda photo, alt: "<picture 7>" if photo == 7 else None, shown_video) == shown
    assert video_keys(html) == (["dQw4w9WgXcQ"] if "video" in shown else [])


def figures(*numbers):
    return "\n".join(f'<figure><img src="/tep/a.jpg" alt="A" data-photo="{number}"></figure>' for number in numbers)


def test_render_of_photos_in_a_row_is_a_set_that_opens_each():
    html = f"<p>Một</p>\n{figures(1, 2)}\n<p>Hai</p>\n{figures(3)}"
    shown = render(html, lambda photo, alt: f"<img {photo}>", whole=lambda photo: f"/{photo}.jpg?a&b")
    assert shown == (
        '<p>Một</p>\n<div class="gallery"><figure><a href="/1.jpg?a&amp;b"><img 1></a></figure>\n'
        '<figure><a href="/2.jpg?a&amp;b"><img 2></a></figure></div>\n<p>Hai</p>\n<figure><img 3></figure>'
    )


def test_render_of_a_set_leaves_out_a_photo_that_is_gone():
    there = {1: "<img 1>", 3: "<img 3>"}
    shown = render(figures(1, 2, 3), lambda pk, alt: there.get(pk), whole=lambda pk: "/a" if pk in there else None)
    assert shown == (
        '<div class="gallery"><figure><a href="/a"><img 1></a></figure>\n\n'
        '<figure><a href="/a"><img 3></a></figure></div>'
    )

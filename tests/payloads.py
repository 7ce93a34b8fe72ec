"""More than 500 pieces of text that would run a script if a page printed them as they are; each calls alert()."""

from tests.test_richtext import ATTACKS

RUN = "alert(1)"

EVENTS = (
    *(
        "onerror",
        "onload",
        "onclick",
        "onmouseover",
        "onmouseenter",
        "onfocus",
        "onfocusin",
        "onblur",
        "onanimationstart",
    ),
    *(
        "onanimationend",
        "ontransitionend",
        "onbegin",
        "onend",
        "onrepeat",
        "ontoggle",
        "onbeforetoggle",
        "onpointerover",
    ),
    *(
        "onpointerenter",
        "onpointerrawupdate",
        "onwheel",
        "onscroll",
        "onscrollend",
        "onresize",
        "oncontentvisibilityautostatechange",
    ),
    *(
        "onstart",
        "onfinish",
        "onbounce",
        "onloadstart",
        "oncanplay",
        "onplay",
        "onloadeddata",
        "onsuspend",
        "onstalled",
    ),
    *("onpageshow", "onhashchange", "onmessage", "onunhandledrejection", "onbeforecopy", "onpaste", "oncut", "oninput"),
    *(
        "oninvalid",
        "onselect",
        "onsubmit",
        "onformdata",
        "onauxclick",
        "oncontextmenu",
        "ondrag",
        "oncancel",
        "onclose",
    ),
)
CARRIERS = (
    "<img src=x {}={}>",
    "<svg {}={}>",
    "<input autofocus {}={}>",
    "<details open {}={}><summary>x</summary></details>",
    "<x tabindex=1 autofocus style=animation:x {}={}>x</x>",
)
SCHEMES = (
    *("javascript:{}", "JaVaScRiPt:{}", "java\tscript:{}", "java\nscript:{}", " javascript:{}", "\x01javascript:{}"),
    *(
        "java&#x0A;script:{}",
        "&#106;avascript:{}",
        "javascript&colon;{}",
        "javascript&#58{}",
        "javascript:&#47;&#47;%0A{}",
    ),
    *(
        "data:text/html,<script>{}</script>",
        "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
        "vbscript:{}",
    ),
    *("javascript://%0a{}", "javascript:/*--></title>*/{}", "view-source:javascript:{}", "feed:javascript:{}"),
)
HOLDERS = (
    *(
        '<a href="{}">x</a>',
        "<a href='{}'>x</a>",
        "<form action='{}'><button>x</button></form>",
        "<iframe src='{}'></iframe>",
    ),
    *("<object data='{}'></object>", "<svg><a xlink:href='{}'><text>x</text></a></svg>", "<math href='{}'>x</math>"),
    *(
        "<button formaction='{}' form=x>x</button>",
        "<embed src='{}'>",
        "<base href='{}'>",
        "<link rel=stylesheet href='{}'>",
    ),
    "<meta http-equiv=refresh content='0;url={}'>",
)
CLOSERS = (
    *("</title>", "</script>", "</textarea>", "</style>", "-->", "--!>", "]]>", "</noscript>", "</template>", "</xmp>"),
    *(
        "</iframe>",
        "</noembed>",
        "</select>",
        "</svg>",
        "</math>",
        "</option>",
        "</a>",
        "</td></tr></table>",
        '"/>',
        "'/>",
    ),
    *('">', "'>", "`>", '\\">', "%22>", "&quot;>", "\u2028", "{%endverbatim%}", "*/", "//"),
)
INSIDE = ("<script>{}</script>", "<img src=x onerror={}>", "<svg/onload={}>")
BREAKOUTS = ('" {}={} x="', "' {}={} x='", '"><x {}={} ', "' autofocus {}={} x", "`{}={}`", '\\" {}={} ')
OTHERS = (
    *(
        "{{constructor.constructor('alert(1)')()}}",
        "${alert(1)}",
        "<%= alert(1) %>",
        "#{alert(1)}",
        "{{7*7}}",
        "{%debug%}",
    ),
    *("\\u003cscript\\u003ealert(1)\\u003c/script\\u003e", "+ADw-script+AD4-alert(1)+ADw-/script+AD4-", "';alert(1)//"),
    *(
        '";alert(1)//',
        "'-alert(1)-'",
        "\\';alert(1)//",
        "</script><script>alert(1)//",
        "<!--<script>",
        "<![CDATA[<script>alert(1)//",
    ),
    *(
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&amp;lt;img src=x onerror=alert(1)&amp;gt;",
        "＜script＞alert(1)＜/script＞",
    ),
    *("<script\x0c>alert(1)</script>", "<\u017fcript>alert(1)</script>", "%3Cscript%3Ealert(1)%3C/script%3E"),
    *(
        "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
        "[x](javascript:alert(1))",
        "<?xml-stylesheet href='javascript:alert(1)'?>",
    ),
)


def payloads() -> list[str]:
    """All of them, each once, in an order that mixes the kinds."""
    found = [carrier.format(event, RUN) for event in EVENTS for carrier in CARRIERS]
    found += [holder.format(scheme.format(RUN)) for scheme in SCHEMES for holder in HOLDERS]
    found += [closer + inside.format(RUN) for closer in CLOSERS for inside in INSIDE]
    found += [breakout.format(event, RUN) for event in EVENTS[:12] for breakout in BREAKOUTS]
    found += [*ATTACKS, *OTHERS]
    unique = list(dict.fromkeys(found))
    return [unique[number * 277 % len(unique)] for number in range(len(unique))]

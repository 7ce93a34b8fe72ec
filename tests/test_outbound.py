import socket
import time

import pytest

from hoiphunu.outbound import MOST_REDIRECTS, Answer, State, TroubleError, Visitor, is_public, resolve
from tests.webservers import Authority, Names, drips, hangs_up, only_get, pours, served, visitor


@pytest.fixture
def site():
    with served() as site:
        yield site


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


def at(site, path="/", host="bao.example.vn", scheme="http"):
    return f"{scheme}://{host}:{site.port}{path}"


def test_page_that_is_there_is_asked_for_its_head_only(site):
    assert visitor(site, agent="Kiểm tra".encode().decode("latin-1")).visit(at(site)) == Answer(
        State.FINE, at(site), 200
    )
    assert site.asked == [("HEAD", "/")]


def test_what_the_other_side_learns(site):
    visitor(site, agent="link check; +https://hoi.example.vn").visit(at(site, "/văn bản/?q=hội&a=%20#muc"))
    assert site.asked == [("HEAD", "/v%C4%83n%20b%E1%BA%A3n/?q=h%E1%BB%99i&a=%20")]
    assert site.heads == [
        {
            "Host": f"bao.example.vn:{site.port}",
            "Accept-Encoding": "identity",
            "User-Agent": "link check; +https://hoi.example.vn",
            "Accept": "text/html,*/*;q=0.8",
            "Accept-Language": "vi",
            "Connection": "close",
        }
    ]


@pytest.mark.parametrize(
    ("code", "state", "asked"),
    [
        *((200, State.FINE, 1), (204, State.FINE, 1), (304, State.FINE, 1)),
        *((404, State.GONE, 2), (410, State.GONE, 1)),
        *((401, State.SHY, 2), (403, State.SHY, 2), (429, State.SHY, 1)),
        *((400, State.REFUSING, 2), (405, State.REFUSING, 2), (451, State.REFUSING, 2)),
        *((500, State.BROKEN, 2), (501, State.BROKEN, 2), (503, State.BROKEN, 2)),
    ],
)
def test_codes(site, code, state, asked):
    site.pages["/"] = code
    assert visitor(site).visit(at(site)) == Answer(state, at(site), code)
    assert [method for method, _ in site.asked] == ["HEAD", "GET"][:asked]


def test_page_that_refuses_heads_is_asked_as_readers_ask(site):
    site.pages["/"] = only_get()
    assert visitor(site).visit(at(site)) == Answer(State.FINE, at(site), 200)


def test_text_without_end_is_not_read(site):
    site.pages["/"] = lambda handler: pours(handler) if handler.command == "GET" else only_get()(handler)
    began = time.monotonic()
    assert visitor(site).visit(at(site)).state == State.FINE
    assert time.monotonic() - began < 2


def test_server_that_hangs_up_or_talks_nonsense(site):
    site.pages |= {"/ngat": hangs_up, "/la": lambda handler: handler.wfile.write(b"SSH-2.0-x\r\n")}
    assert [visitor(site).visit(at(site, path)).state for path in ("/ngat", "/la")] == [State.CUT] * 2


def test_redirects_are_followed_and_told(site):
    site.pages |= {"/a": (301, "/b?x=1"), "/b?x=1": (308, at(site, "/mới").encode().decode("latin-1"))}
    answer = visitor(site).visit(at(site, "/a"))
    hops = ((at(site, "/a"), 301), (at(site, "/b?x=1"), 308))
    assert (answer, answer.has_moved_for_good) == (Answer(State.FINE, at(site, "/mới"), 200, hops), True)


@pytest.mark.parametrize("code", [302, 303, 307])
def test_one_redirect_for_a_while_makes_no_move_for_good(site, code):
    site.pages |= {"/a": (301, "/b"), "/b": (code, "/c")}
    assert visitor(site).visit(at(site, "/a")).has_moved_for_good is False


def test_page_that_is_there_or_gone_has_not_moved(site):
    site.pages |= {"/a": (301, "/b"), "/b": 404}
    answers = [visitor(site).visit(at(site, path)) for path in ("/a", "/")]
    assert [answer.has_moved_for_good for answer in answers] == [False, False]


def test_redirects_have_an_end(site):
    site.pages |= {f"/{number}": (302, f"/{number + 1}") for number in range(20)}
    answer = visitor(site).visit(at(site, "/0"))
    assert (answer.state, len(answer.hops), len(site.asked)) == (State.LOOP, MOST_REDIRECTS + 1, MOST_REDIRECTS + 1)
    site.pages[f"/{MOST_REDIRECTS}"] = 200
    assert visitor(site).visit(at(site, "/0")).state == State.FINE


def test_silence_and_dripping_end_in_time(site):
    site.pages |= {"/im": lambda handler: time.sleep(2), "/giot": drips}
    for path in ("/im", "/giot"):
        began = time.monotonic()
        assert visitor(site).visit(at(site, path)).state == State.SLOW
        assert time.monotonic() - began < 1.5


def test_whole_visit_has_a_bound(site):
    site.pages |= {f"/{n}": lambda handler, n=n: (time.sleep(0.4), _redirect(handler, f"/{n + 1}")) for n in range(9)}
    began = time.monotonic()
    assert visitor(site, most_seconds=1).visit(at(site, "/0")).state == State.SLOW
    assert time.monotonic() - began < 1.6


def _redirect(handler, place):
    handler.send_response(302)
    handler.send_header("Location", place)
    handler.end_headers()


def test_nobody_listens():
    with served() as gone:
        pass
    assert visitor(gone).visit(at(gone)).state == State.CLOSED


def test_names():
    def busy(*asked):
        raise TroubleError(State.NAME_BUSY)

    assert Visitor(resolve=busy).visit("http://bao.example.vn/").state == State.NAME_BUSY
    assert Visitor(resolve=Names(bao_example_vn=[])).visit("http://bao.example.vn/").state == State.NO_NAME


@pytest.mark.parametrize(
    ("error", "state"),
    [(socket.EAI_NONAME, State.NO_NAME), (socket.EAI_AGAIN, State.NAME_BUSY)],
)
def test_what_the_system_says_of_names(monkeypatch, error, state):
    def asked(*args, **kwargs):
        raise socket.gaierror(error, "")

    monkeypatch.setattr(socket, "getaddrinfo", asked)
    with pytest.raises(TroubleError) as trouble:
        resolve("bao.example.vn", 80, 2)
    assert trouble.value.state == state


def test_slow_resolver_is_left(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: time.sleep(1))
    with pytest.raises(TroubleError) as trouble:
        resolve("bao.example.vn", 80, 0.1)
    assert trouble.value.state == State.NAME_BUSY


def test_system_finds_this_machine():
    assert resolve("127.0.0.1", 80, 2) == ["127.0.0.1"]


# --- never a machine that is not everybody's


@pytest.mark.parametrize("ip", ["8.8.8.8", "103.1.208.1", "2001:4860:4860::8888", "2400:cb00::1"])
def test_public_addresses(ip):
    assert is_public(ip) is True


@pytest.mark.parametrize(
    "ip",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.8"),
        *("198.18.0.1", "192.0.0.8", "192.0.2.1", "192.88.99.1", "224.0.0.1", "239.1.1.1", "240.0.0.1"),
        *("255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fec0::1", "ff0e::1", "::ffff:8.8.8.8"),
        *("::ffff:127.0.0.1", "::7f00:1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:1::1"),
        *("2001:db8::1", "3fff::1", "fe80::1%lo", "5f00::1"),
    ],
)
def test_other_addresses(ip, site):
    assert is_public(ip) is False
    found = Visitor(resolve=Names(noi_example_vn=[ip]), ports=[site.port]).visit(at(site, host="noi.example.vn"))
    assert (found.state, site.asked) == (State.FORBIDDEN, [])


def test_host_with_one_private_address_is_refused_as_a_whole(site):
    names = Names(hai_example_vn=["8.8.8.8", "127.0.0.1"])
    assert Visitor(resolve=names, ports=[site.port]).visit(at(site, host="hai.example.vn")).state == State.FORBIDDEN
    assert site.asked == []


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.1", "127.1", "2130706433", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]", "017700000001"],
)
def test_loopback_by_any_spelling_hears_nothing(site, host):
    assert Visitor(ports=[site.port]).visit(at(site, host=host)).state in (State.FORBIDDEN, State.NO_NAME)
    assert site.asked == []


def test_redirect_leads_to_no_private_machine(site):
    with served() as inner:
        site.pages["/"] = (302, at(inner, "/mat", host="noi-bo.example.vn"))
        names = Names(noi_bo_example_vn=["10.0.0.7"])
        names.places["noi-bo.example.vn"] = ["10.0.0.7"]
        found = visitor(site, inner, names=names).visit(at(site))
        assert (found.state, found.address, inner.asked) == (
            *(State.FORBIDDEN, at(inner, "/mat", host="noi-bo.example.vn"), []),
        )


def test_name_that_changes_its_answer_is_asked_once_for_each_request(site):
    """What was judged is what is connected to: an answer that turns private later is judged as well."""
    names = Names(doi_example_vn=[["127.0.0.1"], ["10.0.0.7"]])
    site.pages["/"] = (302, "/lan-hai")
    found = visitor(site, names=names).visit(at(site, host="doi.example.vn"))
    assert (found.state, names.asked, site.asked) == (State.FORBIDDEN, ["doi.example.vn"] * 2, [("HEAD", "/")])


def test_connection_goes_to_the_judged_address(site, monkeypatch):
    """The system's resolver, which a rebinding name would fool at the second question, hears no name."""
    heard, connect = [], socket.create_connection

    def connected(address, *args):
        heard.append(address)
        return connect(address, *args)

    monkeypatch.setattr(socket, "create_connection", connected)
    visitor(site).visit(at(site))
    assert heard == [("127.0.0.1", site.port)]


@pytest.mark.parametrize(
    "address",
    [
        *("ftp://bao.example.vn/", "file:///etc/passwd", "gopher://bao.example.vn/", "javascript:alert(1)", "/tin/"),
        *("http://bao.example.vn:22/", "http://bao.example.vn:6379/", "http://a:b@bao.example.vn/", "http://[::1"),
        *("http://bao.example.vn:99999/", "http:///x", ""),
    ],
)
def test_other_schemes_and_ports_are_not_asked(address):
    names = Names()
    assert (Visitor(resolve=names).visit(address).state, names.asked) == (State.FORBIDDEN, [])


def test_header_lines_cannot_be_smuggled(site):
    site.pages["/a"] = (302, "/b%0d%0aX-Injected: 1")
    visitor(site).visit(at(site, "/a"))
    visitor(site).visit(at(site, "/c\r\nX-Injected: 1"))
    assert not any("X-Injected" in head for head in site.heads)


# --- trouble with TLS, told apart


@pytest.mark.parametrize(
    ("host", "days", "state"),
    [
        ("bao.example.vn", (-1, 1), State.FINE),
        ("bao.example.vn", (-9, -1), State.EXPIRED),
        ("bao.example.vn", (1, 9), State.EXPIRED),
        ("khac.example.vn", (-1, 1), State.WRONG_NAME),
    ],
)
def test_certificates(authority, host, days, state):
    with served(authority.context(host, *days)) as site:
        found = visitor(site, trust=authority.trust).visit(at(site, scheme="https"))
        assert (found.state, len(site.asked)) == (state, state == State.FINE)


def test_certificate_of_an_unknown_issuer(authority, tmp_path):
    with served(Authority(tmp_path).context("bao.example.vn")) as site:
        assert visitor(site, trust=authority.trust).visit(at(site, scheme="https")).state == State.UNKNOWN_ISSUER


def test_server_without_tls(authority, site):
    assert visitor(site, trust=authority.trust).visit(at(site, scheme="https")).state == State.TLS

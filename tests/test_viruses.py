"""The scanner of viruses: a document it finds something in, or cannot look at, is not taken."""

import socketserver
import struct
import threading
from io import BytesIO

import pytest

from announcements.models import LegalDocument
from hoiphunu import doctor, files, viruses
from tests import hostile, staff

# The text all scanners agree to call a virus, in two parts lest one finds this file.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + rb"ANTIVIRUS-TEST-FILE!$H+H*"
CLEAN, ILL = hostile.pdf(), hostile.pdf(b"% " + EICAR + b"\n")


class Clamd(socketserver.StreamRequestHandler):
    """Speaks as clamd does: a command ended by NUL, pieces with their lengths, an answer ended by NUL."""

    def handle(self):
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zPING\0":
            self.wfile.write(b"PONG\0")
            return
        assert command == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        self.server.seen.append(len(content))
        if self.server.says:
            self.wfile.write(self.server.says)
        else:
            self.wfile.write(b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0")


@pytest.fixture
def scanner(settings):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        server.seen, server.says, server.daemon_threads = [], b"", True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMD_URL = f"tcp://127.0.0.1:{server.server_address[1]}"
        yield server
        server.shutdown()


def refusal(content):
    with pytest.raises(files.FileRefused) as refused:
        files.clean(BytesIO(content))
    return refused.value.message


def test_whole_document_is_looked_at_and_taken(scanner):
    upload = BytesIO(CLEAN)
    assert (files.clean(upload).extension, upload.tell()) == ("pdf", 0)
    assert scanner.seen == [len(CLEAN)]


def test_document_with_a_virus_is_refused_by_its_name(scanner):
    assert "“Eicar-Signature”" in refusal(ILL)


def test_without_a_scanner_nothing_is_asked(scanner, settings):
    settings.CLAMD_URL = ""
    assert files.clean(BytesIO(ILL)).extension == "pdf"
    assert scanner.seen == []


@pytest.mark.parametrize(
    "says", [b"INSTREAM size limit exceeded. ERROR\0", b"\0", b"stream: OK but not quite\0", b"x" * 5000]
)
def test_scanner_that_could_not_say_is_no_yes(scanner, says):
    scanner.says = says
    assert refusal(CLEAN) == files.UNSCANNED


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "unix:///khong/co/clamd.ctl"])
def test_scanner_that_is_away_lets_nothing_through(settings, address):
    settings.CLAMD_URL = address
    assert refusal(CLEAN) == files.UNSCANNED
    assert doctor.virus_scanner("Máy quét vi-rút").state == doctor.BAD


def test_scanner_that_hangs_is_not_waited_for(settings, monkeypatch):
    monkeypatch.setattr(viruses, "PATIENCE", 0.2)
    with socketserver.TCPServer(("127.0.0.1", 0), Clamd) as deaf:  # takes connections, answers none
        settings.CLAMD_URL = f"tcp://127.0.0.1:{deaf.server_address[1]}"
        assert refusal(CLEAN) == files.UNSCANNED


def test_doctor_hears_it(scanner):
    assert doctor.virus_scanner("Máy quét vi-rút").state == doctor.GOOD


@pytest.mark.django_db
def test_staff_are_told_beside_the_file_and_lose_no_word(scanner, media):
    editor = staff.signed_in(staff.CONTENT)
    typed = {**staff.values_of(LegalDocument), "summary": "Lời vừa gõ", "files-TOTAL_FORMS": 1, "files-0-order": 10}
    url = staff.add_url(LegalDocument)
    refused = staff.send(editor, url, **typed, **{"files-0-upload": staff.pdf_file(content=ILL)})
    page = refused.content.decode()
    assert (refused.status_code, "Eicar-Signature" in page, "Lời vừa gõ" in page) == (200, True, True)
    assert (LegalDocument.objects.count(), [path for path in media.rglob("*") if path.is_file()]) == (0, [])
    assert staff.send(editor, url, **typed, **{"files-0-upload": staff.pdf_file()}).status_code == 302
    assert LegalDocument.objects.get().files.count() == 1

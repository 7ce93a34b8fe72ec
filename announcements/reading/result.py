"""What reading a document gives, and the sentences for what cannot be read."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

MAX_BYTES = 60 * 1024 * 1024
MAX_PAGES = 2000
MAX_OCR_PAGES = 50

BROKEN = "Tệp bị hỏng hoặc bị cắt mất một phần nên không đọc được. Bạn mở lại tệp trên máy, lưu lại rồi tải lên."
LOCKED = "Tệp đang đặt mật khẩu nên không đọc được. Bạn bỏ mật khẩu rồi tải lên."
TOO_HEAVY = f"Tệp nặng quá {MAX_BYTES // 1024 // 1024} MB nên máy không đọc. Bạn nén tệp hoặc tách thành nhiều tệp."
TOO_LONG = f"Tệp dài quá {MAX_PAGES:,} trang nên máy không đọc. Bạn tách thành nhiều tệp.".replace(",", ".")
TOO_HARD = "Máy đọc tệp này mãi không xong nên đã dừng. Bạn tự điền các ô, hoặc in lại thành PDF rồi thử lần nữa."
OLD_WORD = "Tệp này là Word đời cũ (DOC), máy không đọc được. Bạn lưu thành DOCX hoặc PDF rồi tải lên."
NOT_READ = "Máy chỉ đọc được tệp PDF và Word (DOCX)."
# Not refusals: what a Reading tells the person who checks it.
NO_OCR = "Bản quét: máy chủ chưa có tesseract nên máy chưa đọc được chữ trong ảnh. Bạn tự điền các ô."
NOT_ALL = f"Bản quét dài quá {MAX_OCR_PAGES} trang: máy chỉ đọc chữ của {MAX_OCR_PAGES} trang đầu."
NOT_PDF = "Tệp này không phải PDF, dù tên tệp thế nào."


class Unreadable(ValidationError):
    """A file that cannot be read; the message is a Vietnamese sentence for the person who chose it."""


@dataclass(frozen=True)
class Reading:
    """What a document says about itself. Empty where it does not say it, or not clearly; nothing is made up.

    `signers` are (name, position); `text` is everything legible, NFC, for search; `is_scan` tells that the pages are
    pictures, whose words come from optical recognition. `note` is a Vietnamese sentence on what could not be read.
    """

    number: str = ""
    kind: str = ""
    issuers: tuple[str, ...] = ()
    issued_on: date | None = None
    effective_on: date | None = None
    summary: str = ""
    signers: tuple[tuple[str, str], ...] = ()
    text: str = ""
    pages: int = 0
    is_scan: bool = False
    note: str = ""

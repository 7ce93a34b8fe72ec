"""The one door for uploaded photos: what is taken, and the clean picture that is kept."""

import hashlib
import logging
import struct
import threading
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO

from django.core.exceptions import ValidationError
from PIL import Image, ImageCms

from hoiphunu import refusals, renditions

MAX_BYTES = 20 * 1024 * 1024
PIXELS = {"JPEG": 120_000_000, "PNG": 16_000_000, "GIF": 16_000_000, "WEBP": 8_300_000}  # WebP takes 16 bytes a pixel
MAX_SIDE = 2000
# What libjpeg keeps of a JPEG stored in several scans (progressive): draft() saves nothing there.
MAX_SCAN_MEMORY = 96 * 1024 * 1024
MAX_SCANS = 40
MAX_PROFILE_BYTES = 4 * 1024 * 1024
WAIT_SECONDS = 10

_logger = logging.getLogger(__name__)
_decoding = threading.Lock()
_srgb = ImageCms.createProfile("sRGB")

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ORIENTATION = 0x0112
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")

# Everything Pillow and what it calls were seen to raise on hostile bytes.
_BROKEN = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, MemoryError, OSError, RuntimeError),
    *(SyntaxError, TypeError, ValueError, struct.error, zlib.error),
    ImageCms.PyCMSError,
)

BUSY = "Máy chủ đang xử lý ảnh khác, bạn thử lại sau ít giây."
BROKEN = "Ảnh bị hỏng hoặc bị cắt mất một phần. Bạn mở lại ảnh trên máy, lưu lại rồi tải lên."
EMPTY = "Tệp ảnh rỗng. Bạn chọn lại ảnh."
TOO_HEAVY = f"Ảnh nặng quá {MAX_BYTES // 1024 // 1024} MB. Bạn thu nhỏ ảnh rồi tải lên."
TOO_LARGE = "Ảnh có quá nhiều điểm ảnh. Bạn thu nhỏ ảnh rồi tải lên."
NOT_A_PHOTO = "Tệp này không phải ảnh JPEG, PNG, WebP hay GIF, dù tên tệp thế nào. Bạn lưu ảnh thành JPEG rồi tải lên."
HEIC = (
    "Ảnh HEIC của iPhone chưa dùng được. Trên iPhone, vào Cài đặt → Camera → Định dạng, chọn “Tương thích nhất” "
    "rồi chụp lại; hoặc gửi ảnh qua Zalo, lưu về máy rồi tải lên."
)
TOO_MANY_SCANS = (
    "Ảnh JPEG này lưu kiểu “progressive” quá nặng để xử lý. Bạn lưu lại dạng JPEG thường, cạnh dài khoảng 2000 điểm."
)


class ImageRefused(ValidationError):
    """A photo that is not taken; the message is a Vietnamese sentence for the person who chose it."""


@dataclass(frozen=True)
class CleanImage:
    """A photo as it is stored: `content` is the master, `renditions` maps a name's ending ("-800.webp") to bytes."""

    content: bytes = field(repr=False)
    extension: str
    width: int
    height: int
    content_hash: str
    renditions: dict[str, bytes] = field(repr=False)


@refusals.noted
def clean(upload: BinaryIO) -> CleanImage:
    """The upload decoded, turned upright, freed of all metadata, shrunk to 2000 px and encoded anew, in sRGB.

    JPEG, PNG, WebP and GIF by content; the first frame of several. Anything else is ImageRefused. One at a time
    in a process. `content_hash` is the SHA-256 (hex) of the pixels: the same photo with other metadata is equal.
    """
    kind = _kind(upload)
    with _one_at_a_time():
        try:
            image = _upright(_shrunk(_decoded(upload, kind)))
            content, extension = renditions.master(image)
            return CleanImage(
                content=content,
                extension=extension,
                width=image.width,
                height=image.height,
                content_hash=hashlib.sha256(repr((image.mode, image.size)).encode() + image.tobytes()).hexdigest(),
                renditions=renditions.of(image),
            )
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise ImageRefused(TOO_LARGE) from error
        except _BROKEN as error:
            _logger.info("refused image: %r", error)
            raise ImageRefused(BROKEN) from error


def _kind(upload: BinaryIO) -> str:
    size = upload.seek(0, 2) or upload.tell()
    upload.seek(0)
    head = upload.read(1024)
    if not head:
        raise ImageRefused(EMPTY)
    if size > MAX_BYTES:
        raise ImageRefused(TOO_HEAVY)
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS and b"avif" not in head[:64]:
        raise ImageRefused(HEIC)
    raise ImageRefused(NOT_A_PHOTO)


@contextmanager
def _one_at_a_time():
    if not _decoding.acquire(timeout=WAIT_SECONDS):
        raise ImageRefused(BUSY)
    try:
        yield
    finally:
        _decoding.release()


def _decoded(upload: BinaryIO, kind: str) -> Image.Image:
    if kind == "JPEG":
        _check_scans(upload)
    upload.seek(0)
    # Pillow's own alarm, at twice this, rings before the GIF reader sets up what the header promises.
    Image.MAX_IMAGE_PIXELS = PIXELS[kind]
    image = Image.open(upload, formats=[kind])
    if image.width * image.height > PIXELS[kind]:
        limit = f"{PIXELS[kind] / 1_000_000:g}".replace(".", ",")
        raise ImageRefused(
            f"Ảnh {kind} này quá lớn: {image.width} × {image.height} điểm ảnh, trong khi được tối đa "
            f"{limit} triệu điểm ảnh. Bạn thu nhỏ ảnh rồi tải lên."
        )
    longest = max(image.size)
    if kind == "JPEG" and longest > MAX_SIDE:
        # Never below 2000 on the longest side, and below 4000 up to 32,000.
        image.draft(None, tuple(max(1, side * MAX_SIDE // longest) for side in image.size))
    image.load()
    if kind == "WEBP":
        image.fp = image._decoder = None  # two canvases and a copy of the pixels, needed no more
    return image


def _check_scans(upload: BinaryIO) -> None:
    """Refuse from the headers a JPEG of several scans that needs too much memory, or whose scans never end."""
    upload.seek(2)
    marker = is_progressive = None
    frame = body = b""
    while marker != 0xDA:
        marker = _next_marker(upload)
        if marker == 0x01 or 0xD0 <= marker <= 0xD9:
            continue
        body = upload.read(max(0, int.from_bytes(upload.read(2), "big") - 2))
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            is_progressive, frame = marker in (0xC2, 0xC6, 0xCA, 0xCE), body
    height, width, count = struct.unpack(">xHHB", frame[:6])
    if not is_progressive and body[0] == count:
        return
    factors = [(frame[n] >> 4, frame[n] & 15) for n in range(7, 6 + 3 * count, 3)]
    samples = sum(h * v for h, v in factors) / (max(h for h, _ in factors) * max(v for _, v in factors))
    scans, tail = 0, b""
    upload.seek(0)
    while chunk := upload.read(65536):
        scans += (tail + chunk).count(b"\xff\xda")
        tail = chunk[-1:]
    if 2 * width * height * samples > MAX_SCAN_MEMORY or scans > MAX_SCANS:
        raise ImageRefused(TOO_MANY_SCANS)


def _next_marker(upload: BinaryIO) -> int:
    """The next marker byte, found as libjpeg finds it: junk and fill bytes are passed over."""
    byte = previous = b""
    while not (previous == b"\xff" and byte not in (b"\xff", b"\x00")):
        previous, byte = byte, upload.read(1)
        if not byte:
            raise ImageRefused(BROKEN)
    return byte[0]


def _shrunk(image: Image.Image) -> Image.Image:
    """At most 2000 px on the longest side; RGB, L, CMYK or, where something shines through, RGBA."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    elif image.has_transparency_data:
        image = image if image.mode == "RGBA" else image.convert("RGBA")
        # Before resize() does: there both copies would live on beside a third.
        image = image.convert("RGBa")
    elif image.mode not in ("L", "RGB", "CMYK"):
        image = image.convert("RGB")
    scale = MAX_SIDE / max(image.size)
    if scale < 1:
        size = tuple(max(1, round(side * scale)) for side in image.size)
        image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    return image.convert("RGBA") if image.mode == "RGBa" else image


def _upright(image: Image.Image) -> Image.Image:
    """Turned as its EXIF says, in sRGB, RGB or (where something really shines through) RGBA, and without metadata."""
    try:
        turn = _TURNS.get(image.getexif().get(_ORIENTATION))
    except _BROKEN:
        turn = None
    image = _in_srgb(image)
    if turn is not None:
        image = image.transpose(turn)
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    image.info = {}
    return image


def _in_srgb(image: Image.Image) -> Image.Image:
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    profile = image.info.get("icc_profile") or b""
    if 0 < len(profile) <= MAX_PROFILE_BYTES:
        try:
            return ImageCms.profileToProfile(image, ImageCms.getOpenProfile(BytesIO(profile)), _srgb, outputMode=mode)
        except _BROKEN:  # a profile that does not fit its photo: the colours are taken as sRGB
            pass
    return image if image.mode == mode else image.convert(mode)

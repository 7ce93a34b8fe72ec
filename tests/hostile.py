"""Makers of the files that people and attackers upload: all bytes are made here, none are stored."""

import io
import struct
import zipfile
import zlib

from PIL import Image

MARK = b"<script>alert(1)</script>"


def picture(size=(64, 48), mode="RGB"):
    """A picture whose top left quarter is red, the rest blue, so that turning it shows."""
    made = Image.new("RGB", size, (0, 0, 255))
    made.paste((255, 0, 0), (0, 0, size[0] // 2, size[1] // 2))
    return made.convert(mode)


def encoded(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def jpeg(size=(64, 48), **options):
    return encoded(picture(size), "JPEG", **options)


def phone_jpeg(orientation=6, size=(64, 48)):
    """What a phone sends and worse: orientation, position, XMP, comment, profile, and script behind the end."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Hãng máy"
    exif.get_ifd(0x8825).update({1: "N", 2: (9.0, 36.0, 7.0), 3: "E", 4: (105.0, 58.0, 26.0)})
    return jpeg(size, exif=exif, comment=MARK, xmp=b"<x:xmpmeta>" + MARK + b"</x:xmpmeta>") + MARK


def giant_jpeg(width, height):
    """A real baseline JPEG of any size (grey, 4:2:0), put together from one encoded row of blocks repeated."""
    row = encoded(
        Image.new("RGB", (width, 16), (90, 120, 150)), "JPEG", subsampling="4:2:0", restart_marker_rows=1, quality=60
    )
    start = row.index(b"\xff\xda")
    start += 2 + int.from_bytes(row[start + 2 : start + 4], "big")
    rows = -(-height // 16)
    body = b"".join(row[start:-2] + bytes([0xFF, 0xD0 + n % 8]) for n in range(rows))
    return sized_jpeg(row[:start], width, height) + body[:-2] + b"\xff\xd9"


def sized_jpeg(data, width, height):
    """The JPEG with another size written in its header."""
    at = max(data.find(b"\xff\xc0"), data.find(b"\xff\xc2"))
    return data[: at + 5] + struct.pack(">HH", height, width) + data[at + 9 :]


def endless_scans(count=200):
    """A progressive JPEG whose last scan comes again and again."""
    data = jpeg(progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:-2] + data[last:-2] * count + b"\xff\xd9"


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def flat_png(width, height, extra=b""):
    """An RGBA PNG of one half-transparent colour, tiny on disk whatever its size."""
    row = b"\x00" + b"\xa0\x20\x40\x80" * width
    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + extra + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def png_bomb(width=50_000, height=50_000):
    """Only the header promises the size; there is next to no data."""
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + _chunk(b"IDAT", zlib.compress(b"\x00" * 100)) + _chunk(b"IEND", b"")


def gif_bomb(width=15_000, height=15_000):
    """A GIF of two frames, each promising the size and wanting its ground restored behind it."""
    frames = [Image.new("P", (64, 48), colour) for colour in (0, 1)]
    data = bytearray(encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], disposal=2, duration=10))
    size = struct.pack("<HH", width, height)
    frame = data.index(b",", 16)
    data[6:10] = data[frame + 5 : frame + 9] = size
    return bytes(data)


def text_chunk(text):
    return _chunk(b"tEXt", b"Comment\x00" + text)


def text_bomb():
    """Twenty compressed text chunks of 5 MB each."""
    return _chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(b"a" * 5_000_000)) * 20


def box(brand, compatible=b"mif1heic"):
    """The first bytes of an ISO media file: HEIC, AVIF, MP4."""
    body = b"ftyp" + brand + b"\x00\x00\x00\x00" + compatible
    return struct.pack(">I", len(body) + 4) + body + b"\x00" * 200


def archive(entries, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as file:
        for name, content in entries:
            file.writestr(name, content)
    return out.getvalue()


MAIN = {
    "docx": ("word/document.xml", "wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet.main+xml"),
}


def office(kind="docx", more=(), content_type=None, types=None):
    """A Word or Excel file as small as it gets, with more entries (name, bytes) behind."""
    name, main = MAIN[kind]
    content_type = content_type or f"application/vnd.openxmlformats-officedocument.{main}"
    types = types or f'<Types><Override PartName="/{name}" ContentType="{content_type}"/></Types>'.encode()
    return archive([("[Content_Types].xml", types), ("_rels/.rels", b"<r/>"), (name, b"<d/>"), *more])


def encrypted_zip(data):
    """The same archive with the "encrypted" flag raised on every entry."""
    data = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 4)
    return bytes(data)


def ole(streams, storages=()):
    """An OLE2 file (DOC, XLS before 2007) with these root streams (name → bytes) and empty root storages."""
    streams = {name: content.ljust(4096, b"\x00") for name, content in streams.items()}  # below 4096 the mini FAT rules
    entries, sectors, fat = [], [], []
    for name, content in streams.items():
        first = len(sectors)
        pieces = [content[at : at + 512].ljust(512, b"\x00") for at in range(0, len(content), 512)]
        sectors += pieces
        fat += [*range(first + 1, first + len(pieces)), 0xFFFFFFFE]
        entries.append((name, 2, first, len(content)))
    entries += [(name, 1, 0, 0) for name in storages]
    directory = _directory_entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)
    for number, (name, kind, first, size) in enumerate(entries, 1):
        right = number + 1 if number < len(entries) else 0xFFFFFFFF
        directory += _directory_entry(name, kind, first, size, right=right)
    directory = directory.ljust(-(-len(directory) // 512) * 512, b"\x00")
    directory_at = len(sectors)
    count = len(directory) // 512
    sectors.append(directory)
    fat += [*range(directory_at + 1, directory_at + count), 0xFFFFFFFE]
    fat_at = len(fat)
    fat.append(0xFFFFFFFD)
    table = struct.pack("<128I", *fat, *[0xFFFFFFFF] * (128 - len(fat)))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += b"\x00" * 6 + struct.pack("<IIIIIIIII", 0, 1, directory_at, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", fat_at, *[0xFFFFFFFF] * 108)
    return header + b"".join(sectors) + table


def _directory_entry(name, kind, first, size, child=0xFFFFFFFF, right=0xFFFFFFFF):
    encoded_name = name.encode("utf-16-le")
    entry = encoded_name.ljust(64, b"\x00") + struct.pack("<HBB", len(encoded_name) + 2, kind, 1)
    entry += struct.pack("<III", 0xFFFFFFFF, right, child) + b"\x00" * 36
    return entry + struct.pack("<IQ", first, size)


def pdf(extra=b"", start=b"%PDF-1.4\n"):
    """A one-page PDF without a cross-reference table (readers rebuild it), with extra objects in the middle."""
    return (
        start + b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n" + extra + b"\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )

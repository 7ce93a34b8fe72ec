"""The door for photos: what it keeps of a good photo, and what it says of everything else."""

import hashlib
import io
import random
import subprocess
import sys
import threading
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms

from hoiphunu import images
from tests import hostile

RED, BLUE = (254, 0, 0), (0, 0, 254)


def clean(data):
    return images.clean(io.BytesIO(data))


def opened(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def refusal(data):
    with pytest.raises(images.ImageRefused) as caught:
        clean(data)
    return caught.value.messages


def corners(data):
    """Whether each corner (top left, top right, bottom left, bottom right) is red."""
    image = opened(data).convert("RGB")
    right, bottom = image.width - 3, image.height - 3
    return "".join(
        "R" if image.getpixel(at)[0] > 128 else "b" for at in [(2, 2), (right, 2), (2, bottom), (right, bottom)]
    )


def test_clean_jpeg_has_master_and_renditions():
    made = clean(hostile.jpeg((1300, 975)))
    assert (made.extension, made.width, made.height) == ("jpg", 1300, 975)
    assert (opened(made.content).format, opened(made.content).info["progressive"]) == ("JPEG", 1)
    assert {name: (opened(data).format, opened(data).size) for name, data in made.renditions.items()} == {
        ".webp": ("WEBP", (1300, 975)),
        "-og.jpg": ("JPEG", (1200, 630)),
        "-480.webp": ("WEBP", (480, 360)),
        "-480.jpg": ("JPEG", (480, 360)),
        "-800.webp": ("WEBP", (800, 600)),
        "-800.jpg": ("JPEG", (800, 600)),
        "-1200.webp": ("WEBP", (1200, 900)),
        "-1200.jpg": ("JPEG", (1200, 900)),
    }


def test_clean_takes_django_upload_read_to_its_end():
    upload = SimpleUploadedFile("ảnh.jpg", hostile.jpeg(), content_type="text/html")
    upload.read()
    assert images.clean(upload).extension == "jpg"


def test_clean_leaves_upload_open():
    upload = io.BytesIO(hostile.jpeg())
    images.clean(upload)
    assert upload.closed is False


@pytest.mark.parametrize(
    "orientation, expected, size",
    [
        (1, "Rbbb", (64, 48)),
        (2, "bRbb", (64, 48)),
        (3, "bbbR", (64, 48)),
        (4, "bbRb", (64, 48)),
        (5, "Rbbb", (48, 64)),
        (6, "bRbb", (48, 64)),
        (7, "bbbR", (48, 64)),
        (8, "bbRb", (48, 64)),
        (9, "Rbbb", (64, 48)),
    ],
)
def test_clean_turns_photo_upright(orientation, expected, size):
    made = clean(hostile.phone_jpeg(orientation))
    assert (corners(made.content), opened(made.content).size, (made.width, made.height)) == (expected, size, size)


def test_clean_turns_shrunk_photo_upright():
    made = clean(hostile.phone_jpeg(6, (4000, 3000)))
    assert (corners(made.content), made.width, made.height) == ("bRbb", 1500, 2000)


def test_clean_leaves_no_metadata_and_no_trailing_bytes():
    source = hostile.phone_jpeg()
    assert (b"Exif" in source, hostile.MARK in source) == (True, True)
    made = clean(source)
    for data in [made.content, *made.renditions.values()]:
        image = opened(data)
        assert dict(image.getexif()) == {}
        assert set(image.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
        } | {*("loop", "background", "timestamp", "duration")}
        assert (b"script" in data, b"Exif" in data, b"xmp" in data) == (False, False, False)
    assert made.content.endswith(b"\xff\xd9")


def test_clean_drops_zip_behind_jpeg():
    made = clean(hostile.jpeg() + hostile.archive([("run.php", hostile.MARK)]))
    assert [b"PK\x03\x04" in data for data in [made.content, *made.renditions.values()]] == [False] * 3


def test_hash_is_of_the_picture_not_of_its_metadata():
    plain = clean(hostile.jpeg())
    assert clean(hostile.phone_jpeg(1)).content_hash == plain.content_hash
    assert clean(hostile.phone_jpeg(6)).content_hash != plain.content_hash
    assert len(plain.content_hash) == len(hashlib.sha256().hexdigest())


def test_clean_png_keeps_alpha_and_loses_text():
    image = hostile.picture((600, 400), "RGBA")
    image.putpixel((599, 399), (0, 0, 0, 0))
    source = hostile.encoded(image, "PNG")
    made = clean(source[:33] + hostile.text_chunk(hostile.MARK) + source[33:])
    assert (made.extension, opened(made.content).mode, opened(made.content).info) == ("png", "RGBA", {})
    assert opened(made.content).getpixel((599, 399))[3] == 0
    assert sorted(made.renditions) == ["-480.png", "-480.webp", "-og.jpg", ".webp"]
    assert opened(made.renditions["-480.webp"]).mode == "RGBA"
    assert b"script" not in made.content


def test_clean_opaque_rgba_becomes_jpeg():
    made = clean(hostile.encoded(hostile.picture(mode="RGBA"), "PNG"))
    assert (made.extension, opened(made.content).mode) == ("jpg", "RGB")


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK"])
def test_clean_takes_every_mode_of_opaque_picture(mode):
    image = hostile.picture().convert(mode)
    made = clean(hostile.encoded(image, "JPEG" if mode == "CMYK" else "PNG"))
    assert (made.extension, opened(made.content).mode, made.width, made.height) == ("jpg", "RGB", 64, 48)


def test_clean_sixteen_bit_grey_keeps_its_light():
    image = Image.new("I;16", (64, 48), 0x8000)
    assert opened(clean(hostile.encoded(image, "PNG")).content).getpixel((9, 9)) == (128, 128, 128)


def test_clean_palette_with_transparency_keeps_it():
    image = Image.new("P", (64, 48), 1)
    image.putpalette([0, 0, 0, 255, 0, 0])
    image.putpixel((5, 5), 0)
    for kind in ("PNG", "GIF"):
        made = clean(hostile.encoded(image, kind, transparency=0))
        found = opened(made.content)
        assert (made.extension, found.getpixel((5, 5))[3], found.getpixel((9, 9))) == ("png", 0, (255, 0, 0, 255))


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_clean_animation_keeps_first_frame(kind):
    frames = [Image.new("RGB", (64, 48), colour) for colour in ("red", "blue", "blue")]
    made = clean(hostile.encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=50))
    assert (made.extension, corners(made.content), getattr(opened(made.content), "n_frames", 1)) == ("jpg", "RRRR", 1)


def test_clean_mpo_keeps_first_picture():
    second = Image.new("RGB", (64, 48), "white")
    source = hostile.encoded(hostile.picture(), "MPO", save_all=True, append_images=[second])
    made = clean(source)
    assert (opened(source).format, opened(made.content).format, corners(made.content)) == ("MPO", "JPEG", "Rbbb")


def test_clean_takes_one_pixel():
    made = clean(hostile.encoded(Image.new("RGB", (1, 1), "red"), "PNG"))
    assert (made.width, made.height, sorted(made.renditions)) == (1, 1, ["-og.jpg", ".webp"])


def test_clean_shrinks_a_ribbon_to_one_pixel_of_height():
    made = clean(hostile.giant_jpeg(60_000, 16))
    assert (made.width, made.height) == (2000, 1)


def test_clean_turns_profile_into_srgb_and_drops_it():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # The same profile with red and green exchanged: what is red by the numbers is green to the eye.
    tags = {lab[at : at + 4]: at for at in range(132, 132 + 12 * int.from_bytes(lab[128:132], "big"), 12)}
    swapped = bytearray(lab)
    swapped[tags[b"rXYZ"] : tags[b"rXYZ"] + 4], swapped[tags[b"gXYZ"] : tags[b"gXYZ"] + 4] = b"gXYZ", b"rXYZ"
    made = clean(hostile.encoded(Image.new("RGB", (64, 48), (255, 0, 0)), "PNG", icc_profile=bytes(swapped)))
    red, green, blue = opened(made.content).getpixel((9, 9))
    assert (red < 60, green > 200, blue < 60, "icc_profile" in opened(made.content).info) == (True, True, True, False)


@pytest.mark.parametrize(
    "profile", [b"", b"acsp" * 50, b"\x00" * 500, b"x" * 5_000_000], ids=["none", "junk", "nul", "heavy"]
)
def test_clean_ignores_broken_profile(profile):
    made = clean(hostile.encoded(hostile.picture(), "WEBP", icc_profile=profile))
    assert corners(made.content) == "Rbbb"


@pytest.mark.parametrize(
    "exif", [b"", b"Exif\x00\x00", b"Exif\x00\x00MM\x00\x2a\xff\xff\xff\xff", b"Exif\x00\x00" + b"\xff" * 99]
)
@pytest.mark.filterwarnings("ignore:Corrupt EXIF", "ignore:Possibly corrupt EXIF")
def test_clean_ignores_broken_exif(exif):
    assert corners(clean(hostile.jpeg(exif=exif)).content) == "Rbbb"


@pytest.mark.parametrize(
    "kind", ["BMP", "DDS", "EPS", "ICNS", "ICO", "JPEG2000", "PCX", "PDF", "PPM", "SGI", "TGA", "TIFF"]
)
def test_other_decoders_never_run(kind):
    assert refusal(hostile.encoded(hostile.picture(), kind)) == [images.NOT_A_PHOTO]


@pytest.mark.parametrize(
    "data",
    [
        b"8BPS\x00\x01" + b"\x00" * 60,
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><svg/>",
        b"<!doctype html><script>alert(1)</script>",
        b"\n\n<html>" + hostile.jpeg(),
        b"%PDF-1.7\n",
        b"MZ\x90\x00",
        b"GIF88a" + b"\x00" * 40,
        b"RIFF\x00\x00\x00\x00WAVEfmt ",
        b"\x00" * 100,
        b"\xff\xd8",
        hostile.box(b"avif", b"mif1miaf"),
        hostile.box(b"mif1", b"avif"),
        hostile.box(b"mp42", b"isom"),
        hostile.archive([("a.jpg", b"x")]),
    ],
)
def test_not_a_photo_is_refused(data):
    assert refusal(data) == [images.NOT_A_PHOTO]


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1", b"msf1", b"hevc"])
def test_heic_is_told_what_to_do(brand):
    assert refusal(hostile.box(brand)) == [images.HEIC]


def test_empty_file_is_refused():
    assert refusal(b"") == [images.EMPTY]


def test_size_limit_is_in_bytes_read_not_declared():
    data = hostile.jpeg()
    assert clean(data.ljust(images.MAX_BYTES, b"\x00")).extension == "jpg"
    assert refusal(data.ljust(images.MAX_BYTES + 1, b"\x00")) == [images.TOO_HEAVY]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_truncated_photo_is_refused(kind):
    data = hostile.encoded(Image.effect_noise((300, 200), 80).convert("RGB"), kind)
    for share in (0.02, 0.1, 0.5, 0.9):
        assert refusal(data[: max(16, int(len(data) * share))]) == [images.BROKEN]


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_pixel_limit_is_checked_before_decoding():
    started = time.monotonic()
    assert refusal(hostile.png_bomb(5000, 5000)) == [
        "Ảnh PNG này quá lớn: 5000 × 5000 điểm ảnh, trong khi được tối đa 16 triệu điểm ảnh. "
        "Bạn thu nhỏ ảnh rồi tải lên."
    ]
    assert refusal(hostile.sized_jpeg(hostile.jpeg(), 12_001, 10_000)) == [
        "Ảnh JPEG này quá lớn: 12001 × 10000 điểm ảnh, trong khi được tối đa 120 triệu điểm ảnh. "
        "Bạn thu nhỏ ảnh rồi tải lên."
    ]
    assert refusal(hostile.encoded(Image.new("RGB", (4000, 2076)), "WEBP", method=0)) == [
        "Ảnh WEBP này quá lớn: 4000 × 2076 điểm ảnh, trong khi được tối đa 8,3 triệu điểm ảnh. "
        "Bạn thu nhỏ ảnh rồi tải lên."
    ]
    assert refusal(hostile.png_bomb()) == [images.TOO_LARGE]  # beyond twice the limit Pillow itself gives up
    assert time.monotonic() - started < 5


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_gif_frame_outside_its_screen_counts():
    data = bytearray(hostile.encoded(Image.new("P", (64, 48)), "GIF"))
    at = data.index(b",", 13 + 3)
    data[at + 5 : at + 9] = b"\x88\x13\x88\x13"  # the frame says 5000 × 5000, the screen 64 × 48
    assert refusal(bytes(data))[0].startswith("Ảnh GIF này quá lớn: 5000 × 5000")


def test_text_bomb_is_refused():
    assert refusal(hostile.flat_png(8, 8, extra=hostile.text_bomb())) == [images.BROKEN]


@pytest.mark.parametrize(
    "data",
    [
        hostile.endless_scans(),
        hostile.sized_jpeg(hostile.jpeg(progressive=True), 12_000, 10_000),
        hostile.sized_jpeg(hostile.jpeg(progressive=True, subsampling=0), 4100, 4100),
    ],
)
def test_progressive_bomb_is_refused(data):
    started = time.monotonic()
    assert refusal(data) == [images.TOO_MANY_SCANS]
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8\xff" + b"\x00" * 50,
        b"\xff\xd8\xff\xe0\x00\x00" + b"\xff" * 50,
        b"\xff\xd8\xff\xda\x00\x08\x01",
        b"\xff\xd8\xff\xc0\x00\x0b\x08\x00\x10\x00\x10\x01\x01\x00\x00\xff\xda\x00\x08\x00\x01\x00\x00\x3f\x00",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a\x01\x00\x01\x00",
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    ],
)
def test_stumps_are_refused(data):
    assert refusal(data) == [images.BROKEN]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_damaged_bytes_are_taken_or_refused_but_never_an_error(kind):
    chance = random.Random(kind)  # noqa: S311
    source = hostile.encoded(hostile.picture((40, 30)), kind)
    answers = set()
    for _ in range(150):
        data = bytearray(source)
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(3, len(data))] = chance.randrange(256)
        try:
            answers.add(type(clean(bytes(data))))
        except images.ImageRefused as refused:
            answers.add(type(refused))
    assert answers == {images.CleanImage, images.ImageRefused}


def test_second_upload_waits_and_is_told_so(monkeypatch):
    monkeypatch.setattr(images, "WAIT_SECONDS", 0.05)
    with images._decoding:
        assert refusal(hostile.jpeg()) == [images.BUSY]
    assert clean(hostile.jpeg()).extension == "jpg"


def test_lock_is_free_after_a_refusal():
    refusal(hostile.png_bomb())
    assert images._decoding.locked() is False


def test_uploads_at_the_same_time_all_succeed():
    made = []
    threads = [threading.Thread(target=lambda: made.append(clean(hostile.jpeg()).extension)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == ["jpg"] * 4


GROWTH = """
import sys
from io import BytesIO
from hoiphunu import images
from tests import hostile

def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))

images.clean(BytesIO(hostile.jpeg((640, 480))))
before = peak()
with open(sys.argv[1], "rb") as upload:
    try:
        images.clean(upload)
    except images.ImageRefused as refused:
        assert refused.messages == [images.TOO_LARGE]
print((peak() - before) // 1024)
"""


def heavy(kind):
    flat = Image.new("RGBA", (3840, 2160), (90, 120, 150, 99))
    return {
        "jpeg": lambda: hostile.giant_jpeg(12_000, 10_000),
        "jpeg-square": lambda: hostile.giant_jpeg(7999, 7999),
        "jpeg-progressive": lambda: hostile.encoded(
            Image.new("RGB", (4096, 4090)), "JPEG", progressive=True, subsampling=0
        ),
        "png": lambda: hostile.flat_png(4000, 4000),
        "gif-bomb": hostile.gif_bomb,
        "gif": lambda: hostile.encoded(Image.new("P", (4000, 4000)), "GIF", transparency=0),
        "webp": lambda: hostile.encoded(flat, "WEBP", lossless=True, quality=0, method=0),
    }[kind]()


@pytest.mark.parametrize("kind", ["jpeg", "jpeg-square", "jpeg-progressive", "png", "gif", "gif-bomb", "webp"])
def test_peak_memory_grows_by_less_than_150_mb(kind, tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(heavy(kind))
    run = subprocess.run([sys.executable, "-c", GROWTH, path], capture_output=True, text=True, timeout=60)  # noqa: S603
    assert (run.returncode, run.stderr) == (0, "")
    assert int(run.stdout) < 150

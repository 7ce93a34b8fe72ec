"""The sizes of a photo and their names."""

import io

import pytest
from PIL import Image

from hoiphunu import images, renditions
from tests import hostile


def opened(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def test_names_follow_from_the_masters_name():
    name = "anh/ab/abcd.jpg"
    assert renditions.rendition_name(name, 800, "webp") == "anh/ab/abcd-800.webp"
    assert renditions.rendition_name(name, None, "webp") == "anh/ab/abcd.webp"
    assert renditions.open_graph_name(name) == "anh/ab/abcd-og.jpg"
    assert [renditions.widths_for(width) for width in (480, 481, 1200, 2000)] == [
        [],
        [480],
        [480, 800],
        [480, 800, 1200],
    ]


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_names_lists_every_rendition_made(mode):
    image = hostile.picture((900, 600), mode)
    if mode == "RGBA":
        image.putalpha(99)
    made = images.clean(io.BytesIO(hostile.encoded(image, "PNG")))
    name = renditions.new_name(made.extension)
    stem = name.rpartition(".")[0]
    assert sorted(renditions.names(name, made.width)) == sorted(stem + ending for ending in made.renditions)


def test_new_name_is_long_and_fresh():
    first, second = renditions.new_name("jpg"), renditions.new_name("jpg")
    folder, part, file = first.split("/")
    assert (folder, part, len(file), file[32:], first != second) == ("anh", file[:2], 36, ".jpg", True)


@pytest.mark.parametrize(
    "focal, expected", [((0.5, 0.5), "RbRb"), ((0.0, 0.0), "RRRR"), ((1.0, 1.0), "bbbb"), ((0.5, 0.0), "RbRb")]
)
def test_open_graph_cuts_around_focal_point(focal, expected):
    image = Image.new("RGB", (3000, 630), "blue")
    image.paste("red", (0, 0, 1500, 630))
    card = opened(renditions.open_graph(hostile.encoded(image, "JPEG"), *focal))
    seen = "".join("R" if card.getpixel(at)[0] > 128 else "b" for at in [(9, 9), (1190, 9), (9, 620), (1190, 620)])
    assert (card.size, seen) == ((1200, 630), expected)


def test_open_graph_shows_emblem_whole_on_white():
    emblem = Image.new("RGBA", (100, 100), (255, 0, 0, 255))
    card = opened(renditions.open_graph(hostile.encoded(emblem, "PNG")))
    assert [card.getpixel(at) for at in [(9, 9), (600, 315)]] == [(255, 255, 255), (254, 0, 0)]

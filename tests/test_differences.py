import pytest

from hoiphunu.differences import marked


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ("", "", []),
        ("Chào chị em", "Chào chị em", [[("same", "Chào chị em")]]),
        (
            "Có 150 chị em dự.",
            "Có 200 chị em dự.",
            [[("same", "Có "), ("removed", "150"), ("added", "200"), ("same", " chị em dự.")]],
        ),
        ("Một\nHai", "Một", [[("same", "Một")], [("removed", "Hai")]]),
        ("Hai", "Một\nHai", [[("added", "Một")], [("same", "Hai")]]),
        ("", "<b>Mới", [[("added", "<b>Mới")]]),
    ],
)
def test_marked(before, after, lines):
    assert marked(before, after) == lines


@pytest.mark.parametrize("kinds", [("same", "removed"), ("same", "added")])
def test_nothing_of_either_text_is_missing(kinds):
    texts = {"removed": "Một hai ba.\n\nBốn năm sáu\nBảy", "added": "Một ba!\nBốn sáu năm\nTám chín\nBảy"}
    lines = ["".join(text for kind, text in line if kind in kinds) for line in marked(*texts.values())]
    assert [line for line in lines if line] == [line for line in texts[kinds[1]].splitlines() if line]

"""Words typed with Telex or VNI on a keyboard that was not listening: "luwcj" and "lu7c5" are "lực"."""

import re
import unicodedata

_SHAPES = {
    **{"aa": "â", "ee": "ê", "oo": "ô", "aw": "ă", "ow": "ơ", "uw": "ư", "dd": "đ"},
    **{"a6": "â", "e6": "ê", "o6": "ô", "a8": "ă", "o7": "ơ", "u7": "ư", "d9": "đ"},
}
_TONES = {"f": "\u0300", "s": "\u0301", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_TONES |= {"2": "\u0300", "1": "\u0301", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_FIRST = "ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx]"
_LAST = "ng|nh|ch|[cmnpt]"
_MIDDLE = (
    "uyê|oai|oay|oeo|uây|uyu|iêu|yêu|uôi|ươi|ươu|uya|oao|"
    "ai|ao|au|âu|ay|ây|eo|êu|ia|iê|yê|iu|oa|oă|oe|oi|ôi|ơi|oo|ua|uâ|uê|ui|uô|uơ|uy|ưa|ươ|ưi|ưu|"
    "[aăâeêioôơuưy]"
)
_SYLLABLE = re.compile(rf"(?P<first>{_FIRST})?(?P<middle>{_MIDDLE})(?P<last>{_LAST})?")


def decoded(word: str) -> str:
    """The syllable that `word` (lower case) was meant to be; "" where it is no such typing."""
    if not word.isascii() or not re.fullmatch(r"[a-z]+[a-z1-9]*", word):
        return ""
    tones = [key for key in word[1:] if key in _TONES]
    for tone in dict.fromkeys([tones[-1] if tones else "", ""]):
        letters = _without_last(word, tone) if tone else word
        bare = _shaped(letters)
        if bare and (tone or bare != word):
            return _with_tone(bare, _TONES.get(tone, ""))
    return ""


def _without_last(word, key):
    at = word.rindex(key)
    return word[:at] + word[at + 1 :]


def _shaped(letters):
    """The syllable of these keys without its tone; "" where they make none."""
    found = re.sub("uow|uo7|u7o7|uwow", "ươ", letters)
    found = re.sub("|".join(_SHAPES), lambda keys: _SHAPES[keys[0]], found)
    # The key of a shape may come at the end: "luongw", "duongd".
    if found.endswith("w") and (at := max(found.rfind(vowel) for vowel in "uoa")) >= 0:
        found = (
            found[:-1].replace("uo", "ươ")
            if "uo" in found
            else found[:at] + _SHAPES[found[at] + "w"] + found[at + 1 : -1]
        )
    if found.startswith("d") and found.endswith("d"):
        found = "đ" + found[1:-1]
    return found if _SYLLABLE.fullmatch(found) else ""


def _with_tone(syllable, tone):
    if not tone:
        return syllable
    parts = _SYLLABLE.fullmatch(syllable)
    middle, start = parts["middle"], parts.start("middle")
    marked = [at for at, letter in enumerate(middle) if letter in "ăâêôơư"]
    if marked:
        at = marked[-1]
    elif len(middle) == 3 or (len(middle) == 2 and parts["last"]):
        at = 1
    else:
        at = 0
    at += start + 1
    return unicodedata.normalize("NFC", syllable[:at] + tone + syllable[at:])

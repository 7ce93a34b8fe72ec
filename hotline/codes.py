"""Reference codes: what a woman keeps to come back and read the answer without an account."""

import hashlib
import hmac

from django.conf import settings
from django.utils.crypto import salted_hmac

# Letters and digits that nobody takes for one another; twelve of them are 59 bits.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
LENGTH, GROUP = 12, 4
SALT = "hotline.codes"


def made_from(nonce: str) -> str:
    """The code of the form with this token ("abcd-efgh-jkmn"): a second press of the button shows the same one."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"{SALT}:{nonce}".encode(), hashlib.sha256).digest()
    number, letters = int.from_bytes(digest, "big"), []
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "-".join("".join(letters[start : start + GROUP]) for start in range(0, LENGTH, GROUP))


def plain(code: str) -> str:
    """A code as typed, without capitals, spaces and hyphens; "" for what is no code."""
    letters = "".join(letter for letter in code.lower() if letter not in " -–\t")
    return letters if len(letters) == LENGTH and set(letters) <= set(ALPHABET) else ""


def mark(code: str) -> str:
    """What is stored of a code: a keyed hash, from which a copy of the database does not lead back."""
    return salted_hmac(SALT, plain(code), algorithm="sha256").hexdigest()

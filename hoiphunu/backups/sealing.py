"""A file that nobody reads or changes without the key: numbered pieces of AES-256-GCM, the last one marked as such."""

import hashlib
import hmac
import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import count
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"HPSL1\n"
PIECE, SEAL = 1024 * 1024, 16
SALT, PROOF, SEED = 16, 8, 16
HEADER = len(MAGIC) + SALT + PROOF + SEED


class WrongKeyError(Exception):
    """The file was locked with another key."""


class DamagedError(Exception):
    """The file is cut, or a bit of it is not as it was written."""


@lru_cache(maxsize=8)
def _master(passphrase: str, salt: bytes) -> bytes:
    # About a tenth of a second and 32 MB for each guess at the passphrase.
    return hashlib.scrypt(passphrase.encode(), salt=salt, n=2**15, r=8, p=1, maxmem=2**26, dklen=32)


class Key:
    """What a passphrase becomes with `salt` (16 bytes, no secret)."""

    def __init__(self, passphrase: str, salt: bytes):
        self.salt = salt
        self._master = _master(passphrase, salt)

    def mark(self, what: str, content: bytes = b"") -> bytes:
        """32 bytes that only the holder of the key can make of `content`."""
        return hmac.digest(self._master, what.encode() + b"\0" + content, "sha256")

    @property
    def proof(self) -> bytes:
        return self.mark("proof")[:PROOF]

    def box(self, seed: bytes) -> AESGCM:
        """The lock of one file. No two files share one, so that their pieces may be numbered from 0."""
        return AESGCM(HKDF(SHA256(), 32, salt=seed, info=b"file").derive(self._master))


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def _with_last(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    held = None
    for piece in pieces:
        if held is not None:
            yield held, False
        held = piece
    yield held or b"", True


def _cut(chunks: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while len(held) >= PIECE:
            yield bytes(held[:PIECE])
            del held[:PIECE]
    if held:
        yield bytes(held)


def seal(key: Key, chunks: Iterable[bytes], out: BinaryIO):
    """Write `chunks` (of any sizes) to `out`, locked."""
    seed = os.urandom(SEED)
    header = MAGIC + key.salt + key.proof + seed
    box = key.box(seed)
    out.write(header)
    for number, (piece, is_last) in enumerate(_with_last(_cut(chunks))):
        out.write(box.encrypt(_nonce(number, is_last), piece, header))


def sealed_size(size: int) -> int:
    """How many bytes `size` bytes take when they are locked."""
    return HEADER + size + SEAL * max(1, -(-size // PIECE))


def salt_of(file: BinaryIO) -> bytes:
    """The salt a locked file was written with. Raises DamagedError for a file of another kind."""
    header = file.read(HEADER)
    if len(header) != HEADER or not header.startswith(MAGIC):
        raise DamagedError
    return header[len(MAGIC) :][:SALT]


def unseal(passphrase: str, file: BinaryIO) -> Iterator[bytes]:
    """What `seal` was given, piece by piece. Raises WrongKeyError; DamagedError, maybe after some pieces."""
    salt = salt_of(file)
    file.seek(0)
    header, key = file.read(HEADER), Key(passphrase, salt)
    if not hmac.compare_digest(header[len(MAGIC) + SALT :][:PROOF], key.proof):
        raise WrongKeyError
    box, pieces = key.box(header[-SEED:]), iter(lambda: file.read(PIECE + SEAL), b"")
    for number, (piece, is_last) in zip(count(), _with_last(pieces), strict=False):
        try:
            yield box.decrypt(_nonce(number, is_last), piece, header)
        except (InvalidTag, ValueError):
            raise DamagedError from None

"""The few ciphers that msoffcrypto asks `cryptography` for, over pyaes: compiled code is not to be had in the page.

Made for opening a workbook with its password, not for keeping secrets: nothing here runs in constant time.
Sources: FIPS 197 and NIST SP 800-38A (AES in ECB and CBC), RC4 as MS-OFFCRYPTO uses it.
"""

import sys
from dataclasses import dataclass
from types import ModuleType
from typing import Protocol

import pyaes

_BLOCK = 16


class _Mode(Protocol):
    iv: bytes | None


@dataclass(frozen=True)
class AES:
    """A key of 16, 24 or 32 bytes."""

    key: bytes


@dataclass(frozen=True)
class ARC4:
    """A key of any length."""

    key: bytes


@dataclass(frozen=True)
class CBC:
    """Each block is mixed with the one before; the first with ``iv``."""

    iv: bytes


@dataclass(frozen=True)
class ECB:
    """Each block by itself."""

    iv: None = None


class Cipher:
    """A cipher with its key and mode, as `cryptography` names them."""

    def __init__(self, algorithm: AES | ARC4, mode: _Mode | None, backend: object = None) -> None:
        self.algorithm, self.mode = algorithm, mode

    def decryptor(self) -> "_Stream":
        """A fresh stream that decrypts."""
        return _Rc4(self.algorithm.key) if isinstance(self.algorithm, ARC4) else _Aes(self, decrypt=True)

    def encryptor(self) -> "_Stream":
        """A fresh stream that encrypts."""
        return _Rc4(self.algorithm.key) if isinstance(self.algorithm, ARC4) else _Aes(self, decrypt=False)


class _Stream:
    def update(self, data: bytes) -> bytes:
        raise NotImplementedError

    def finalize(self) -> bytes:
        return b""


class _Aes(_Stream):
    def __init__(self, cipher: Cipher, *, decrypt: bool) -> None:
        self.block = pyaes.AES(cipher.algorithm.key)
        self.before = None if cipher.mode is None or cipher.mode.iv is None else bytes(cipher.mode.iv)
        self.decrypt = decrypt

    def update(self, data: bytes) -> bytes:
        if len(data) % _BLOCK:
            raise ValueError("The length of the provided data is not a multiple of the block length.")
        made = bytearray()
        for at in range(0, len(data), _BLOCK):
            block = bytes(data[at : at + _BLOCK])
            if self.decrypt:
                plain = bytes(self.block.decrypt(block))
                made += plain if self.before is None else _mixed(plain, self.before)
                self.before = None if self.before is None else block
            else:
                secret = bytes(self.block.encrypt(block if self.before is None else _mixed(block, self.before)))
                made += secret
                self.before = None if self.before is None else secret
        return bytes(made)


class _Rc4(_Stream):
    def __init__(self, key: bytes) -> None:
        self.state, j = list(range(256)), 0
        for i in range(256):
            j = (j + self.state[i] + key[i % len(key)]) & 255
            self.state[i], self.state[j] = self.state[j], self.state[i]
        self.i = self.j = 0

    def update(self, data: bytes) -> bytes:
        state, made = self.state, bytearray()
        for byte in data:
            self.i = (self.i + 1) & 255
            self.j = (self.j + state[self.i]) & 255
            state[self.i], state[self.j] = state[self.j], state[self.i]
            made.append(byte ^ state[(state[self.i] + state[self.j]) & 255])
        return bytes(made)


def _mixed(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def install() -> None:
    """Let ``import cryptography...`` find what stands here."""
    ciphers = {"Cipher": Cipher}
    contents: dict[str, dict[str, object]] = {
        "cryptography": {},
        "cryptography.hazmat": {},
        "cryptography.hazmat.backends": {"default_backend": lambda: None},
        "cryptography.hazmat.primitives": {},
        "cryptography.hazmat.primitives.serialization": {},
        "cryptography.hazmat.primitives.asymmetric": {},
        "cryptography.hazmat.primitives.asymmetric.padding": {},
        "cryptography.hazmat.primitives.ciphers": ciphers,
        "cryptography.hazmat.primitives.ciphers.algorithms": {"AES": AES},
        "cryptography.hazmat.primitives.ciphers.modes": {"CBC": CBC, "ECB": ECB},
        "cryptography.hazmat.decrepit": {},
        "cryptography.hazmat.decrepit.ciphers": {},
        "cryptography.hazmat.decrepit.ciphers.algorithms": {"ARC4": ARC4},
    }
    for name, members in contents.items():
        module = ModuleType(name)
        module.__dict__.update(members)
        module.__path__ = []
        sys.modules[name] = module
        parent, _, last = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], last, module)

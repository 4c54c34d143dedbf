"""A workbook as it stands, to be gone on with more than once: what many workbooks have in common is written before."""

import pickle
from io import BytesIO
from typing import Any, Generic, TypeVar, cast

from worksheet_kit.excel.package import Part

T = TypeVar("T")


class Frozen(Generic[T]):
    """A `Book`, or what holds one, as it is now. It stays in memory, and nothing else is ever read as one."""

    def __init__(self, standing: T) -> None:
        self._settled: list[Part] = []
        file = BytesIO()
        _Pickler(file, self._settled).dump(standing)
        self._standing = file.getvalue()

    def copy(self) -> T:
        """One like it, which shares nothing with it but the sheets that are settled."""
        return cast(T, _Unpickler(BytesIO(self._standing), self._settled).load())


class _Pickler(pickle.Pickler):
    def __init__(self, file: BytesIO, settled: list[Part]) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._settled = settled

    def persistent_id(self, part: Any) -> int | None:
        if not isinstance(part, Part):
            return None
        self._settled.append(part)
        return len(self._settled) - 1


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: BytesIO, settled: list[Part]) -> None:
        super().__init__(file)
        self._settled = settled

    def persistent_load(self, number: int) -> Part:
        return self._settled[number]

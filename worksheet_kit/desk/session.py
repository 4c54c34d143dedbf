"""What outlives one Python of the page: results that were read, and the contents that ended or outlasted a life of it.

A browser cannot break off the reading of one file: it ends the whole Python and starts another. So each result is
handed out, pickled, as soon as it is there, and is taken back in the next life instead of being read again.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence

from worksheet_kit.core.facts import RefusalName
from worksheet_kit.core.model import Profile, Refusal, Return
from worksheet_kit.returns.here import read_here
from worksheet_kit.returns.reader import Word


class Session:
    """The reader of the page (`returns.reader.Reader`), and its memory.

    ``start`` and ``done`` are told the file's name and a key of its content, before and after each file, archives and
    mails among them; ``kept`` the key and the pickled result of each file that was read.
    """

    def __init__(
        self,
        *,
        start: Callable[[str, str], object],
        kept: Callable[[str, bytes], object],
        done: Callable[[str, str], object],
    ) -> None:
        self._start, self._kept, self._done = start, kept, done
        self._results: dict[str, Return | Refusal] = {}
        self._late: dict[str, RefusalName] = {}

    def resume(self, key: str, data: bytes) -> None:
        """Take over a result of an earlier life, as it was given to ``kept``."""
        self._results[key] = pickle.loads(data)

    def lose(self, key: str, reason: str) -> None:
        """Know that the content with this key ended an earlier life (``crash``) or outlasted it (``timeout``)."""
        self._late[key] = RefusalName(reason)

    def __call__(
        self,
        paths: Iterable[str | os.PathLike[str]],
        profile: Profile,
        *,
        passwords: Sequence[str] = (),
        watch: Callable[[Word], None] | None = None,
    ) -> Iterator[Return | Refusal]:
        def tell(word: Word) -> None:
            if watch is not None:
                watch(word)
            self._tell(word)

        # A password that was mended may open what an earlier try could not.
        kept = {key: result for key, result in self._results.items() if not _is_locked(result)}
        return read_here(paths, profile, passwords=passwords, watch=tell, kept=kept, late=self._late)

    def _tell(self, word: Word) -> None:
        if not word.ended:
            self._start(word.file, word.sha256)
            return
        if word.result is not None:
            self._results[word.sha256] = word.result
            self._kept(word.sha256, pickle.dumps(word.result, pickle.HIGHEST_PROTOCOL))
        self._done(word.file, word.sha256)


def _is_locked(result: Return | Refusal) -> bool:
    return isinstance(result, Refusal) and result.name is RefusalName.PASSWORD

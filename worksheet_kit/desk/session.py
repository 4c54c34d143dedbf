"""What outlives one Python of the page: results that were read, and the contents that ended or outlasted a life of it.

A browser cannot break off the reading of one file: it ends the whole Python and starts another. So each result is
handed out, pickled, as soon as it is there, and is taken back in the next life instead of being read again.
"""

import hashlib
import os
import pickle
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from worksheet_kit.collect import Memory
from worksheet_kit.core.facts import RefusalName
from worksheet_kit.core.model import Profile, Refusal, Return
from worksheet_kit.matrix.view import View
from worksheet_kit.profile.profile import load_profile, profile_files
from worksheet_kit.returns.here import read_here
from worksheet_kit.returns.reader import Reader, Word

#: Size in bytes, and time of the last change.
_Stamp = tuple[int, int]


class Session:
    """What is known of contents, and the readers of the page, which add to it.

    ``start`` and ``done`` are told the file's name and a key of its content, before and after each file, archives and
    mails among them; ``kept`` is given the pickled result of each file that was read, and a key to `resume` it by.
    """

    def __init__(
        self,
        *,
        start: Callable[[str, str], object],
        kept: Callable[[str, bytes], object],
        done: Callable[[str, str], object],
    ) -> None:
        self._start, self._kept, self._done = start, kept, done
        self._results: dict[tuple[str, str], Return | Refusal] = {}  # by settings, and sha256 of the content
        self._profiles: dict[str, Profile] = {}
        self._late: dict[str, RefusalName] = {}
        self._seen: dict[str, tuple[str, _Stamp]] = {}  # file -> sha256 of its content, and its stamp then
        #: What collecting the returns leaves to the next time.
        self.memory = Memory()
        #: What was collected last, for what is asked about it.
        self.shown: View | None = None

    def profile(self, path: Path) -> Profile:
        """The region at this path, read once as long as its files stay the same. Raises ProfileError."""
        settings = _digest(path)
        if settings not in self._profiles:
            self._profiles[settings] = load_profile(path)
        return self._profiles[settings]

    def resume(self, key: str, data: bytes) -> None:
        """Take over a result of an earlier life, as it was given to ``kept``."""
        settings, sha256 = key.split(":")
        self._results[settings, sha256] = pickle.loads(data)

    def lose(self, key: str, reason: str) -> None:
        """Know that the content with this key ended an earlier life (``crash``) or outlasted it (``timeout``)."""
        self._late[key] = RefusalName(reason)

    def touched(self, paths: Iterable[str]) -> None:
        """Know that files were written anew: their times and sizes may be what they were."""
        for path in paths:
            self._seen.pop(path, None)
            self._seen.pop(path.partition("/")[2], None)  # as it is called in the working folder that it lies in

    def result(self, file: str, profile: Path) -> Return | Refusal | None:
        """What a file gave when it was read among the returns; None where it was not."""
        sha256, _ = self._seen.get(file, ("", None))
        return self._results.get((_digest(profile), sha256))

    def is_matrix(self, file: str, profile: Path) -> bool:
        """Whether a file, when it was read among the returns, was a matrix that we had made."""
        result = self.result(file, profile)
        return isinstance(result, Refusal) and result.name is RefusalName.OWN_MATRIX

    def reader(self, path: Path) -> Reader:
        """The reader for the region at this path, on which results depend besides the file itself."""
        settings = _digest(path)

        def read(
            paths: Iterable[str | os.PathLike[str]],
            profile: Profile,
            *,
            passwords: Sequence[str] = (),
            watch: Callable[[Word], None] | None = None,
        ) -> Iterator[Return | Refusal]:
            def tell(word: Word) -> None:
                if watch is not None:
                    watch(word)
                self._tell(settings, word)

            # A password that was mended may open what an earlier try could not.
            kept = {
                sha256: result
                for (settings_then, sha256), result in self._results.items()
                if settings_then == settings and not _is_locked(result)
            }
            unchanged = {file: sha256 for file, (sha256, stamp) in self._seen.items() if stamp == _stamp(file)}
            return read_here(
                paths, profile, passwords=passwords, watch=tell, kept=kept, late=self._late, unchanged=unchanged
            )

        return read

    def _tell(self, settings: str, word: Word) -> None:
        if not word.ended:
            self._start(word.file, word.sha256)
            return
        if word.result is not None:
            self._results[settings, word.sha256] = word.result
            self._kept(f"{settings}:{word.sha256}", pickle.dumps(word.result, pickle.HIGHEST_PROTOCOL))
        stamp = _stamp(word.file)
        if stamp is not None:
            self._seen[word.file] = (word.sha256, stamp)
        self._done(word.file, word.sha256)


def _stamp(file: str) -> _Stamp | None:
    """What shows at a glance that a file is the same; None of a folder, which hides its files, and within a file."""
    try:
        status = os.stat(file)  # noqa: PTH116  (a Path is made for nothing)
    except OSError:
        return None
    return (status.st_size, status.st_mtime_ns) if stat.S_ISREG(status.st_mode) else None


def _digest(path: Path) -> str:
    """What tells the settings of one region, as they are now, from all others."""
    contents = b"".join(hashlib.sha256(file.read_bytes()).digest() for file in profile_files(path))
    return hashlib.sha256(contents).hexdigest()


def _is_locked(result: Return | Refusal) -> bool:
    return isinstance(result, Refusal) and result.name is RefusalName.PASSWORD

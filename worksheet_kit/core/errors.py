"""Errors a caller can act on. Each carries one Indonesian sentence for a person: what is wrong, where, what to do."""

import errno


class WorksheetKitError(Exception):
    """Base of all errors of this package; ``str()`` of it is the sentence to show."""


class ProfileError(WorksheetKitError):
    """The profile or a form cannot be used. The sentence names the file and the key path or CSV row."""


class UsageError(WorksheetKitError):
    """The call cannot be carried out as asked (unknown group, stage, folder). Nothing has been written."""


class AmbiguousStageError(UsageError):
    """As many returns carry one stage as another, and none was named."""


class NothingReadError(UsageError):
    """Nothing that came back is a worksheet of ours."""


class OutputError(WorksheetKitError):
    """An output cannot be written, for instance because it is open in Excel. What stood there before is intact."""


#: What the system says of a file, as the people who read it say it.
_REASONS = {
    errno.ENOENT: "tidak ada, atau nama dengan foldernya terlalu panjang",  # Windows says no more of a long path
    errno.ENOTDIR: "di tempat foldernya sudah ada berkas",
    errno.EEXIST: "namanya sudah dipakai",
    errno.EISDIR: "itu folder, bukan berkas",
    errno.EACCES: "tidak ada izin, atau sedang dibuka di program lain",
    errno.EPERM: "tidak ada izin, atau sedang dibuka di program lain",
    errno.EROFS: "tempatnya hanya dapat dibaca",
    errno.ENOSPC: "tempat penyimpanan penuh",
    errno.ENAMETOOLONG: "namanya terlalu panjang",
    errno.EINVAL: "namanya memuat tanda yang tidak dapat dipakai",
}


def os_reason(problem: OSError) -> str:
    """Why the system refuses a file, in a few Indonesian words; its number where nobody has put it in words."""
    unknown = f"kode sistem {problem.errno}" if problem.errno else "sebab tidak diketahui"
    return _REASONS.get(problem.errno or 0, unknown)

"""Story 1: a profile becomes a folder of worksheet workbooks, one for each recipient of each stage.

``bimtek-1/Bimtek 1 - Smart Governance.xlsx``; for a single agency ``bimtek-2/Per OPD/Bimtek 2 - Smart Governance -
Dinkominfo.xlsx``. Everything is worked out before anything is written, and nothing that differs is overwritten unasked.
"""

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import chain, product
from pathlib import Path

from worksheet_kit.core.errors import UsageError
from worksheet_kit.core.files import Outputs
from worksheet_kit.core.model import Dimension, Profile, Recipient, Stage, WorksheetContent
from worksheet_kit.core.names import recipients, worksheet_path
from worksheet_kit.core.processes import side_by_side
from worksheet_kit.worksheet.workbook import worksheets_bytes

#: Workbooks that are made sooner than a further process starts where it is not forked.
_FEW = 8


def generate(
    profile: Profile,
    out: Path,
    *,
    stages: Iterable[int] | None = None,
    groups: Iterable[str] | None = None,
    per_agency: bool = False,
    force: bool = False,
    folder_per_stage: bool = True,
    contents: Mapping[tuple[int, str], WorksheetContent] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Write the worksheet workbooks of a profile into a folder, and give their paths.

    ``stages`` and ``groups`` (dimension codes) default to all of the profile's; ``per_agency`` adds a workbook for each
    member of each group. With ``folder_per_stage`` those of a stage stand in a folder of it. ``contents`` is what a
    workbook carries besides its blank rows, by stage number and recipient code; ``progress`` is told how many of how
    many workbooks are made. Raises UsageError, with nothing written, for an unknown stage or group and for a file that
    stands there and differs (unless ``force``); OutputError when a file cannot be written; ProfileError for what Excel
    would not take.
    """
    chosen = chosen_groups(profile, groups)
    paths: list[Path] = []
    jobs = []
    for stage, dimension in product(chosen_stages(profile, stages), chosen):
        owners = recipients(dimension, per_agency=per_agency)
        for recipient in owners:
            inside = worksheet_path(profile, stage, recipient)
            path = out / (inside if folder_per_stage else Path(*inside.parts[1:]))
            if str(path).casefold() in {str(other).casefold() for other in paths}:  # one file to Windows
                path = path.with_stem(f"{path.stem} ({recipient.code})")
            paths.append(path)
        given = [(contents or {}).get((stage.number, recipient.code), WorksheetContent()) for recipient in owners]
        jobs.append(partial(_workbooks, profile, stage, list(zip(owners, given, strict=True))))
    files: dict[Path, bytes] = {}
    with side_by_side(jobs, processes=None if len(paths) > _FEW else 1) as made:
        for path, data in zip(paths, chain.from_iterable(made), strict=True):
            files[path] = data
            if progress is not None:
                progress(len(files), len(paths))
    differing = [path for path, data in files.items() if not _same(path, data)]
    standing = [path for path in differing if path.exists()]
    if standing and not force:
        more = f" dan {len(standing) - 1} berkas lain" if standing[1:] else ""
        raise UsageError(
            f"{standing[0]}{more} sudah ada dan isinya lain. Pilih folder lain, atau pakai --paksa untuk menggantinya."
        )
    with Outputs() as outputs:
        for path in differing:
            outputs.path(path).write_bytes(files[path])
    return list(files)


def _workbooks(profile: Profile, stage: Stage, wanted: Sequence[tuple[Recipient, WorksheetContent]]) -> list[bytes]:
    """Those of one dimension, which have most in common, as one job for a process."""
    return list(worksheets_bytes(profile, stage, wanted))


def chosen_stages(profile: Profile, wanted: Iterable[int] | None) -> list[Stage]:
    """The stages wanted, in order; all of them by default. Raises UsageError for an unknown one."""
    numbers = [stage.number for stage in profile.stages]
    chosen = numbers if wanted is None else list(dict.fromkeys(wanted))
    for number in chosen:
        if number not in numbers:
            raise UsageError(f"Bimtek {number} tidak ada. Yang ada: {', '.join(map(str, numbers))}.")
    return [profile.stage(number) for number in sorted(chosen)]


def chosen_groups(profile: Profile, wanted: Iterable[str] | None) -> list[Dimension]:
    """The dimensions wanted, by code, name or alias, in the profile's order. Raises UsageError for an unknown one."""
    if wanted is None:
        return list(profile.dimensions)
    names = {
        text.casefold(): dimension.code
        for dimension in profile.dimensions
        for text in (*dimension.aliases, dimension.name, dimension.code)
    }
    chosen: set[str] = set()
    for text in wanted:
        code = names.get(text.strip().casefold())
        if code is None:
            available = ", ".join(f"{dimension.code} ({dimension.name})" for dimension in profile.dimensions)
            raise UsageError(f'Kelompok "{text}" tidak ada. Yang ada: {available}.')
        chosen.add(code)
    return [dimension for dimension in profile.dimensions if dimension.code in chosen]


def _same(path: Path, data: bytes) -> bool:
    """Whether a file holds this workbook, part by part: another machine may compress the same parts otherwise."""
    try:
        standing = path.read_bytes()
    except OSError:
        return False
    return standing == data or parts(standing) == parts(data)


def parts(data: bytes) -> dict[str, bytes] | None:
    """The members of a workbook's file, None when it is no such file."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, EOFError):
        return None

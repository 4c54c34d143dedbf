"""What the commands of a round read and write in a working folder: all that follows from which bimtek it is."""

from collections.abc import Collection
from pathlib import Path

from worksheet_kit.core.errors import UsageError
from worksheet_kit.core.model import Profile, Stage
from worksheet_kit.feedback.merge_outputs import Targets, check_targets
from worksheet_kit.feedback.next_stage import goes_on
from worksheet_kit.folder.names import ARCHIVE, StagePlaces, WorkingFolder, matrix_name
from worksheet_kit.folder.stages import earlier_matrix
from worksheet_kit.matrix.aliases import Alias, aliases_of
from worksheet_kit.matrix.readback import is_matrix, read_decisions

#: What a merge writes beside the books, by the fields of `Targets`.
PARTS = ("corrections", "drafts", "per_agency", "summary")


def round_targets(places: StagePlaces, left_out: Collection[str] = ()) -> Targets:
    """What one merge writes, but for the parts left out, which are named as the fields of `Targets`."""
    wanted = {name: getattr(places, name) for name in PARTS if name not in left_out}
    needed = "drafts" in wanted
    return Targets(matrix=places.matrix, secretariat=places.secretariat, drafts_where_needed=needed, **wanted)


def named_matrix(named: Path | None, stage: Stage, suffix: str = "") -> Path:
    """Where a single matrix goes: the file that is named, else its own name in the folder that is, or in this one."""
    if named is not None and named.suffix.lower() == ".xlsx":
        return named
    name = Path(matrix_name(stage.number))
    return (named or Path()) / name.with_stem(name.stem + suffix)


def all_returns(folder: WorkingFolder | None, profile: Profile) -> tuple[Path, ...]:
    """The folders of returns of a working folder, which nothing is to be written into; none without one."""
    return () if folder is None else tuple(folder.stage(stage.number).returns for stage in profile.stages)


def earlier(folder: WorkingFolder | None, profile: Profile, stage: Stage) -> Path | None:
    """The matrix of the bimtek just before; None where there is none, or no working folder.

    Raises UsageError where what stands there cannot be read as one.
    """
    matrix = None if folder is None else earlier_matrix(folder, profile, stage)
    if folder is not None and matrix is not None and not is_matrix(matrix, profile):
        raise UsageError(
            f"{folder.shown(matrix)} rusak, belum terunduh, atau bukan matriks {profile.region}. Pulihkan dari "
            f"{ARCHIVE} di sebelahnya, atau pindahkan dari sana, lalu ulangi."
        )
    return matrix


def standing_decisions(folder: WorkingFolder | None, profile: Profile, stage: Stage) -> tuple[Path, ...]:
    """What the next merge goes on from: the books among the results, and what was noted on the page."""
    return () if folder is None else check_targets(round_targets(folder.stage(stage.number)), profile, materials=())


def wanted_aliases(folder: WorkingFolder, profile: Profile) -> list[Alias]:
    """The spellings that people have asked the settings to know, in the books and on the page, of all bimtek."""
    aliases: list[Alias] = []
    for stage in profile.stages:
        decided = standing_decisions(folder, profile, stage)
        if decided:
            aliases += aliases_of(read_decisions(decided, profile, stage).spellings, profile, stage.number)
    return aliases


def seed_of(folder: WorkingFolder, profile: Profile, stage: Stage) -> Path | None:
    """The matrix that the worksheets of a bimtek go on from; None where they go on from nothing.

    Raises UsageError where they are to, and there is no matrix of the bimtek before, or one that cannot be read.
    """
    matrix = earlier(folder, profile, stage)
    if matrix is None and goes_on(profile, stage):
        before = max((other for other in profile.stages if other.number < stage.number), key=lambda other: other.number)
        raise UsageError(
            f"Kertas kerja bimtek {stage.number} melanjutkan hasil bimtek {before.number}, tetapi di "
            f"{folder.shown(folder.stage(before.number).results)} belum ada matriksnya. Gabungkan dulu kiriman bimtek "
            f"{before.number}, atau pakai --tanpa-bekal untuk membuatnya tanpa bekal."
        )
    return matrix

"""Which bimtek is on in a working folder, and why; what it goes on from.

Decided by which files there are, never by what is in them.
"""

from dataclasses import dataclass
from pathlib import Path

from worksheet_kit.core.errors import UsageError
from worksheet_kit.core.model import Profile, Stage
from worksheet_kit.folder.names import StagePlaces, WorkingFolder
from worksheet_kit.merging.sorting import choose_stage


@dataclass(frozen=True, slots=True)
class StageOn:
    """The bimtek that a command is about."""

    stage: Stage
    places: StagePlaces
    why: str  # the sentence that the command begins with
    others: tuple[int, ...] = ()  # further bimtek that something has come of, where this one was not named


def to_collect(
    folder: WorkingFolder, profile: Profile, number: int | None = None, *, are_added: bool = False
) -> StageOn:
    """The bimtek whose returns are to be read: the last one with something in *Kiriman*, or the one of this number.

    Where returns from outside the folder ``are_added``, it is the last one with worksheets, returns or results. Raises
    UsageError where nothing has come, nor results of it are there, and for a number that the profile does not have.
    """
    stages = profile.stages if number is None else (choose_stage((), profile, number),)
    strangers = _strangers(folder, profile)
    come = [stage for stage in reversed(stages) if folder.under(folder.stage(stage.number).returns)]
    why = "disebut" if number is not None else "bimtek terakhir yang sudah ada kirimannya"
    if number is not None and not come and (are_added or folder.under(folder.stage(number).results)):
        come = [*stages]
    elif are_added and number is None:
        begun = next((stage for stage in reversed(stages) if _is_begun(folder, stage)), None)
        if begun is None:
            come, why = [stages[0]], "bimtek pertama"
        elif begun not in come:
            come, why = [begun, *come], "bimtek terakhir yang sudah ada kertas kerjanya"
    if not come:
        nowhere = ", ".join(folder.shown(folder.stage(stage.number).returns) for stage in stages)
        raise UsageError(
            f"Belum ada kiriman di {nowhere}. Simpan di sana apa yang diterima dari kelompok, lalu ulangi.{strangers}"
        )
    stage, *others = come
    places = folder.stage(stage.number)
    unread = ", ".join(name for each in profile.stages for name in folder.unread(each.number))
    ignored = f" Tidak dibaca, jadi cek isinya: {unread}." if unread else ""
    added = " dan berkas yang ditambahkan" if are_added else ""
    why = f"Bimtek {stage.number} ({why}), dari {folder.shown(places.returns)}{added}.{ignored}{strangers}"
    return StageOn(stage, places, why, tuple(other.number for other in others))


def to_send(folder: WorkingFolder, profile: Profile, number: int | None = None) -> StageOn:
    """The bimtek whose worksheets are to go out: the first one without a matrix, or the one of this number.

    Raises UsageError where all have one, and for a number that the profile does not have.
    """
    stage = first_without_matrix(folder, profile) if number is None else choose_stage((), profile, number)
    if stage is None:
        raise UsageError("Semua bimtek sudah punya matriks. Sebutkan bimteknya, contoh: --bimtek 2.")
    places = folder.stage(stage.number)
    why = "disebut" if number is not None else "bimtek pertama yang belum punya matriks"
    why = f"Bimtek {stage.number} ({why}), ke {folder.shown(places.to_send)}.{_strangers(folder, profile)}"
    return StageOn(stage, places, why)


def _is_begun(folder: WorkingFolder, stage: Stage) -> bool:
    """Whether anything of a bimtek is in the working folder: worksheets, returns or results."""
    places = folder.stage(stage.number)
    return any(map(folder.under, (places.to_send, places.returns, places.results)))


def first_without_matrix(folder: WorkingFolder, profile: Profile) -> Stage | None:
    """The bimtek whose worksheets are due; None where all have a matrix."""
    return next((stage for stage in profile.stages if matrix_of(folder, stage) is None), None)


def due_after(folder: WorkingFolder | None, profile: Profile, stage: Stage) -> Stage | None:
    """The bimtek after this one; None where there is none, or its worksheets are in the working folder already."""
    following = next((other for other in profile.stages if other.number > stage.number), None)
    if folder is None or following is None or not folder.under(folder.stage(following.number).to_send):
        return following
    return None


def _strangers(folder: WorkingFolder, profile: Profile) -> str:
    """The sentence about folders that may be meant for a bimtek; empty where there are none."""
    names = ", ".join(folder.strangers([stage.number for stage in profile.stages]))
    plain = " atau ".join(f'"{folder.stage(stage.number).folder.name}"' for stage in profile.stages)
    if not names:
        return ""
    return f" Bukan folder bimtek di pengaturan, jadi tidak dibaca: {names}. Namai {plain}, atau pindahkan isinya."


def matrix_of(folder: WorkingFolder, stage: Stage) -> Path | None:
    """The book with the data of a bimtek: the secretariat's, else a single matrix; None where there is none yet."""
    places = folder.stage(stage.number)
    return folder.find(places.secretariat) or folder.find(places.matrix)


def earlier_matrix(folder: WorkingFolder, profile: Profile, stage: Stage) -> Path | None:
    """The book with the data of the bimtek just before; None where there is none."""
    before = [other for other in profile.stages if other.number < stage.number]
    return matrix_of(folder, before[-1]) if before else None

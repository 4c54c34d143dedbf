"""The commands: what each takes, the one call it makes, what it prints and which code it ends with.

Options are English and have an Indonesian name beside it; everything that is printed is Indonesian. Whatever is more
than click is imported inside the commands, so that their help costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from worksheet_kit.cli import settings_commands
from worksheet_kit.cli.console import Progress, paint, say
from worksheet_kit.cli.exits import OK, TO_PUT_RIGHT
from worksheet_kit.cli.folder_commands import init
from worksheet_kit.cli.indonesian import (
    Program,
    to_input,
    to_inputs,
    to_matrix_path,
    to_path,
    to_per_agency,
    to_text_path,
)
from worksheet_kit.cli.mail_command import mail
from worksheet_kit.cli.options import (
    folder_option,
    json_option,
    option,
    password_option,
    path_option,
    profile_option,
    quiet_option,
    returns_argument,
    stage_option,
    verbose_option,
)
from worksheet_kit.core.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from worksheet_kit.core.model import Dimension, Profile, Result, Stage, WorksheetContent
    from worksheet_kit.feedback.merge_outputs import Targets, Written
    from worksheet_kit.folder.names import WorkingFolder
    from worksheet_kit.report.next_step import Call


def _newer_name(name: str) -> str:
    """What an option of an earlier version is called now."""
    return {"tahap": "bimtek", "draft": "draf"}.get(name, name)


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from worksheet_kit import __version__

        say(f"worksheet-kit {__version__}")
        ctx.exit()


@click.group(
    cls=Program,
    context_settings={"max_content_width": 80, "token_normalize_func": _newer_name},
    subcommand_metavar="PERINTAH ...",
)
@option(
    "-V --version --versi",
    None,
    "Menampilkan versi.",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
)
def main() -> None:
    """Membuat kertas kerja bimtek kota cerdas, memeriksa kiriman, dan menggabungkannya menjadi satu matriks.

    \b
    Contoh:
      worksheet-kit mulai "Kota Cerdas"
      worksheet-kit buat
      worksheet-kit periksa
      worksheet-kit gabung
    """


main.add_command(init)


@main.command(also="buat", short_help="Membuat kertas kerja untuk setiap kelompok atau OPD.")
@folder_option
@profile_option
@stage_option("Hanya bimtek ini. Tanpa ini: di folder kerja yang pertama belum punya matriks, di luarnya semua bimtek.")
@option("--group --kelompok groups", "KODE", "Hanya kelompok ini; boleh disebut beberapa kali.", multiple=True)
@option(
    "--per --tiap per_agency", "opd", "opd: satu kertas kerja lagi untuk setiap OPD anggota.", callback=to_per_agency
)
@path_option(
    "--from --dari seed",
    "MATRIKS",
    "Matriks bimtek sebelumnya yang menjadi bekal kertas kerja ini. Tanpa ini: di folder kerja yang ada di sana.",
    callback=to_input,
)
@option("--without-seed --tanpa-bekal", None, "Membuat kertas kerja tanpa isian bimtek sebelumnya.", is_flag=True)
@path_option(
    "--messages --pengantar", "BERKAS", "Menulis teks pengantar per kelompok untuk WhatsApp.", callback=to_text_path
)
@option("--force --paksa", None, "Mengganti kertas kerja yang sudah ada dan berbeda.", is_flag=True)
@path_option("-o --output --ke", "FOLDER", "Folder tempat kertas kerja disimpan. Tanpa ini: Kirim di folder kerja.")
@quiet_option
def generate(
    *,
    folder: WorkingFolder | None,
    profile: Path | None,
    stage: int | None,
    groups: tuple[str, ...],
    per_agency: bool,
    seed: Path | None,
    without_seed: bool,
    messages: Path | None,
    force: bool,
    output: Path | None,
) -> int:
    """Membuat kertas kerja Excel yang terkunci, satu berkas untuk setiap kelompok.

    Di folder kerja cukup: worksheet-kit buat

    \b
    Contoh:
      worksheet-kit buat --bimtek 2 --ke "Kertas Kerja"
      worksheet-kit buat --bimtek 2 --dari "Matriks bimtek 1.xlsx" --ke "Kertas Kerja"
    """
    from worksheet_kit import generate as worksheets
    from worksheet_kit.core.names import recipients
    from worksheet_kit.feedback.next_stage import without_bequest
    from worksheet_kit.folder.round import all_returns
    from worksheet_kit.profile.profile import load_profile, profile_files
    from worksheet_kit.report.next_step import after_making

    profile = _profile_of(profile, folder)
    region = load_profile(profile)
    stages = worksheets.chosen_stages(region, None if stage is None else [stage])
    folder_per_stage = output is not None or folder is None
    if folder is not None:
        stages, seed, output = _to_send(folder, region, stage, seed, output, without_seed=without_seed)
    if output is None:
        raise UsageError("Sebutkan --ke FOLDER, atau jalankan di folder kerja. Bantuan: worksheet-kit buat --bantuan.")
    contents = {} if seed is None else _bequest(region, stages, seed, per_agency=per_agency)
    _refuse_messages(messages, output, [*profile_files(profile), seed], all_returns(folder, region))
    with Progress("Menulis") as progress:
        written = worksheets.generate(
            region,
            output,
            stages=[chosen.number for chosen in stages],
            groups=groups or None,
            per_agency=per_agency,
            force=force,
            folder_per_stage=folder_per_stage,
            contents=contents,
            progress=progress,
        )
    chosen = worksheets.chosen_groups(region, groups or None)
    for path in [*written, *_write_messages(messages, region, stages, chosen, per_agency=per_agency)]:
        say(str(path))
    if seed is not None:
        owners = [owner for group in chosen for owner in recipients(group, per_agency=per_agency)]
        bare = without_bequest(region, stages[0], contents, owners, seed.name)
        if bare:
            say(bare)
    say(f"Selesai. {len(written)} kertas kerja ada di {output}")
    if not folder_per_stage:  # where mails find them
        say(after_making(_call(in_folder=True)))
    return OK


def _to_send(
    folder: WorkingFolder,
    region: Profile,
    stage: int | None,
    seed: Path | None,
    output: Path | None,
    *,
    without_seed: bool,
) -> tuple[list[Stage], Path | None, Path]:
    """Which bimtek's worksheets a working folder makes, from which matrix, and where to; says so first."""
    from worksheet_kit.core.files import refuse_inside
    from worksheet_kit.folder import round as rounds
    from worksheet_kit.folder.stages import to_send
    from worksheet_kit.returns.sent import misfits

    on = to_send(folder, region, stage)
    if seed is None and not without_seed:
        seed = rounds.seed_of(folder, region, on.stage)
    output = output or on.places.to_send
    refuse_inside([output], rounds.all_returns(folder, region))
    for sentence in (on.why, *misfits(region, folder.sent())):
        say(sentence)
    return [on.stage], seed, output


def _refuse_messages(
    messages: Path | None, output: Path, materials: Iterable[Path | None], returns: Iterable[Path]
) -> None:
    """Raise UsageError where the covering texts would replace something else, or stand among returns."""
    from worksheet_kit.core.files import refuse_folder, refuse_inputs, refuse_inside, refuse_materials

    if messages is not None:
        refuse_folder(messages)
        refuse_materials([messages], materials)
        refuse_inputs([messages, output], [])
        refuse_inside([messages], returns)


def _write_messages(
    messages: Path | None, region: Profile, stages: Sequence[Stage], groups: Sequence[Dimension], *, per_agency: bool
) -> list[Path]:
    """Write the covering texts of these groups, where they are wanted, and give their file."""
    from worksheet_kit.core.files import Outputs
    from worksheet_kit.feedback.messages import covering_texts

    if messages is None:
        return []
    codes = [dimension.code for dimension in groups]
    texts = [covering_texts(region, each, groups=codes, per_agency=per_agency) for each in stages]
    with Outputs() as outputs:
        outputs.write_text(messages, "\n".join(texts))
    return [messages]


def _bequest(
    region: Profile, stages: Sequence[Stage], seed: Path, *, per_agency: bool
) -> dict[tuple[int, str], WorksheetContent]:
    """What the worksheets of a bimtek begin with, by the matrix of the one before. Raises UsageError for several."""
    from worksheet_kit.feedback.next_stage import contents
    from worksheet_kit.matrix.previous import read_previous

    if len(stages) > 1:
        raise UsageError("Sebutkan juga bimtek yang kertas kerjanya dibuat, contoh: --bimtek 2.")
    return contents(region, stages[0], read_previous(seed, region, stages[0]), per_agency=per_agency)


@main.command(also="periksa", short_help="Memeriksa kiriman tanpa menggabungkan.")
@returns_argument
@folder_option
@profile_option
@stage_option("Nomor bimtek. Tanpa ini: di folder kerja yang terakhir ada kirimannya, di luarnya menurut isi kiriman.")
@json_option
@password_option
@quiet_option
@verbose_option
def check(
    *,
    paths: tuple[Path, ...],
    folder: WorkingFolder | None,
    profile: Path | None,
    stage: int | None,
    json_file: Path | None,
    open_password: tuple[str, ...],
    verbose: bool,
) -> int:
    """Memeriksa kiriman: siapa yang sudah mengirim, apa yang perlu diperbaiki, di sel mana.

    KIRIMAN adalah folder atau berkas: Excel, ODS, zip, surel, atau ekspor WhatsApp. Tanpa KIRIMAN, yang dibaca ialah
    Kiriman di folder kerja.

    \b
    Contoh:
      worksheet-kit periksa
      worksheet-kit periksa KIRIMAN --bimtek 2 --json hasil.json
    """
    from worksheet_kit.core.files import Outputs, refuse_folder, refuse_inputs, refuse_inside, refuse_materials
    from worksheet_kit.feedback.merge_outputs import files_to_keep
    from worksheet_kit.folder.round import standing_decisions
    from worksheet_kit.report import board, json
    from worksheet_kit.report.next_step import after_check

    reading = _reading(paths, folder, profile, stage, open_password, command="periksa")
    file = _as_file(json_file)
    if file is not None:
        refuse_folder(file)
        refuse_inside([file], reading.all_returns)
        refuse_materials([file], reading.materials)
    with Progress() as progress:
        result = reading.collect(
            decisions=lambda chosen: standing_decisions(folder, reading.region, chosen),
            previous=reading.earlier,
            progress=progress,
        )
    if file is not None:
        refuse_inputs([file], files_to_keep(result))
        stage_read = result.dataset.stage
        read = standing_decisions(folder, reading.region, stage_read)
        refuse_materials([file], [*read, reading.earlier(stage_read)])
        with Outputs() as outputs:
            json.write_json(outputs.path(file), result)
    _tell(result, reading.stage, merged=False, full=verbose)
    if file is not None:
        say()
        say(f"JSON: {file}")
    elif json_file is not None:
        click.echo(json.dumps(result).encode("utf-8"), nl=False)
    say()
    say(after_check(result, _call(in_folder=folder is not None)))
    return TO_PUT_RIGHT if board.needs_attention(result) else OK


@main.command(also="gabung", short_help="Menggabungkan kiriman menjadi Matriks Konsolidasi.")
@returns_argument
@path_option(
    "-o --output --ke",
    "MATRIKS",
    "Menulis satu buku matriks saja, dengan nama ini atau di folder ini. Tanpa ini: di folder kerja semua hasil "
    "ditulis ke Hasil, di luarnya satu matriks di folder ini.",
    callback=to_matrix_path,
)
@folder_option
@profile_option
@stage_option("Nomor bimtek. Tanpa ini: di folder kerja yang terakhir ada kirimannya, di luarnya menurut isi kiriman.")
@path_option(
    "--decisions --keputusan",
    "BERKAS",
    "Matriks lama berisi keputusan, atau keputusan.json; boleh beberapa. Tanpa ini: yang ada di tempat matriks.",
    callback=to_inputs,
    multiple=True,
)
@path_option(
    "--previous --sebelumnya", "MATRIKS", "Matriks bimtek sebelumnya, untuk lembar Keterkaitan.", callback=to_input
)
@json_option
@path_option(
    "--presentation --paparan",
    "BERKAS",
    "Menulis juga salinan matriks untuk paparan, tanpa lembar kerja.",
    callback=to_matrix_path,
)
@path_option("--corrections --perbaikan", "FOLDER", "Menulis Lembar Perbaikan bagi yang isiannya perlu diperbaiki.")
@path_option("--drafts --draf", "FOLDER", "Menulis Draf Kelompok: isian kelompok dan OPD anggotanya dalam satu berkas.")
@path_option("--per-opd --rekap-opd per_agency", "FOLDER", "Menulis Rekap untuk setiap OPD dan Berita Acara Kelompok.")
@path_option("--summary --pesan", "BERKAS", "Menulis rekap sebagai teks untuk grup WhatsApp.", callback=to_text_path)
@option("--no-corrections --tanpa-perbaikan", None, "Di folder kerja: tanpa Lembar Perbaikan.", is_flag=True)
@option("--no-drafts --tanpa-draf", None, "Di folder kerja: tanpa Draf Kelompok.", is_flag=True)
@option(
    "--no-per-opd --tanpa-rekap-opd no_per_agency", None, "Di folder kerja: tanpa Rekap dan Berita Acara.", is_flag=True
)
@option("--no-summary --tanpa-pesan", None, "Di folder kerja: tanpa teks rekap.", is_flag=True)
@path_option(
    "--tables --tabel", "FOLDER", "Menulis isian sebagai tabel: satu buku Excel untuk dibaca, CSV untuk program lain."
)
@option("--raw --mentah", None, "Bersama --tabel: CSV tanpa tanda ' di depan teks yang mirip rumus.", is_flag=True)
@option("--strict --ketat", None, "Selesai dengan kode 1 bila masih ada yang perlu diperbaiki.", is_flag=True)
@option("--open --buka open_matrix", None, "Membuka matriks sesudah ditulis.", is_flag=True)
@password_option
@quiet_option
@verbose_option
def merge(
    *,
    paths: tuple[Path, ...],
    folder: WorkingFolder | None,
    profile: Path | None,
    stage: int | None,
    open_password: tuple[str, ...],
    decisions: tuple[Path, ...],
    previous: Path | None,
    strict: bool,
    open_matrix: bool,
    verbose: bool,
    **outputs: Any,
) -> int:
    """Menggabungkan kiriman menjadi satu Matriks Konsolidasi.

    KIRIMAN adalah folder atau berkas: Excel, ODS, zip, surel, atau ekspor WhatsApp; tanpa KIRIMAN, Kiriman di folder
    kerja. Kiriman tidak pernah diubah. Di folder kerja ditulis semua hasil satu putaran: matriks dan buku kerja
    sekretariat, Lembar Perbaikan, Draf Kelompok bila OPD mengirim sendiri, Rekap dan Berita Acara, teks rekap.
    Keputusan dan catatan di matriks yang lama ikut dibaca. Yang tidak berlaku lagi pindah ke Hasil/Arsip; di luar
    folder kerja matriks yang lama disimpan sebagai "... (sebelumnya)".

    \b
    Contoh:
      worksheet-kit gabung
      worksheet-kit gabung KIRIMAN --bimtek 2 --ke Matriks.xlsx --json hasil.json
    """
    from worksheet_kit.feedback.merge_outputs import check_targets
    from worksheet_kit.folder.stages import due_after
    from worksheet_kit.merging.sorting import choose_stage
    from worksheet_kit.report import board, json
    from worksheet_kit.report.next_step import after_merge

    destination = _destination(folder, **outputs)
    reading = replace(_reading(paths, folder, profile, stage, open_password, command="gabung"), previous=previous)

    def decisions_of(chosen: Stage) -> tuple[Path, ...]:
        return check_targets(
            destination.targets(chosen),
            reading.region,
            materials=reading.materials,
            decisions=decisions,
            previous=reading.earlier(chosen),
            returns=reading.all_returns,
        )

    guess = choose_stage((), reading.region, reading.stage)
    is_known = reading.stage is not None or destination.is_one_file
    with Progress(to_write=destination.count(guess)) as progress:
        result = reading.collect(
            decisions=decisions_of(guess) if is_known else decisions_of, previous=reading.earlier, progress=progress
        )
        result, written = destination.write(result, progress.writing())
    targets = destination.targets(result.dataset.stage)
    _tell(result, reading.stage, merged=True, full=verbose)
    say()
    _tell_written(written, targets, result)
    corrections = next((group.target for group in written if group.name == "corrections" and group.files), None)
    due = due_after(folder, reading.region, result.dataset.stage)
    call = _call(in_folder=destination.folder is not None)
    following = after_merge(result, call, matrix=targets.matrix, corrections=corrections, due=due)
    if following:
        say(following)
    if outputs["json_file"] is not None and targets.json is None:
        click.echo(json.dumps(result).encode("utf-8"), nl=False)
    if open_matrix and click.launch(str(targets.matrix)):
        say("Matriks tidak dapat dibuka dari sini. Bukalah dengan klik dua kali.", err=True)
    return TO_PUT_RIGHT if strict and board.needs_attention(result) else OK


@dataclass(frozen=True, slots=True, kw_only=True)
class _Destination:
    """Where a merge writes what, once it is known of which bimtek it is."""

    folder: WorkingFolder | None  # whose names and places are taken; None for a single book
    output: Path | None
    presentation: Path | None
    left_out: Sequence[str]  # of what a round writes
    named: Mapping[str, Any]  # fields of `Targets` that are the same for every bimtek

    @property
    def is_one_file(self) -> bool:
        """Whether the matrix has a name that does not hang on the bimtek."""
        return self.output is not None and self.output.suffix.lower() == ".xlsx"

    def targets(self, stage: Stage) -> Targets:
        """The files and folders of this bimtek."""
        from worksheet_kit.feedback.merge_outputs import Targets
        from worksheet_kit.folder.round import named_matrix, round_targets

        base = Targets(matrix=named_matrix(self.output, stage))
        if self.folder is not None:
            base = round_targets(self.folder.stage(stage.number), self.left_out)
        copy = self.presentation and named_matrix(self.presentation, stage, " (bahan paparan)")
        return replace(base, presentation=copy, **self.named)

    def count(self, stage: Stage) -> int:
        """How many outputs there are to write."""
        targets = self.targets(stage)
        return len(targets.files) + len(targets.folders)

    def write(self, result: Result, progress: Progress) -> tuple[Result, Sequence[Written]]:
        """Write everything, and give the result with what is known of the mails, and what was written."""
        from worksheet_kit.feedback.merge_outputs import write_outputs
        from worksheet_kit.folder.archive import put_away
        from worksheet_kit.post.round import with_posted

        targets, arrange = self.targets(result.dataset.stage), None
        if self.folder is not None:
            places = self.folder.stage(result.dataset.stage.number)
            result, arrange = with_posted(result, places), partial(put_away, places)
        return result, write_outputs(targets, result, progress, arrange)


def _destination(
    folder: WorkingFolder | None,
    *,
    output: Path | None,
    presentation: Path | None,
    json_file: Path | None,
    tables: Path | None,
    raw: bool,
    **parts: Any,
) -> _Destination:
    """Where a merge writes, by its options. Raises UsageError for one that means nothing without another."""
    from worksheet_kit.folder.round import PARTS

    if raw and tables is None:
        raise UsageError("--mentah hanya berlaku bersama --tabel. Sebutkan juga --tabel FOLDER.")
    named = {name: parts[name] for name in PARTS if parts[name] is not None}
    return _Destination(
        folder=folder if output is None else None,
        output=output,
        presentation=presentation,
        left_out=[part for part in PARTS if parts[f"no_{part}"] or part in named],
        named={**named, "tables": tables, "raw_tables": raw, "json": _as_file(json_file)},
    )


main.add_command(mail)
main.add_command(settings_commands.profile)


@main.command(also="jelaskan", short_help="Menjelaskan satu kode: artinya, sebabnya, cara memperbaikinya.")
@click.argument("codes", nargs=-1, metavar="[KODE]...")
def explain(*, codes: tuple[str, ...]) -> int:
    """Menjelaskan satu kode: artinya, sebabnya, dan cara memperbaikinya. Tanpa KODE: daftar semua kode.

    \b
    Contoh:
      worksheet-kit jelaskan S201
    """
    from worksheet_kit.report import explain as explained

    say("\n\n".join(explained.explain(code) for code in codes) if codes else explained.explain_all())
    return OK


@main.command(also="meja", short_help="Menaruh halaman Meja Kerja, yang berjalan di peramban, di sebuah folder.")
@click.argument("folder", default=".", metavar="[FOLDER]", callback=to_path)
@profile_option
@click.option(
    *("--for-participants", "--untuk-peserta"),
    is_flag=True,
    help="Halaman untuk peserta: memeriksa kertas kerjanya sendiri, tanpa kontak dan kata sandi.",
)
@quiet_option
def desk(*, folder: Path, profile: Path | None, for_participants: bool) -> int:
    """Menaruh halaman "Meja Kerja Kota Cerdas.html" di FOLDER; tanpa FOLDER, di sini.

    Halaman itu mengerjakan hal yang sama di peramban, tanpa memasang apa pun dan tanpa jaringan.

    \b
    Contoh:
      worksheet-kit meja "Bimtek 2"
      worksheet-kit meja --untuk-peserta Kirim
    """
    from worksheet_kit.desk.page import place_page
    from worksheet_kit.desk.participants import settings_for_participants

    settings = settings_for_participants(profile) if for_participants else None
    say(f"Selesai. Buka dengan klik dua kali: {place_page(folder, settings)}")
    return OK


def _tell_written(written: Iterable[Written], targets: Targets, result: Result) -> None:
    """Name every file, where the matrix is last."""
    from worksheet_kit.report import board

    for group in written:
        if group.target in targets.files[1:]:
            say(f"{group.title}: {group.files[0]}")
        elif group.target != targets.matrix and group.files:
            say(f"{group.title}: {len(group.files)} di {group.target}")
            for path in group.files:
                say(f"  {path.name}")
        if group.kept is not None:
            say(f"{group.title} yang lama: {group.kept}")
        for trouble in group.troubles:
            say(trouble)
    if not result.dataset.submissions:
        say("Belum ada kertas kerja yang dapat digabung, jadi matriks ini masih kosong.")
    say(f"Selesai. {board.counts(result)}. Buka: {targets.matrix}")


def _call(*, in_folder: bool) -> Call:
    """How this command was called; ``in_folder`` says that its results go where a working folder has them."""
    from worksheet_kit.report.next_step import Call

    ctx = click.get_current_context()
    typed = {name for name in ctx.params if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE}
    stage, profile, folder = (ctx.params[name] for name in ("stage", "profile", "folder"))
    return Call(
        returns="".join(f' "{path}"' for path in ctx.params["paths"]) if "paths" in typed else "",
        stage=f" --bimtek {stage}" if "stage" in typed else "",
        places=(f' --map "{folder.root}"' if "folder" in typed else "")
        + (f' --profil "{profile}"' if "profile" in typed else ""),
        in_folder=in_folder,
    )


def _profile_of(profile: Path | None, folder: WorkingFolder | None) -> Path | None:
    """The profile that is named, else that of the working folder; None where there is neither."""
    return folder.root if profile is None and folder is not None else profile


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What `check` and `merge` read."""

    region: Profile
    materials: Sequence[Path]  # the files of the profile
    paths: tuple[Path, ...]
    stage: int | None  # None where the returns decide
    others: Sequence[int]  # further bimtek of the working folder that something has come of
    folder: WorkingFolder | None
    passwords: Sequence[str]
    previous: Path | None = None  # the matrix of an earlier bimtek, where one is named

    @property
    def all_returns(self) -> tuple[Path, ...]:
        """The files and folders that nothing is to be written into."""
        from worksheet_kit.folder.round import all_returns

        return (*self.paths, *all_returns(self.folder, self.region))

    def earlier(self, stage: Stage) -> Path | None:
        """The matrix of an earlier bimtek: the one that is named, else that of the one before in a working folder."""
        from worksheet_kit.folder.round import earlier

        return self.previous or earlier(self.folder, self.region, stage)

    def collect(self, **more: Any) -> Result:
        """Collect the returns. Raises UsageError as `collect` does, with what else could be read."""
        from worksheet_kit.collect import collect
        from worksheet_kit.core.errors import NothingReadError

        try:
            return collect(self.paths, self.region, stage=self.stage, password=self.passwords or None, **more)
        except NothingReadError as problem:
            numbers = " atau ".join(f"--bimtek {number}" for number in self.others)
            raise UsageError(f"{problem}\nUntuk membaca bimtek lain: {numbers}." if numbers else str(problem)) from None


def _reading(
    paths: tuple[Path, ...],
    folder: WorkingFolder | None,
    profile: Path | None,
    stage: int | None,
    passwords: Sequence[str],
    *,
    command: str,
) -> _Reading:
    """What is to be read, and of which bimtek where that is known: in a working folder, of the one that is on."""
    from worksheet_kit.folder.stages import to_collect
    from worksheet_kit.profile.profile import load_profile, profile_files

    profile = _profile_of(profile, folder)
    region = load_profile(profile)
    others: Sequence[int] = ()
    if not paths:
        if folder is None:
            more = f"Bantuan: worksheet-kit {command} --bantuan."
            raise UsageError(f"Sebutkan KIRIMAN, atau jalankan di folder kerja, yang berisi Pengaturan.xlsx. {more}")
        on = to_collect(folder, region, stage)
        say(on.why)
        say()
        paths, stage, others = (on.places.returns,), on.stage.number, on.others
    return _Reading(
        region=region,
        materials=profile_files(profile),
        paths=paths,
        stage=stage,
        others=others,
        folder=folder,
        passwords=passwords,
    )


def _as_file(json_file: Path | None) -> Path | None:
    """The file the JSON goes to, None for standard output."""
    return None if json_file is None or str(json_file) == "-" else json_file


def _tell(result: Result, stage: int | None, *, merged: bool, full: bool) -> None:
    """Print the board, and before it which stage was taken where there are returns of others."""
    from worksheet_kit.core.filecode import parse_file_code
    from worksheet_kit.report import board

    codes = (parse_file_code(line.code) for line in result.ledger)
    if stage is None and any(code and code.stage != result.dataset.stage.number for code in codes):
        say(f"Yang paling banyak dikirim: bimtek {result.dataset.stage.number}. Untuk bimtek lain: --bimtek.")
        say()
    say(board.render(result, merged=merged, full=full, paint=paint))


if __name__ == "__main__":
    main()

"""The commands: what each takes, the one call it makes, what it prints and which code it ends with.

Options are English and have an Indonesian name beside it; everything that is printed is Indonesian. Whatever is more
than click is imported inside the commands, so that their help costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from worksheet_kit.cli.console import Progress, paint, say
from worksheet_kit.cli.exits import OK, TO_PUT_RIGHT
from worksheet_kit.cli.indonesian import Program, to_input, to_inputs, to_matrix_path, to_path, to_per_agency
from worksheet_kit.cli.options import (
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

    from worksheet_kit.core.model import Profile, Result


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
      worksheet-kit generate -o "Kertas Kerja"
      worksheet-kit check KIRIMAN
      worksheet-kit merge KIRIMAN -o "HASIL/Matriks bimtek 2.xlsx"
    """


@main.command(also="buat", short_help="Membuat kertas kerja untuk setiap kelompok atau OPD.")
@profile_option
@stage_option("Hanya bimtek ini. Tanpa ini: semua bimtek di pengaturan.")
@option("--group --kelompok groups", "KODE", "Hanya kelompok ini; boleh disebut beberapa kali.", multiple=True)
@option("--per per_agency", "opd", "opd: satu kertas kerja lagi untuk setiap OPD anggota.", callback=to_per_agency)
@path_option(
    "--from --dari seed", "MATRIKS", "Matriks bimtek sebelumnya yang menjadi bekal kertas kerja ini.", callback=to_input
)
@path_option("--messages --pengantar", "BERKAS", "Menulis teks pengantar per kelompok untuk WhatsApp.")
@option("--force --paksa", None, "Mengganti kertas kerja yang sudah ada dan berbeda.", is_flag=True)
@path_option("-o --output --ke", "FOLDER", "Folder tempat kertas kerja disimpan.", required=True)
@quiet_option
def generate(
    *,
    profile: Path | None,
    stage: int | None,
    groups: tuple[str, ...],
    per_agency: bool,
    seed: Path | None,
    messages: Path | None,
    force: bool,
    output: Path,
) -> int:
    """Membuat kertas kerja Excel yang terkunci, satu berkas untuk setiap kelompok.

    \b
    Contoh:
      worksheet-kit generate --stage 2 -o "Kertas Kerja"
      worksheet-kit generate --stage 2 --from "Matriks bimtek 1.xlsx" -o "Kertas Kerja"
    """
    from worksheet_kit import generate as worksheets
    from worksheet_kit.core.files import Outputs, refuse_folder, refuse_inputs, refuse_materials
    from worksheet_kit.feedback import next_stage
    from worksheet_kit.feedback.messages import covering_texts
    from worksheet_kit.matrix.previous import read_previous
    from worksheet_kit.profile.profile import load_profile, profile_files

    region = load_profile(profile)
    stages = worksheets.chosen_stages(region, None if stage is None else [stage])
    contents = None
    if seed is not None:
        if stage is None:
            raise UsageError("Sebutkan juga bimtek yang kertas kerjanya dibuat, contoh: --stage 2.")
        previous = read_previous(seed, region, stages[0])
        contents = next_stage.contents(region, stages[0], previous, per_agency=per_agency)
    if messages is not None:
        refuse_folder(messages)
        refuse_materials([messages], [*profile_files(profile), seed])
        refuse_inputs([messages, output], [])
    with Progress("Menulis") as progress:
        written = worksheets.generate(
            region,
            output,
            stages=[chosen.number for chosen in stages],
            groups=groups or None,
            per_agency=per_agency,
            force=force,
            contents=contents,
            progress=progress,
        )
    if messages is not None:
        codes = [dimension.code for dimension in worksheets.chosen_groups(region, groups or None)]
        texts = [covering_texts(region, chosen, groups=codes, per_agency=per_agency) for chosen in stages]
        with Outputs() as outputs:
            outputs.write_text(messages, "\n".join(texts))
    for path in [*written, *([] if messages is None else [messages])]:
        say(str(path))
    say(f"Selesai. {len(written)} kertas kerja ada di {output}")
    return OK


@main.command(also="periksa", short_help="Memeriksa kiriman tanpa menggabungkan.")
@returns_argument
@profile_option
@stage_option("Nomor bimtek. Tanpa ini: menurut isi kiriman terbanyak.")
@json_option
@password_option
@quiet_option
@verbose_option
def check(
    *,
    paths: tuple[Path, ...],
    profile: Path | None,
    stage: int | None,
    json_file: Path | None,
    open_password: tuple[str, ...],
    verbose: bool,
) -> int:
    """Memeriksa kiriman: siapa yang sudah mengirim, apa yang perlu diperbaiki, di sel mana.

    KIRIMAN adalah folder atau berkas: Excel, ODS, zip, surel, atau ekspor WhatsApp.

    \b
    Contoh:
      worksheet-kit check KIRIMAN
      worksheet-kit check KIRIMAN --stage 2 --json hasil.json
    """
    from worksheet_kit.core.files import Outputs, refuse_folder, refuse_inputs, refuse_inside, refuse_materials
    from worksheet_kit.feedback.merge_outputs import files_to_keep
    from worksheet_kit.profile.profile import load_profile, profile_files
    from worksheet_kit.report import board, json

    region = load_profile(profile)
    file = _as_file(json_file)
    if file is not None:
        refuse_folder(file)
        refuse_inside([file], paths)
        refuse_materials([file], profile_files(profile))
    with Progress() as progress:
        result = _collect(paths, region, stage, open_password, progress=progress)
    if file is not None:
        refuse_inputs([file], files_to_keep(result))
        with Outputs() as outputs:
            json.write_json(outputs.path(file), result)
    _tell(result, stage, merged=False, full=verbose)
    if file is not None:
        say()
        say(f"JSON: {file}")
    elif json_file is not None:
        click.echo(json.dumps(result).encode("utf-8"), nl=False)
    return TO_PUT_RIGHT if board.needs_attention(result) else OK


@main.command(also="gabung", short_help="Menggabungkan kiriman menjadi Matriks Konsolidasi.")
@returns_argument
@path_option("-o --output --ke", "MATRIKS", "Nama matriks, berakhiran .xlsx.", callback=to_matrix_path, required=True)
@profile_option
@stage_option("Nomor bimtek. Tanpa ini: menurut isi kiriman terbanyak.")
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
@path_option("--per-opd --rekap-opd", "FOLDER", "Menulis Rekap untuk setiap OPD dan Berita Acara Kelompok.")
@path_option("--summary --pesan", "BERKAS", "Menulis rekap sebagai teks untuk grup WhatsApp.")
@path_option(
    "--tables --tabel", "FOLDER", "Menulis isian sebagai tabel: satu buku Excel untuk dibaca, CSV untuk program lain."
)
@option("--raw --mentah", None, "Bersama --tables: CSV tanpa tanda ' di depan teks yang mirip rumus.", is_flag=True)
@option("--strict --ketat", None, "Selesai dengan kode 1 bila masih ada yang perlu diperbaiki.", is_flag=True)
@option("--open --buka open_matrix", None, "Membuka matriks sesudah ditulis.", is_flag=True)
@password_option
@quiet_option
@verbose_option
def merge(
    *,
    paths: tuple[Path, ...],
    output: Path,
    profile: Path | None,
    stage: int | None,
    decisions: tuple[Path, ...],
    previous: Path | None,
    json_file: Path | None,
    presentation: Path | None,
    corrections: Path | None,
    drafts: Path | None,
    per_opd: Path | None,
    summary: Path | None,
    tables: Path | None,
    raw: bool,
    strict: bool,
    open_matrix: bool,
    open_password: tuple[str, ...],
    verbose: bool,
) -> int:
    """Menggabungkan kiriman menjadi satu Matriks Konsolidasi.

    KIRIMAN adalah folder atau berkas: Excel, ODS, zip, surel, atau ekspor WhatsApp. Kiriman tidak pernah diubah.
    Matriks yang sudah ada diganti, keputusan dan catatan di dalamnya ikut dibaca, dan yang lama disimpan sebagai
    "... (sebelumnya)".

    \b
    Contoh:
      worksheet-kit merge KIRIMAN -o "HASIL/Matriks bimtek 2.xlsx"
      worksheet-kit merge KIRIMAN --stage 2 -o Matriks.xlsx --json hasil.json
    """
    from worksheet_kit.feedback.merge_outputs import Targets, check_targets, write_outputs
    from worksheet_kit.profile.profile import load_profile, profile_files
    from worksheet_kit.report import board, json

    if raw and tables is None:
        raise UsageError("--raw hanya berlaku bersama --tables. Sebutkan juga --tables FOLDER.")
    region = load_profile(profile)
    targets = Targets(
        matrix=output,
        presentation=presentation,
        json=_as_file(json_file),
        summary=summary,
        corrections=corrections,
        drafts=drafts,
        per_agency=per_opd,
        tables=tables,
        raw_tables=raw,
    )
    decisions = check_targets(
        targets, region, materials=profile_files(profile), decisions=decisions, previous=previous, returns=paths
    )
    with Progress(to_write=len(targets.files) + len(targets.folders)) as progress:
        result = _collect(
            paths, region, stage, open_password, decisions=decisions, previous=previous, progress=progress
        )
        written = write_outputs(targets, result, progress.writing())
    _tell(result, stage, merged=True, full=verbose)
    say()
    for group in written:
        if group.target in targets.files[1:]:  # where the matrix is stands last
            say(f"{group.title}: {group.target}")
        elif group.target != output:
            say(f"{group.title}: {len(group.files)} di {group.target}")
            for path in group.files:
                say(f"  {path.name}")
        if group.kept is not None:
            say(f"{group.title} yang lama: {group.kept}")
        for trouble in group.troubles:
            say(trouble)
    if not result.dataset.submissions:
        say("Belum ada kertas kerja yang dapat digabung, jadi matriks ini masih kosong.")
    say(f"Selesai. {board.counts(result)}. Buka: {output}")
    if json_file is not None and targets.json is None:
        click.echo(json.dumps(result).encode("utf-8"), nl=False)
    if open_matrix and click.launch(str(output)):
        say("Matriks tidak dapat dibuka dari sini. Bukalah dengan klik dua kali.", err=True)
    return TO_PUT_RIGHT if strict and board.needs_attention(result) else OK


@main.command(also="jelaskan", short_help="Menjelaskan satu kode: artinya, sebabnya, cara memperbaikinya.")
@click.argument("codes", nargs=-1, metavar="[KODE]...")
def explain(*, codes: tuple[str, ...]) -> int:
    """Menjelaskan satu kode: artinya, sebabnya, dan cara memperbaikinya. Tanpa KODE: daftar semua kode.

    \b
    Contoh:
      worksheet-kit explain S201
    """
    from worksheet_kit.report import explain as explained

    say("\n\n".join(explained.explain(code) for code in codes) if codes else explained.explain_all())
    return OK


@main.command(also="meja", short_help="Menaruh halaman Meja Kerja, yang berjalan di peramban, di sebuah folder.")
@click.argument("folder", default=".", metavar="[FOLDER]", callback=to_path)
def desk(*, folder: Path) -> int:
    """Menaruh halaman "Meja Kerja Kota Cerdas.html" di FOLDER; tanpa FOLDER, di sini.

    Halaman itu mengerjakan hal yang sama di peramban, tanpa memasang apa pun dan tanpa jaringan.

    \b
    Contoh:
      worksheet-kit desk "Bimtek 2"
    """
    from worksheet_kit.desk.page import place_page

    say(f"Selesai. Buka dengan klik dua kali: {place_page(folder)}")
    return OK


def _as_file(json_file: Path | None) -> Path | None:
    """The file the JSON goes to, None for standard output."""
    return None if json_file is None or str(json_file) == "-" else json_file


def _collect(
    paths: Sequence[Path], profile: Profile, stage: int | None, password: Sequence[str], **more: Any
) -> Result:
    from worksheet_kit.collect import collect

    return collect(paths, profile, stage=stage, password=password or None, **more)


def _tell(result: Result, stage: int | None, *, merged: bool, full: bool) -> None:
    """Print the board, and before it which stage was taken where there are returns of others."""
    from worksheet_kit.core.filecode import parse_file_code
    from worksheet_kit.report import board

    codes = (parse_file_code(line.code) for line in result.ledger)
    if stage is None and any(code and code.stage != result.dataset.stage.number for code in codes):
        say(f"Yang paling banyak dikirim: bimtek {result.dataset.stage.number}. Untuk bimtek lain: --stage.")
        say()
    say(board.render(result, merged=merged, full=full, paint=paint))


if __name__ == "__main__":
    main()

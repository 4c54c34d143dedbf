"""The command line: arguments become one call, its result is printed, and the exit code says how it stands.

Exit codes: 0 done (``check``: nothing to put right), 1 something or someone is missing (``check``,
``merge --strict``), 2 wrong usage or profile or an output that cannot be written, with one sentence and nothing
written, 3 a fault of the program itself, also in one sentence. Nothing heavy is imported before a command needs it:
``--help`` is asked for often, on slow machines. Words are English with Indonesian aliases; everything that is printed
is Indonesian.
"""

from __future__ import annotations

import errno
import os
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, NoReturn, overload

import click

from worksheet_kit.core.errors import UsageError, WorksheetKitError, os_reason

if TYPE_CHECKING:
    from pathlib import Path

    from worksheet_kit.core.files import Outputs
    from worksheet_kit.core.model import Profile, Result
    from worksheet_kit.matrix import MatrixContent

OK, TO_PUT_RIGHT, WRONG_USE, OWN_FAULT, STOPPED = 0, 1, 2, 3, 130

#: Indonesian words for the commands and their options; they work, and the help shows the English ones.
COMMAND_ALIASES = {"buat": "generate", "periksa": "check", "gabung": "merge", "jelaskan": "explain"}
OPTION_ALIASES = {
    "--bantuan": "--help",
    "--profil": "--profile",
    "--tahap": "--stage",
    "--kelompok": "--group",
    "--paksa": "--force",
    "--ke": "--output",
    "--dari": "--from",
    "--pesan": "--summary",
    "--pengantar": "--messages",
    "--kata-sandi": "--open-password",
    "--ketat": "--strict",
    "--keputusan": "--decisions",
    "--sebelumnya": "--previous",
    "--paparan": "--presentation",
    "--rekap-opd": "--per-opd",
    "--perbaikan": "--corrections",
    "--draf": "--drafts",
    "--draft": "--drafts",
    "--versi": "--version",
}


# ---------------------------------------------------------------------------------------------------------------------
# Printing on any console
# ---------------------------------------------------------------------------------------------------------------------

_PLAIN = str.maketrans(
    {"…": "...", "–": "-", "—": "-", "·": "-", "×": "x", "÷": "/", "“": '"', "”": '"', "‘": "'", "’": "'"}
    | {"\u00a0": " ", "→": "->", "≤": "<=", "≥": ">=", "│": "|", "─": "-", "■": "#", "□": "."}
)


def plain(text: str, encoding: str | None) -> str:
    """The text as a console with this encoding can show it: itself, else the nearest plain ASCII."""
    try:
        text.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        bare = unicodedata.normalize("NFKD", text.translate(_PLAIN))
        return "".join(c for c in bare if not unicodedata.combining(c)).encode("ascii", "replace").decode("ascii")
    return text


def say(text: str = "", *, err: bool = False) -> None:
    """Print lines on standard output, or on standard error."""
    stream: IO[str] = sys.stderr if err else sys.stdout
    encoding = getattr(stream, "encoding", None)
    click.echo("\n".join(plain(line, encoding) for line in text.split("\n")), err=err)


class Progress:
    """One line on standard error that grows while files are read; silent when that is no terminal."""

    def __init__(self) -> None:
        self.shown = False
        self.visible = sys.stderr is not None and sys.stderr.isatty()

    def __call__(self, done: int, total: int | None = None) -> None:
        """Say that ``done`` files have been read."""
        if self.visible:
            of = f" dari {total}" if total else ""
            click.echo(plain(f"\rMembaca {done}{of} berkas … ", sys.stderr.encoding), nl=False, err=True)
            self.shown = True

    def end(self) -> None:
        if self.shown:
            click.echo("\r" + " " * 40 + "\r", nl=False, err=True)


# ---------------------------------------------------------------------------------------------------------------------
# click in Indonesian
# ---------------------------------------------------------------------------------------------------------------------


def _number(_: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """The number of a stage."""
    if value is None:
        return None
    try:
        return int(value)
    except ValueError:
        raise UsageError(f'{_named(param)} memerlukan angka, bukan "{value}". Contoh: --stage 2.') from None


def _per(_: click.Context, param: click.Parameter, value: str | None) -> bool:
    """Whether workbooks per agency are wanted."""
    if value is None or value.casefold() in ("opd", "kelompok"):
        return value is not None and value.casefold() == "opd"
    raise UsageError(f'{_named(param)} hanya mengenal opd, bukan "{value}".')


def _named(param: click.Parameter | None) -> str:
    return "Isian" if param is None else f"Pilihan {param.opts[0]}" if param.opts[0].startswith("-") else param.opts[0]


class Indonesian(click.Command):
    """A command that takes the Indonesian options too and whose help has Indonesian headings."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if "" in args:  # a script's variable that holds nothing would otherwise mean the current folder
            raise UsageError(f'Ada isian kosong "" pada perintah ini. Bantuan: {ctx.command_path} --help.')
        try:
            return super().parse_args(ctx, [_translated(arg) for arg in args])
        except click.UsageError as problem:
            raise UsageError(_usage_sentence(problem, ctx)) from None

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="Cara pakai: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        records = [record for option in options if (record := option.get_help_record(ctx)) is not None]
        if records:
            with formatter.section("Pilihan"):
                formatter.write_dl([(name, words.replace("[required]", "[wajib]")) for name, words in records])

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Menampilkan bantuan ini."
        return option


class Commands(Indonesian, click.Group):
    """The program: its commands by either name, and the one place where every fault becomes a sentence."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return super().get_command(ctx, COMMAND_ALIASES.get(cmd_name.casefold(), cmd_name))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        command = self.get_command(ctx, args[0])
        if command is None:
            raise UsageError(f'Perintah "{args[0]}" tidak dikenal. Yang ada: {", ".join(self.list_commands(ctx))}.')
        return command.name, command, args[1:]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, args or ["--help"])

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        with formatter.section("Perintah"):
            formatter.write_dl([(name, self.commands[name].get_short_help_str(100)) for name in self.commands])

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, *_: Any, **extra: Any) -> NoReturn:
        """Run, print one sentence if that does not work out, and leave with the exit code."""
        extra.pop("standalone_mode", None)
        with _leaving():
            try:
                code = super().main(args, "worksheet-kit", standalone_mode=False, **extra)
            except SystemExit:  # click's own answer to a broken pipe, with a code that would mean something else here
                _leave_silently()
            sys.exit(code if isinstance(code, int) else OK)
        raise AssertionError("unreachable")  # pragma: no cover


@contextmanager
def _leaving() -> Iterator[None]:
    """The one error boundary: whatever happens, one sentence on standard error and an exit code, never a traceback."""
    try:
        yield
    except WorksheetKitError as problem:
        _leave(WRONG_USE, str(problem))
    except click.UsageError as problem:
        _leave(WRONG_USE, _usage_sentence(problem, problem.ctx))
    except (click.Abort, KeyboardInterrupt):
        _leave(STOPPED, "Dihentikan. Tidak ada yang diubah setelah ini.")
    except MemoryError:
        _leave(OWN_FAULT, "Memori komputer tidak cukup. Tutup program lain, atau periksa kiriman sedikit demi sedikit.")
    except OSError as problem:
        if problem.errno == errno.EINVAL and problem.filename is None:  # how Windows calls a broken pipe
            _leave_silently()
        _leave(WRONG_USE, _os_sentence(problem))
    except RecursionError:
        _leave(OWN_FAULT, "Ada berkas yang bersarang terlalu dalam untuk dibaca.")
    except Exception as problem:  # the last net: a fault of ours, told in a sentence that helps to report it
        inner = problem.args[0] if problem.args else None
        if isinstance(inner, OSError):  # a writer's own wrapping of it
            _leave(WRONG_USE, _os_sentence(inner))
        if os.environ.get("WORKSHEET_KIT_DEBUG"):
            raise
        kind = f"{type(problem).__name__}: {problem}".splitlines()[0][:200]
        _leave(OWN_FAULT, f"Program terhenti karena keadaan yang tidak diduga ({kind}). Laporkan kalimat ini.")


def _leave(code: int, sentence: str) -> NoReturn:
    say(sentence, err=True)
    sys.exit(code)


def _leave_silently() -> NoReturn:
    """End when the reader of a pipe has gone: nobody is left to tell, nor to be told when Python flushes at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(OK)


def _os_sentence(problem: OSError) -> str:
    name = _path(str(problem.filename)).name if problem.filename else "Berkas"
    if isinstance(problem, PermissionError):
        return f"{name} tidak dapat dibuka atau ditulis. Tutup dulu di program lain, lalu ulangi."
    if isinstance(problem, FileNotFoundError):
        return f"{name} tidak ditemukan. Cek tulisannya, lalu ulangi."
    return f"{name} tidak dapat dibaca atau ditulis ({os_reason(problem)})."


def _translated(arg: str) -> str:
    name, equals, value = arg.partition("=")
    return OPTION_ALIASES.get(name, name) + equals + value


def _usage_sentence(problem: click.UsageError, ctx: click.Context | None) -> str:
    """Click's own words in Indonesian, with where to read on."""
    path = "worksheet-kit" if ctx is None else ctx.command_path
    more = f" Bantuan: {path} --help."
    if isinstance(problem, click.NoSuchOption):
        near = f" Mungkin maksudnya {', '.join(problem.possibilities)}." if problem.possibilities else ""
        return f"Pilihan {problem.option_name} tidak dikenal.{near}{more}"
    if isinstance(problem, click.BadOptionUsage):
        return f"Pilihan {problem.option_name} memerlukan satu isian sesudahnya.{more}"
    if isinstance(problem, click.MissingParameter):
        return f"Sebutkan {_missing(problem, ctx)}.{more}"
    if isinstance(problem, click.BadParameter):
        return f"{_named(problem.param)} tidak dapat dipakai seperti itu.{more}"
    return f"Ada kata yang tidak dimengerti pada perintah ini.{more}"


def _missing(problem: click.MissingParameter, ctx: click.Context | None) -> str:
    """What is to be given, as the help names it: ``KIRIMAN``, ``-o FOLDER``."""
    if problem.param is None:
        return "isian"
    metavar = problem.param.make_metavar(problem.ctx or ctx or click.Context(main)).removesuffix("...")
    return f"{problem.param.opts[0]} {metavar}" if isinstance(problem.param, click.Option) else metavar


# ---------------------------------------------------------------------------------------------------------------------
# Commands
# ---------------------------------------------------------------------------------------------------------------------

_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 80}
_Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def _option(*names: str, **settings: Any) -> _Decorator:
    return click.option(*names, **settings)


_profile = _option(
    "--profile",
    metavar="PROFIL",
    help="Pengaturan daerah: berkas .toml, folder, atau nama bawaan. Tanpa ini: profile.toml di folder ini, "
    "bila tidak ada, Rembang.",
)
_stage = _option(
    "--stage", callback=_number, metavar="N", help="Nomor bimtek. Tanpa ini: menurut isi kiriman terbanyak."
)
_json = _option("--json", "json_file", metavar="BERKAS", help="Menulis hasilnya juga sebagai JSON untuk program lain.")
_password = _option(
    "--open-password",
    multiple=True,
    metavar="SANDI",
    help="Kata sandi pembuka kiriman yang terkunci; boleh disebut beberapa kali.",
)
_returns = click.argument("paths", nargs=-1, required=True, metavar="KIRIMAN...")


@click.group(
    cls=Commands,
    context_settings=_SETTINGS,
    subcommand_metavar="PERINTAH ...",
    options_metavar="[PILIHAN]",
    add_help_option=True,
)
@_option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    help="Menampilkan versi.",
    callback=lambda c, p, v: _version(c, v),
)
def main() -> None:
    """Membuat kertas kerja bimtek kota cerdas, memeriksa kiriman, dan menggabungkannya menjadi satu matriks.

    \b
    Contoh:
      worksheet-kit generate -o "Kertas Kerja"
      worksheet-kit check KIRIMAN
      worksheet-kit merge KIRIMAN -o "HASIL/Matriks bimtek 2.xlsx"
    """


def _version(ctx: click.Context, wanted: bool) -> None:
    if wanted:
        from worksheet_kit import __version__

        say(f"worksheet-kit {__version__}")
        ctx.exit()


@main.command(
    cls=Indonesian, options_metavar="[PILIHAN]", short_help="Membuat kertas kerja untuk setiap kelompok atau OPD."
)
@_profile
@_option("--stage", callback=_number, metavar="N", help="Hanya bimtek ini. Tanpa ini: semua bimtek di pengaturan.")
@_option("--group", "groups", multiple=True, metavar="KODE", help="Hanya kelompok ini; boleh disebut beberapa kali.")
@_option(
    "--per", "per_agency", callback=_per, metavar="opd", help="opd: satu kertas kerja lagi untuk setiap OPD anggota."
)
@_option("--from", "seed", metavar="MATRIKS", help="Matriks bimtek sebelumnya yang menjadi bekal kertas kerja ini.")
@_option("--messages", metavar="BERKAS", help="Menulis teks pengantar per kelompok untuk WhatsApp.")
@_option("--force", is_flag=True, help="Mengganti kertas kerja yang sudah ada dan berbeda.")
@_option("-o", "--output", required=True, metavar="FOLDER", help="Folder tempat kertas kerja disimpan.")
def generate(
    *,
    profile: str | None,
    stage: int | None,
    groups: tuple[str, ...],
    per_agency: bool,
    seed: str | None,
    messages: str | None,
    force: bool,
    output: str,
) -> int:
    """Membuat kertas kerja Excel yang terkunci, satu berkas untuk setiap kelompok.

    \b
    Contoh:
      worksheet-kit generate --stage 2 -o "Kertas Kerja"
      worksheet-kit generate --stage 2 --from "Matriks bimtek 1.xlsx" -o "Kertas Kerja"
    """
    from pathlib import Path

    from worksheet_kit.core.files import Outputs, refuse_folder
    from worksheet_kit.feedback import next_stage
    from worksheet_kit.generate import chosen_groups, chosen_stages
    from worksheet_kit.generate import generate as make

    loaded = _load(profile)
    stages = chosen_stages(loaded, None if stage is None else [stage])
    contents = None
    if seed is not None:
        if stage is None:
            raise UsageError("Sebutkan juga bimtek yang kertas kerjanya dibuat, contoh: --stage 2.")
        before = next_stage.read_previous(Path(seed), loaded, stages[0])
        contents = next_stage.contents(loaded, stages[0], before, per_agency=per_agency)
    if messages is not None:
        refuse_folder(Path(messages))
        _refuse_materials([Path(messages)], profile, _path(seed))
        if Path(messages).resolve() == Path(output).resolve():
            raise UsageError(f"{messages} disebut untuk dua hasil. Sebutkan nama lain untuk salah satunya.")
    made = make(
        loaded,
        Path(output),
        stages=[one.number for one in stages],
        groups=groups or None,
        per_agency=per_agency,
        force=force,
        contents=contents,
    )
    with Outputs() as outputs:
        if messages is not None:
            from worksheet_kit.feedback.messages import covering_texts

            codes = [dimension.code for dimension in chosen_groups(loaded, groups or None)]
            texts = [covering_texts(loaded, one, groups=codes, per_agency=per_agency) for one in stages]
            outputs.write_text(Path(messages), "\n".join(texts))
    for path in made:
        say(str(path))
    say(f"Selesai. {len(made)} kertas kerja ada di {output}")
    return OK


@main.command(cls=Indonesian, options_metavar="[PILIHAN]", short_help="Memeriksa kiriman tanpa menggabungkan.")
@_returns
@_profile
@_stage
@_json
@_password
def check(
    *,
    paths: tuple[str, ...],
    profile: str | None,
    stage: int | None,
    json_file: str | None,
    open_password: tuple[str, ...],
) -> int:
    """Memeriksa kiriman: siapa yang sudah mengirim, apa yang perlu diperbaiki, di sel mana.

    KIRIMAN adalah folder atau berkas: Excel, ODS, arsip zip, atau surel .eml.

    \b
    Contoh:
      worksheet-kit check KIRIMAN
      worksheet-kit check KIRIMAN --stage 2 --json hasil.json
    """
    from worksheet_kit.core.files import Outputs, refuse_folder, refuse_inputs
    from worksheet_kit.report import board

    loaded = _load(profile)
    written = [path for path in (_path(json_file),) if path is not None]
    for path in written:
        refuse_folder(path)
    _refuse_materials(written, profile)
    result = _collect(paths, loaded, stage, open_password)
    refuse_inputs(written, _inputs(result))
    with Outputs() as outputs:
        _write_json(outputs, json_file, result)
    _tell(result, stage)
    return TO_PUT_RIGHT if board.needs_attention(result) else OK


@main.command(
    cls=Indonesian, options_metavar="[PILIHAN]", short_help="Menggabungkan kiriman menjadi Matriks Konsolidasi."
)
@_returns
@_option("-o", "--output", required=True, metavar="MATRIKS", help="Nama matriks, berakhiran .xlsx.")
@_profile
@_stage
@_option("--decisions", metavar="MATRIKS", help="Matriks lama berisi keputusan. Tanpa ini: matriks yang akan diganti.")
@_option("--previous", metavar="MATRIKS", help="Matriks bimtek sebelumnya, untuk lembar Keterkaitan.")
@_json
@_option("--presentation", metavar="BERKAS", help="Menulis juga salinan matriks untuk paparan, tanpa lembar kerja.")
@_option("--corrections", metavar="FOLDER", help="Menulis Lembar Perbaikan bagi yang isiannya perlu diperbaiki.")
@_option(
    "--drafts", metavar="FOLDER", help="Menulis Draf Kelompok: isian kelompok dan OPD anggotanya dalam satu berkas."
)
@_option("--per-opd", metavar="FOLDER", help="Menulis Rekap untuk setiap OPD dan Berita Acara Kelompok.")
@_option("--summary", metavar="BERKAS", help="Menulis rekap sebagai teks untuk grup WhatsApp.")
@_option("--strict", is_flag=True, help="Selesai dengan kode 1 bila masih ada yang perlu diperbaiki.")
@_password
def merge(
    *,
    paths: tuple[str, ...],
    output: str,
    profile: str | None,
    stage: int | None,
    decisions: str | None,
    previous: str | None,
    json_file: str | None,
    presentation: str | None,
    corrections: str | None,
    drafts: str | None,
    per_opd: str | None,
    summary: str | None,
    strict: bool,
    open_password: tuple[str, ...],
) -> int:
    """Menggabungkan kiriman menjadi satu Matriks Konsolidasi.

    KIRIMAN adalah folder atau berkas: Excel, ODS, arsip zip, atau surel .eml. Kiriman tidak pernah diubah. Matriks yang
    sudah ada diganti, keputusan dan catatan di dalamnya ikut dibaca, dan yang lama disimpan sebagai "... (sebelumnya)".

    \b
    Contoh:
      worksheet-kit merge KIRIMAN -o "HASIL/Matriks bimtek 2.xlsx"
      worksheet-kit merge KIRIMAN --stage 2 -o Matriks.xlsx --json hasil.json
    """
    from pathlib import Path

    from worksheet_kit.core.files import Outputs, refuse_folder, refuse_inputs
    from worksheet_kit.feedback import messages
    from worksheet_kit.feedback.corrections import with_sent
    from worksheet_kit.matrix import write_matrix
    from worksheet_kit.report import board

    loaded = _load(profile)
    target = _matrix_path(output)
    shown = None if presentation is None else _matrix_path(presentation)
    written = [path for path in (target, shown, _path(json_file), _path(summary)) if path is not None]
    for path in written:
        refuse_folder(path)
    old = _path(decisions)
    _refuse_materials(written, profile, _path(previous))
    _refuse_materials(written[1:], profile, old)
    standing = {
        matrix: _standing(matrix, loaded) for matrix in (target, shown) if matrix is not None and matrix.exists()
    }
    if old is None and target.exists():
        old = target
    result = _collect(paths, loaded, stage, open_password, decisions=old, previous=_path(previous))
    inputs = _inputs(result)
    refuse_inputs(written, inputs)
    if not result.dataset.submissions and target in standing and any(standing[target].rows.values()):
        raise UsageError(
            f"Tidak ada kertas kerja yang dapat digabung, jadi {target.name} yang sudah berisi tidak diganti. "
            "Periksa foldernya; keadaan tiap berkas: worksheet-kit check."
        )
    with Outputs() as outputs:
        _write_json(outputs, json_file, result)
        if summary is not None:
            outputs.write_text(Path(summary), messages.summary(result, corrections=corrections is not None))
        sent = list(_write_books(outputs, result, corrections=corrections, drafts=drafts, per_opd=per_opd))
        for _, files in sent:
            refuse_inputs(files, inputs)
        result = with_sent(result, to_everyone=corrections is not None, to_groups=drafts is not None)
        write_matrix(outputs.path(target, keep=True), result)
        if shown is not None:
            write_matrix(outputs.path(shown), result, presentation=True)
    _tell(result, stage)
    say()
    for told, files in sent:
        say(told)
        for path in files:
            say(f"  {path.name}")
    if not result.dataset.submissions:
        say("Belum ada kertas kerja yang dapat digabung, jadi matriks ini masih kosong.")
    say(f"Selesai. {board.counts(result)}. Buka: {output}")
    return TO_PUT_RIGHT if strict and board.needs_attention(result) else OK


@main.command(
    cls=Indonesian,
    options_metavar="[PILIHAN]",
    short_help="Menjelaskan satu kode: artinya, sebabnya, cara memperbaikinya.",
)
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


def _load(profile: str | None) -> Profile:
    from worksheet_kit.profile import load_profile

    return load_profile(_path(profile))


def _collect(paths: Sequence[str], profile: Profile, stage: int | None, password: Sequence[str], **more: Any) -> Result:
    from worksheet_kit.collect import collect

    progress = Progress()
    try:
        return collect(paths, profile, stage=stage, password=password or None, progress=progress, **more)
    finally:
        progress.end()


def _inputs(result: Result) -> list[str]:
    """The files that no output may replace: whatever was read, except what we had made ourselves."""
    from worksheet_kit.merging import ledger

    return [line.file for line in result.ledger if not ledger.is_own_output(line)]


def _tell(result: Result, stage: int | None) -> None:
    from worksheet_kit.core.filecode import parse_file_code
    from worksheet_kit.report import board

    codes = (parse_file_code(line.code) for line in result.ledger)
    if stage is None and any(code and code.stage != result.dataset.stage.number for code in codes):
        say(f"Tahap yang paling banyak dikirim: bimtek {result.dataset.stage.number}. Untuk tahap lain: --stage.")
        say()
    say(board.render(result))


def _write_json(outputs: Outputs, file: str | None, result: Result) -> None:
    if file is not None:
        from worksheet_kit.report import json

        json.write_json(outputs.path(_path(file)), result)


def _write_books(
    outputs: Outputs, result: Result, *, corrections: str | None, drafts: str | None, per_opd: str | None
) -> Iterator[tuple[str, list[Path]]]:
    """Write what goes to groups and agencies; say what was made, and which of it is for somebody to fill in."""
    from pathlib import Path

    from worksheet_kit.feedback.corrections import write_corrections, write_drafts
    from worksheet_kit.matrix import write_agency_books

    if corrections is not None:
        made = write_corrections(result, outputs.folder(Path(corrections)))
        yield f"Lembar Perbaikan: {len(made)} di {corrections}", [Path(corrections) / path.name for path in made]
    if drafts is not None:
        made = write_drafts(result, outputs.folder(Path(drafts)))
        yield f"Draf Kelompok: {len(made)} di {drafts}", [Path(drafts) / path.name for path in made]
    if per_opd is not None:
        made = write_agency_books(outputs.folder(Path(per_opd)), result)
        yield f"Rekap per OPD: {len(made)} di {per_opd}", []


def _standing(target: Path, profile: Profile) -> MatrixContent:
    """The matrix that is to be replaced. Raises UsageError when it is something else, which nobody meant to replace."""
    from worksheet_kit.matrix import read_matrix

    try:
        return read_matrix(target, profile)
    except UsageError as problem:
        if isinstance(problem.__cause__, PermissionError):
            raise  # what it is cannot be told as long as another program keeps it to itself
        raise UsageError(
            f"{target.name} sudah ada dan bukan matriks {profile.region}, jadi tidak ditimpa. Sebutkan nama lain."
        ) from None


def _refuse_materials(outputs: Sequence[Path], profile: str | None, *others: Path | None) -> None:
    """Raise UsageError when an output would replace a file of the profile or another one the command is to read."""
    from worksheet_kit.profile import profile_files

    read = {path.resolve() for path in (*profile_files(profile), *others) if path is not None}
    for path in outputs:
        if path.resolve() in read:
            raise UsageError(f"{path.name} dibaca oleh perintah ini dan tidak akan ditimpa. Sebutkan nama lain.")


def _matrix_path(file: str) -> Path:
    path = _path(file)
    if path.suffix.lower() != ".xlsx":
        example = f"{path.stem.strip('.') or 'Matriks'}.xlsx"
        raise UsageError(f'Nama matriks harus berakhiran .xlsx, bukan "{path.name}". Contoh: {example}.')
    return path


@overload
def _path(file: str) -> Path: ...
@overload
def _path(file: str | None) -> Path | None: ...
def _path(file: str | None) -> Path | None:
    from pathlib import Path

    return None if file is None else Path(file)


if __name__ == "__main__":
    main()

"""click in Indonesian: headings of the help, a second name for every command, error sentences, types of arguments.

An option has its Indonesian name beside the English one where it is declared, so click knows and shows both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

import click

from worksheet_kit.cli import exits
from worksheet_kit.core.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from click.shell_completion import CompletionItem


class Command(click.Command):
    """A command with a second, Indonesian name, and Indonesian headings in its help."""

    def __init__(self, *arguments: Any, also: str = "", **settings: Any) -> None:
        super().__init__(*arguments, **{"options_metavar": "[PILIHAN]", **settings})
        self.also = also

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments. Raises UsageError where click has something against them."""
        if "" in args:  # a script's variable that holds nothing would otherwise mean the current folder
            raise UsageError(f'Ada isian kosong "" pada perintah ini.{_where_to_read_on(ctx)}')
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as problem:
            raise UsageError(usage_sentence(problem, ctx)) from None

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write how the command is called."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix="Cara pakai: ")
        if self.also and ctx.parent is not None:
            formatter.write_usage(f"{ctx.parent.command_path} {self.also}", pieces, prefix="      atau: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options with all their names."""
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        records = [record for option in options if (record := option.get_help_record(ctx)) is not None]
        with formatter.section("Pilihan"):
            formatter.write_dl([(name, words.replace("[required]", "[wajib]")) for name, words in records])

    def get_help_option_names(self, ctx: click.Context) -> list[str]:
        """The names of the option that shows the help."""
        return ["-h", "--help", "--bantuan"]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option that shows the help."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Menampilkan bantuan ini."
        return option


class Program(Command, click.Group):
    """The program: its commands by either name; `main` runs it and leaves with an exit code."""

    command_class = Command

    @property
    def also_named(self) -> dict[str, Command]:
        """The commands by their Indonesian names."""
        return {command.also: command for command in self.commands.values() if isinstance(command, Command)}

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command with this English or, in any case, Indonesian name."""
        return super().get_command(ctx, cmd_name) or self.also_named.get(cmd_name.casefold())

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first argument names. Raises UsageError where there is none such."""
        command = self.get_command(ctx, args[0])
        if command is None:
            if ctx.resilient_parsing:  # somebody is still typing
                return None, None, args[1:]
            near = nearest(args[0], [*self.commands, *self.also_named])
            hint = "" if near is None else f" Mungkin maksudnya {near}."
            there = ", ".join(f"{also}/{command.name}" for also, command in self.also_named.items())
            raise UsageError(f'Perintah "{args[0]}" tidak dikenal.{hint} Yang ada: {there}.')
        return command.name, command, args[1:]

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """What a shell may complete a command to: either name."""
        from click.shell_completion import CompletionItem

        return super().shell_complete(ctx, incomplete) + [
            CompletionItem(name, help=command.short_help)
            for name, command in self.also_named.items()
            if name.startswith(incomplete)
        ]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; none at all ask for the help."""
        return super().parse_args(ctx, args or ["--help"])

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which they are used."""
        return list(self.commands)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands with both their names."""
        super().format_options(ctx, formatter)
        with formatter.section("Perintah"):
            formatter.write_dl(
                [
                    (f"{name}, {command.also}" if isinstance(command, Command) else name, command.short_help or "")
                    for name, command in self.commands.items()
                ]
            )

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, *_: Any, **extra: Any) -> NoReturn:
        """Run, print one sentence if that does not work out, and leave with the exit code."""
        extra.pop("standalone_mode", None)
        with exits.sentence_for_errors():
            try:
                code = super().main(args, "worksheet-kit", standalone_mode=False, **extra)
            except click.UsageError as problem:
                raise UsageError(usage_sentence(problem, problem.ctx)) from None
            except SystemExit as leaving:
                if leaving.code:  # click's own answer to a broken pipe, with a code that would mean something else here
                    exits.leave_silently()
                raise  # it has answered a shell that completes what is typed
            raise SystemExit(code if isinstance(code, int) else exits.OK)
        raise AssertionError("unreachable")  # pragma: no cover


def usage_sentence(problem: click.UsageError, ctx: click.Context | None) -> str:
    """What click has against a call, in Indonesian, with where to read on."""
    more = _where_to_read_on(ctx)
    if isinstance(problem, click.NoSuchOption):
        near = f" Mungkin maksudnya {' atau '.join(problem.possibilities)}." if problem.possibilities else ""
        return f"Pilihan {problem.option_name} tidak dikenal.{near}{more}"
    if isinstance(problem, click.BadOptionUsage):
        needs = "dipakai tanpa isian" if _is_flag(problem.option_name, ctx) else "memerlukan satu isian sesudahnya"
        return f"Pilihan {problem.option_name} {needs}.{more}"
    if isinstance(problem, click.MissingParameter):
        return f"Sebutkan {_as_in_help(problem.param, problem.ctx or ctx)}.{more}"
    if isinstance(problem, click.BadParameter):
        return f"{_named(problem.param)} tidak dapat dipakai seperti itu.{more}"
    return f"Ada kata yang tidak dimengerti pada perintah ini.{more}"


def _where_to_read_on(ctx: click.Context | None) -> str:
    """The call that shows the help of a command, by its Indonesian name."""
    name = getattr(ctx and ctx.command, "also", "")
    return f" Bantuan: {' '.join(filter(None, ['worksheet-kit', name, '--bantuan']))}."


def _is_flag(name: str, ctx: click.Context | None) -> bool:
    """Whether an option stands alone, without a value behind it."""
    params = [] if ctx is None else ctx.command.get_params(ctx)
    return any(isinstance(param, click.Option) and param.is_flag and name in param.opts for param in params)


def _as_in_help(param: click.Parameter | None, ctx: click.Context | None) -> str:
    """What is to be given, as the help names it: ``KIRIMAN``, ``-o FOLDER``."""
    if param is None or ctx is None:
        return "isian"
    metavar = param.make_metavar(ctx).removesuffix("...")
    return f"{param.opts[-1]} {metavar}" if isinstance(param, click.Option) else metavar


def _named(param: click.Parameter | None) -> str:
    if param is None:
        return "Isian"
    return f"Pilihan {param.opts[-1]}" if isinstance(param, click.Option) else param.opts[0]


# Callbacks of options, rather than types: click's own type of a path imports pathlib for the help, too.


def to_stage(_: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """The number of a stage. Raises UsageError for anything else."""
    if value is None:
        return None
    try:
        return int(value)
    except ValueError:
        raise UsageError(f'{_named(param)} memerlukan angka, bukan "{value}". Contoh: --bimtek 2.') from None


def to_per_agency(_: click.Context, param: click.Parameter, value: str | None) -> bool:
    """Whether workbooks per agency are wanted. Raises UsageError for a word that is not known."""
    word = "kelompok" if value is None else value.casefold()
    if word not in ("opd", "kelompok"):
        raise UsageError(f'{_named(param)} hanya mengenal opd, bukan "{value}".')
    return word == "opd"


def to_path(_: click.Context, __: click.Parameter, value: str | None) -> Path | None:
    """The path of a file or folder. Raises UsageError where a quotation mark has got into it."""
    import os
    from pathlib import Path

    if value is not None and '"' in value and not os.path.lexists(value):
        meant = value.partition('"')[0].rstrip("\\/")
        raise UsageError(f'Ada tanda kutip di dalam nama {value} karena \\ di depannya. Tulis tanpa \\: "{meant}".')
    return None if value is None else Path(value)


def to_input(ctx: click.Context, param: click.Parameter, value: str | None) -> Path | None:
    """The path of a file or folder that is read. Raises UsageError where it is not there."""
    path = to_path(ctx, param, value)
    if path is not None and not path.exists() and not path.is_symlink():
        near = nearest_path(path)
        more = "Cek tulisannya, lalu jalankan ulang." if near is None else f"Mungkin maksudnya {near}."
        raise UsageError(f"Berkas atau folder {path} tidak ditemukan. {more}")
    return path


def to_inputs(ctx: click.Context, param: click.Parameter, values: Sequence[str]) -> tuple[Path, ...]:
    """The paths of the files and folders that are read. Raises UsageError where one is not there."""
    return tuple(path for value in values if (path := to_input(ctx, param, value)) is not None)


def complete_path(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """What a shell may complete a path to: it knows best."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that is spelled most like this one; None where none is near."""
    from difflib import get_close_matches

    names = {other.casefold(): other for other in known}
    return next((names[close] for close in get_close_matches(name.casefold(), names, n=1)), None)


def nearest_path(path: Path) -> Path | None:
    """What is there under the name nearest to the first part of a path that is not there."""
    there = next((folder for folder in path.parents if folder.is_dir()), None)
    if there is None:
        return None
    try:
        names = [other.name for other in there.iterdir()]
    except OSError:
        return None
    missing, *rest = path.relative_to(there).parts
    name = nearest(missing, names)
    near = None if name is None else there.joinpath(name, *rest)
    return near if near is not None and near.exists() else None


#: Endings of files that are neither a matrix nor a text, and of those that are no matrix.
_DOCUMENTS = (".xls", ".xlsm", ".xlsb", ".xltx", ".ods", ".pdf", ".html", ".zip", ".docx")
_OTHER_ENDINGS = (*_DOCUMENTS, ".csv", ".txt", ".json")


def to_matrix_path(ctx: click.Context, param: click.Parameter, value: str | None) -> Path | None:
    """The path of a matrix workbook to write, .xlsx added where it has no ending, or of the folder for it.

    Raises UsageError for the ending of another kind of file.
    """
    path = to_path(ctx, param, value)
    if value is None or path is None or path.suffix.lower() == ".xlsx" or path.is_dir():
        return path
    if path.suffix.lower() in _OTHER_ENDINGS:
        raise UsageError(f'Nama matriks harus berakhiran .xlsx, bukan "{path.name}". Contoh: {path.stem}.xlsx.')
    return path if value.endswith(("/", "\\")) else path.with_name(f"{path.name}.xlsx")


def to_text_path(ctx: click.Context, param: click.Parameter, value: str | None) -> Path | None:
    """The path of a text to write. Raises UsageError for the ending of a workbook or document."""
    path = to_path(ctx, param, value)
    if path is not None and path.suffix.lower() in (".xlsx", *_DOCUMENTS):
        ending = ".json" if param.name == "json_file" else ".txt"
        raise UsageError(f'{_named(param)} menulis teks, bukan "{path.name}". Contoh: {path.stem}{ending}.')
    return path

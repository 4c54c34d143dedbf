"""A locked formula: what the code chosen in another column stands for."""

from worksheet_kit.core.model import Column
from worksheet_kit.kinds.kind import LockedKind, Source, register
from worksheet_kit.kinds.sheet import Content, Look, SheetRow, trimmed

#: What joins the texts of several codes; its length is cut off in front of the first.
_JOIN = " + "


def _content(column: Column, row: SheetRow) -> Content:
    """The text of one code, or code and text of every code chosen in several columns."""
    names, _, target = column.source.partition(">")
    wanted = {name.strip() for name in names.split("+")}
    columns = [(c.key, address) for c, address in row.addresses if wanted & {c.key, c.series}]
    known = row.wordings(target)
    if known is None or not columns:
        return Content("", '=""')
    typed = [row.shown.text(key) for key, _ in columns]
    wordings = [f"INDEX({known.texts},MATCH({_exactly(cell)},{known.codes},0))" for _, cell in columns]
    if len(columns) == 1:
        return Content(known.by_code.get(typed[0].casefold(), ""), f'=IFERROR({trimmed(wordings[0])},"")')
    worded = [trimmed(f'{trimmed(cell)}&" "&{text}') for (_, cell), text in zip(columns, wordings, strict=True)]
    parts = [f'IFERROR("{_JOIN}"&{text},"")' for text in worded]
    texts = (f"{code} {known.by_code[code.casefold()]}".rstrip() for code in typed if code.casefold() in known.by_code)
    return Content(_JOIN.join(texts), f"=MID({'&'.join(parts)},{len(_JOIN) + 1},32000)")


def _exactly(cell: str) -> str:
    """What a cell says, for MATCH, which takes ``*`` and ``?`` for patterns."""
    return f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({trimmed(cell)},"~","~~"),"*","~*"),"?","~?")'


LOOKUP = register(
    LockedKind(
        name="lookup",
        is_computed=True,
        is_words=True,
        meaning="teks yang dicari sendiri menurut kode yang dipilih, terkunci",
        must_say=("source",),
        source=Source.FOUND,
        content=_content,
        look=Look(sizes=(9,)),
    )
)

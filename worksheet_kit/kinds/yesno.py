"""Yes or no, stored and shown as Ya and Tidak; a lone cross may mean either."""

from worksheet_kit.core.model import Item, ValueList
from worksheet_kit.kinds.choice import list_reader
from worksheet_kit.kinds.kind import CHOICE_LOOK, InputKind, register
from worksheet_kit.kinds.sheet import list_check, list_rule

#: The stroke keeps its name apart from every list that a profile may name. Truth values are read when they come back,
#: as everywhere; the sheet asks for the word, since programs disagree on what a truth value is as text.
_ENTRIES = ValueList(
    name="ya/tidak", title="Ya/Tidak", items=(Item(label="Ya", aliases=("Y", "✓")), Item(label="Tidak", aliases=("T",)))
)

YESNO = register(
    InputKind(
        name="yesno",
        is_choice=True,
        meaning="Ya atau Tidak",
        expected="Ya atau Tidak",
        how="pilih Ya atau Tidak",
        may_say=("required",),
        own_list=_ENTRIES.name,
        entries=_ENTRIES,
        rule=list_rule,
        check=list_check,
        reader=list_reader,
        look=CHOICE_LOOK,
        dtype="boolean",
        in_table=lambda value: value == _ENTRIES.items[0].stored,
    )
)

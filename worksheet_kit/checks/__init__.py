"""What can be wrong: one function per code over the Dataset, in one registry; `run` gives all findings, in order.

Only here do facts that intake, reader, values and merger noticed become findings, one for each fault, with code, place,
message and remedy; a check reads no file and changes no data. Open `registry` first, then the module of a family, such
as `cells`; `survey` is what every check is given.
"""

from collections.abc import Callable, Sequence

from worksheet_kit.checks import cells, completeness, coverage, files, merging, rows, structure
from worksheet_kit.checks.registry import CHECKS
from worksheet_kit.checks.similar import Spellings
from worksheet_kit.checks.survey import Survey, natural, survey
from worksheet_kit.core.model import Dataset, Finding, LedgerLine

#: The modules of the families, in the order of the codes; importing them fills the registry.
FAMILY_MODULES = (files, structure, cells, rows, completeness, coverage, merging)


def run(dataset: Dataset, ledger: Sequence[LedgerLine], spellings: Spellings | None = None) -> tuple[Finding, ...]:
    """All findings over a Dataset, sorted by recipient and form in profile order, then row, column and code.

    The same Dataset gives the same findings in the same order, whatever order its facts were noticed in.
    ``spellings`` is what an earlier run found, or None.
    """
    data = survey(dataset, ledger, spellings)
    findings = (each.finding(hit) for each in CHECKS.values() for hit in each.find(data))
    return tuple(sorted(dict.fromkeys(findings), key=_order(data)))


def _order(data: Survey) -> Callable[[Finding], tuple[object, ...]]:
    """Sort key of findings: files and recipients first to last, each recipient's sheets top to bottom."""
    recipients = {code: n for n, code in enumerate(data.recipients)}
    forms = {form.name: n for n, form in enumerate(data.forms)}
    rows = {(form.name, row.key): n for form in data.forms for n, row in enumerate(data.rows(form))}
    columns = {(form.name, column.key): n for form in data.forms for n, column in enumerate(form.columns)}

    def place(finding: Finding) -> tuple[object, ...]:
        return (
            recipients.get(finding.recipient, -1),
            finding.recipient,
            forms.get(finding.form, -1),
            rows.get((finding.form, finding.row), -1),
            columns.get((finding.form, finding.column), -1),
            finding.code,
            natural(finding.place.file),
            finding.place.sheet,
            natural(finding.place.cell),
        )

    return place

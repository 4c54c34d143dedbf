"""The LibreOffice side of `tests/office.py`: one hidden office program, driven by lines of JSON.

Runs under whichever Python can ``import uno``, which is seldom the one that runs the tests, so it imports nothing of
the project. Usage: ``python uno_server.py SOFFICE PROFILE_FOLDER LOCALE``. It starts the office program with a user
profile of its own, says ``{"ready": true}``, then answers every line of stdin, ``{"op": NAME, …}``, with one line of
stdout: ``{"ok": RESULT}`` or ``{"failed": TEXT}``. When stdin ends, the office program ends.

Cells cross the border as JSON: text and numbers as themselves, anything else as an object with one key: ``typed`` (what
a person types; the program decides what it is), ``formula``, ``date`` (ISO), ``bool``, ``error``.
"""

import datetime
import json
import shutil
import subprocess
import sys
import time
import traceback
import uuid
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.sheet.FormulaResult import STRING
from com.sun.star.sheet.ValidationType import LIST
from com.sun.star.table.CellContentType import EMPTY, FORMULA
from com.sun.star.util.NumberFormat import DATE, LOGICAL

FILTERS = {
    "xlsx": "Calc MS Excel 2007 XML",
    "xls": "MS Excel 97",
    "ods": "calc8",
    "pdf": "calc_pdf_Export",
    "html": "HTML (StarCalc)",
    "csv": "Text - txt - csv (StarCalc)",
}
#: com.sun.star.sheet.CellFlags: everything a person's Delete key takes away.
CONTENTS = 1 | 2 | 4 | 16
MARKS = ("#kunci", "#identitas")
ERRORS = {
    502: "#VALUE!",
    503: "#NUM!",
    504: "#REF!",
    508: "#NAME?",
    511: "#VALUE!",
    519: "#VALUE!",
    522: "#REF!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
    32767: "#N/A",
}


def prop(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def letters(column):
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def a1(row, column):
    return f"{letters(column)}{row + 1}"


class Refused(Exception):
    """The office program did not do what was asked."""


class Server:
    """One office program and what it can be asked."""

    def __init__(self, soffice, folder, locale):
        self.pipe = "worksheet_kit_" + uuid.uuid4().hex
        self.folder = Path(folder)
        self.set_locale(locale)
        self.process = subprocess.Popen(
            [
                soffice,
                "--headless",
                "--norestore",
                "--nologo",
                "--nodefault",
                "--nofirststartwizard",
                f"-env:UserInstallation={self.folder.resolve().as_uri()}",
                f"--accept=pipe,name={self.pipe};urp;StarOffice.ComponentContext",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.desktop = self.connect()

    def set_locale(self, locale):
        """Numbers, dates and lists are typed as on a computer of this locale. Written before the first start."""
        settings = self.folder / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
            '<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">'
            f"<value>{locale}</value></prop></item>\n"
            "</oor:items>\n",
            encoding="utf-8",
        )

    def connect(self):
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        url = f"uno:pipe,name={self.pipe};urp;StarOffice.ComponentContext"
        deadline = time.monotonic() + 300
        while True:
            try:
                context = resolver.resolve(url)
                return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
            except Exception:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise
                time.sleep(0.2)

    def close(self):
        try:
            self.desktop.terminate()
            self.process.wait(60)
        except Exception:
            self.process.kill()

    # -- documents -----------------------------------------------------------------------------------------------------

    def load(self, opened):
        document = self.desktop.loadComponentFromURL(
            opened.resolve().as_uri(), "_blank", 0, (prop("Hidden", True), prop("MacroExecutionMode", 0))
        )
        if document is None or not document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            if document is not None:
                document.close(True)
            raise Refused(f"LibreOffice opens no spreadsheet from {opened.name}")
        return document

    def store(self, document, path, kind):
        options = [prop("FilterName", FILTERS[kind])]
        if kind == "csv":
            options.append(prop("FilterOptions", "44,34,76,1,,0,false,true,false,false,false,1"))
        document.storeToURL(Path(path).resolve().as_uri(), tuple(options))

    def answer(self, request):
        operation = getattr(self, "op_" + request.pop("op"))
        path = Path(request.pop("path"))
        # A copy of its own: a file that somebody else has open is not opened, and a lock would stand beside it.
        opened = self.folder / uuid.uuid4().hex / path.name
        opened.parent.mkdir()
        shutil.copyfile(path, opened)
        try:
            document = self.load(opened)
            try:
                return operation(document, **request)
            finally:
                document.close(True)
        finally:
            shutil.rmtree(opened.parent, ignore_errors=True)

    # -- operations ----------------------------------------------------------------------------------------------------

    def op_edit(self, document, target, kind, steps):
        """Do one thing after another as a person would, then save under another name."""
        for step in steps:
            name = step.pop("do")
            getattr(self, "do_" + name)(document, **step)
            if name != "stamp":
                document.calculateAll()
        self.store(document, target, kind)

    def do_put(self, document, sheet, cells):
        place = sheet_of(document, sheet)
        for address, value in cells.items():
            put(document, place.getCellRangeByName(address), value, f"{sheet}!{address}")

    def do_put_by_keys(self, document, sheet, rows):
        place = sheet_of(document, sheet)
        for key, column, row, at in places(place, rows):
            put(document, place.getCellByPosition(at, row), rows[key][column], f"{sheet} {key} {column}")

    def do_unprotect(self, document, sheet, password):
        sheet_of(document, sheet).unprotect(password)

    def do_cut(self, document, sheet, source, to):
        place = sheet_of(document, sheet)
        area = place.getCellRangeByName(source)
        before = area.getDataArray()
        place.moveRange(place.getCellRangeByName(to).getCellAddress(), area.getRangeAddress())
        if same_size(place, source, to).getDataArray() != before:
            raise Refused(f"{sheet}!{source} cannot be moved to {to}: locked")

    def do_insert(self, document, sheet, rows, columns):
        place = sheet_of(document, sheet)
        if rows:
            place.Rows.insertByIndex(*rows)
        if columns:
            place.Columns.insertByIndex(*columns)

    def do_rename(self, document, sheet, name):
        sheet_of(document, sheet).setName(name)

    def do_stamp(self, document, saved, author):
        """Let the document say when and by whom it was saved."""
        moment = datetime.datetime.fromisoformat(saved)
        stamp = uno.createUnoStruct("com.sun.star.util.DateTime")
        stamp.Year, stamp.Month, stamp.Day = moment.year, moment.month, moment.day
        stamp.Hours, stamp.Minutes = moment.hour, moment.minute
        document.DocumentProperties.ModificationDate = stamp
        document.DocumentProperties.ModifiedBy = author
        document.setModified(False)  # else saving would put the present time

    def do_sort(self, document, sheet, area, column):
        place = sheet_of(document, sheet)
        field = uno.createUnoStruct("com.sun.star.table.TableSortField")
        field.Field, field.IsAscending = column, True
        fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
        cells = place.getCellRangeByName(area)
        before = cells.getDataArray()
        uno.invoke(cells, "sort", (uno.Any("[]com.sun.star.beans.PropertyValue", (prop("SortFields", fields),)),))
        if cells.getDataArray() == before:
            raise Refused(f"{sheet}!{area} stays in the same order")

    def op_save(self, document, target, kind):
        self.store(document, target, kind)

    def op_recalculate(self, document, formulas_only):
        document.calculateAll()
        return {sheet.Name: values(sheet, formulas_only) for sheet in sheets(document)}

    def op_read(self, document, formulas_only):
        return {sheet.Name: values(sheet, formulas_only) for sheet in sheets(document)}

    def op_show_invalid(self, document, password):
        flagged = {}
        for sheet in sheets(document):
            sheet.unprotect(password)
            page = sheet.getDrawPage()
            before = page.getCount()
            sheet.showInvalid()
            circles = [page.getByIndex(n) for n in range(before, page.getCount())]
            if circles:
                flagged[sheet.Name] = circled(sheet, circles)
        return flagged

    def op_dropdown(self, document, sheet, cell, password):
        """What the dropdown of a cell offers: its formula is evaluated in the cell's own place, then forgotten."""
        place = sheet_of(document, sheet)
        place.unprotect(password)
        document.calculateAll()
        target = place.getCellRangeByName(cell)
        rule = target.Validation
        if rule.getPropertyValue("Type") != LIST:
            raise Refused(f"{sheet}!{cell} has no dropdown")
        rule.setSourcePosition(target.getCellAddress())
        source = rule.getFormula1()
        if source.startswith('"'):
            return [part.strip('"') for part in source.split(";")]
        target.setFormula(f"=ROWS({source})*COLUMNS({source})")
        if target.getError():
            raise Refused(f"{sheet}!{cell}: the list {source} gives {ERRORS.get(target.getError(), 'no value')}")
        offered = []
        for n in range(1, int(target.getValue()) + 1):
            target.setFormula(f"=INDEX({source};{n})")
            offered.append(content(target))
        return offered

    def op_validation(self, document, sheet, cell):
        """The rule behind a cell: its kind and texts."""
        target = sheet_of(document, sheet).getCellRangeByName(cell)
        rule = target.Validation
        return {
            "type": rule.getPropertyValue("Type").value,
            "formula": rule.getFormula1(),
            "prompt_title": rule.getPropertyValue("InputTitle"),
            "prompt": rule.getPropertyValue("InputMessage"),
            "message_title": rule.getPropertyValue("ErrorTitle"),
            "message": rule.getPropertyValue("ErrorMessage"),
            "locked": target.CellProtection.IsLocked,
        }


def sheets(document):
    return [document.Sheets.getByIndex(n) for n in range(document.Sheets.getCount())]


def sheet_of(document, name):
    if not document.Sheets.hasByName(name):
        raise Refused(f"no sheet {name}; there are {', '.join(document.Sheets.getElementNames())}")
    return document.Sheets.getByName(name)


def put(document, cell, value, where):
    """Type one value into a cell, if its lock lets anybody: the program's interface itself would not mind."""
    if cell.Spreadsheet.isProtected() and cell.CellProtection.IsLocked:
        raise Refused(f"{where} is locked")
    if isinstance(value, dict):
        ((kind, content),) = value.items()
        formats = document.getNumberFormats()
        if kind == "typed":
            cell.FormulaLocal = content
        elif kind == "formula":
            cell.setFormula(content)
        elif kind == "bool":
            cell.setValue(float(content))
            cell.NumberFormat = formats.getStandardFormat(LOGICAL, uno.createUnoStruct("com.sun.star.lang.Locale"))
        elif kind == "date":
            cell.setValue((datetime.date.fromisoformat(content) - datetime.date(1899, 12, 30)).days)
            cell.NumberFormat = formats.getStandardFormat(DATE, uno.createUnoStruct("com.sun.star.lang.Locale"))
        else:
            raise Refused(f"no such kind of value: {kind}")
    elif value is None:
        cell.clearContents(CONTENTS)
    elif isinstance(value, str):
        cell.setString(value)
    else:
        cell.setValue(float(value))
    if not taken(cell, value):
        raise Refused(f"{where} does not take {value!r}")


def same_size(sheet, source, to):
    """The range at ``to`` as large as ``source``."""
    area = sheet.getCellRangeByName(source).getRangeAddress()
    at = sheet.getCellRangeByName(to).getCellAddress()
    wide, high = area.EndColumn - area.StartColumn, area.EndRow - area.StartRow
    return sheet.getCellRangeByPosition(at.Column, at.Row, at.Column + wide, at.Row + high)


def taken(cell, value):
    """Whether a cell now holds what it was given."""
    if value is None:
        return cell.Type == EMPTY
    if isinstance(value, str):
        return cell.getString() == value or (value == "" and cell.Type == EMPTY)
    if isinstance(value, (int, float)):
        return cell.getValue() == value
    return cell.Type != EMPTY


def used(sheet):
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    address = cursor.getRangeAddress()
    return sheet.getCellRangeByPosition(0, 0, address.EndColumn, address.EndRow)


def content(cell):
    if cell.getError():
        return {"error": ERRORS.get(cell.getError(), f"Err:{cell.getError()}")}
    text = cell.Type.value == "TEXT" or (cell.Type == FORMULA and cell.FormulaResultType2 == STRING)
    return cell.getString() if text else cell.getValue()


def values(sheet, formulas_only):
    """Every non-blank cell of a sheet, or every cell with a formula: text, number or {"error": …}."""
    found = {}
    area = used(sheet)
    data = area.getDataArray()
    formulas = area.getFormulaArray()
    for row, line in enumerate(data):
        for column, value in enumerate(line):
            formula = formulas[row][column]
            if formula == "" or (formulas_only and not str(formula).startswith("=")):
                continue
            if value is None or (value == "" and str(formula).startswith("=")):
                found[a1(row, column)] = content(sheet.getCellByPosition(column, row))
            else:
                found[a1(row, column)] = value
    return found


def circled(sheet, circles):
    """The cells whose middle lies in the middle of each circle: it is drawn round the cell, a little larger."""
    address = used(sheet).getRangeAddress()
    lefts = [
        (cell.Position.X, cell.Position.X + cell.Size.Width)
        for cell in (sheet.getCellByPosition(n, 0) for n in range(address.EndColumn + 2))
    ]
    tops = [
        (cell.Position.Y, cell.Position.Y + cell.Size.Height)
        for cell in (sheet.getCellByPosition(0, n) for n in range(address.EndRow + 2))
    ]
    found = []
    for circle in circles:
        x = circle.Position.X + circle.Size.Width // 2
        y = circle.Position.Y + circle.Size.Height // 2
        column = next((n for n, (left, right) in enumerate(lefts) if left <= x < right), None)
        row = next((n for n, (top, bottom) in enumerate(tops) if top <= y < bottom), None)
        if column is None or row is None:
            raise Refused(f"a circle at {x}, {y} of {sheet.Name} is round no cell")
        found.append((row, column))
    return [a1(row, column) for row, column in sorted(set(found))]


def places(sheet, keyed):
    """Where keyed values go on a sheet: (row key, column key, row, column), zero-based, all of them or Refused."""
    data = used(sheet).getDataArray()
    marks = [
        (row, column, value) for row, line in enumerate(data) for column, value in enumerate(line) if value in MARKS
    ]
    if len(marks) != 1:
        raise Refused(f"{sheet.Name} has {len(marks)} cells {' or '.join(MARKS)}")
    top, left, mark = marks[0]
    keys = {str(data[n][left]): n for n in range(top + 1, len(data)) if data[n][left] not in ("", None)}
    if mark == MARKS[1]:
        known = {
            part: {"": (row, left + 1 + n)}
            for keys_, row in keys.items()
            for n, part in enumerate(keys_.split("|"))
            if part
        }
    else:
        along = {str(value): n for n, value in enumerate(data[top]) if n > left and value not in ("", None)}
        if any(key != key.lower() for key in along):  # row keys: the rows are cards, side by side
            known = {key: {column: (row, n) for column, row in keys.items()} for key, n in along.items()}
        else:
            known = {key: {column: (row, n) for column, n in along.items()} for key, row in keys.items()}
    for key, wanted in keyed.items():
        ends = [key] if key in known else [found for found in known if found.endswith("-" + key)]
        if len(ends) != 1:
            raise Refused(f"{sheet.Name} has no row {key}")
        for column in wanted:
            if column not in known[ends[0]]:
                raise Refused(f"{sheet.Name} has no column {column}")
            yield key, column, *known[ends[0]][column]


def main():
    server = Server(*sys.argv[1:4])
    try:
        say({"ready": True})
        for line in sys.stdin:
            try:
                say({"ok": server.answer(json.loads(line))})
            except Refused as refused:
                say({"failed": str(refused)})
            except Exception:
                say({"failed": traceback.format_exc()})
                if server.process.poll() is not None:
                    break
    finally:
        server.close()


def say(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

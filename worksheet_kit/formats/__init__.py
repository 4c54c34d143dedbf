"""File formats become sheets of one shape, whatever program wrote them.

Promises: a cell comes out as what was typed (text, number, date, error, formula without result), and nothing a file
claims of itself is believed before it is checked. Never: goes by a file's extension where its bytes tell, executes,
follows a link, or asks what a sheet means. Open `workbook` first; a further format is a module like `ods` and its line
in `registry`.
"""

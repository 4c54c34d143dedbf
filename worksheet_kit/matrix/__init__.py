"""The matrix: the result of a collection as one workbook or as two, written and read back.

Promises that what people decide, note or change in it is found again at the next merge, on any sheet, in any order,
saved by any office program, and that the same result gives the same bytes. Never judges an answer and never changes one
by itself. Open `sheets` first (one file a sheet, listed in `SHEETS`), then `view`, what all of them read from;
`readback` is the way back.
"""

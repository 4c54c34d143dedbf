"""`Pengaturan.xlsx`: a profile as a workbook that people edit.

One table of layout says which cell is which key; the writer, the reader and the updater all go by it. The workbook is
read by hidden keys and becomes the same raw tables as a TOML file, which the same code judges, so that nothing is
guessed and each fault is told by sheet and cell. Open ``layout`` first.
"""

"""Workbooks written with xlsxwriter; the only room that knows it.

Promises that what Excel would not take is refused in one sentence naming the cell, and that the same calls give the
same bytes on any day. Never reads a workbook and knows neither worksheets nor the matrix: what a cell says comes from
above. Open `book` and `sheet` first; `formulas`, `dropdown`, `page` and `text_fit` are plain text and numbers and load
no xlsxwriter, so that who only describes formulas stays light.
"""

"""The workbook that goes out, is filled in offline and comes back: its sheets, and what `_kit` keeps for the way.

Promises: the same profile and content give the same bytes on any day; what a cell asks for is what collection checks;
whatever a reader must recognise is written by the module that reads it, or has its one home in `core`. Never: reads a
returned workbook, decides where a cell is (`core.layout` does), or loads a writer for those who only want `kit`. Open
`workbook` first, then `contents` (what stands in the cells, worked out before anything is written).
"""

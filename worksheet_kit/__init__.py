"""worksheet_kit: locked Excel worksheets for smart-city workshops (bimtek), and one matrix from what comes back.

The way of the data::

    profile.toml + forms -> Profile -> layout -> excel.worksheet -> worksheet .xlsx -> (people) -> files
    files -> intake -> excel.returned -> Return -> values -> merge -> Dataset -> checks -> findings -> excel.matrix

The reader never judges, the checks never read, the merger never doubts, and `layout` alone decides where a cell is.
`generate` and `collect` are the two modules the project exists for; everything else is there so that they stay short.

The promise: what a participant typed is never lost, never guessed at, and never blamed on the wrong cell.
"""

__version__ = "0.1.0"

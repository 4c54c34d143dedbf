"""A collection told to others: the board on the screen, what each code means, JSON for programs, tables for analysts.

Promises that the same result gives the same words and bytes on any day, and that names in the JSON and in the tables
keep their meaning. Never judges or counts anew what checks and merging have said. Open `board` first; `frames` is the
one module of the package that loads pandas.
"""

"""The nouns of the project and what everybody must agree on: codes, names, places of cells, errors, words.

Every other room may import this one, and it imports none of them; nothing here reads a spreadsheet, parses what people
typed, or judges it. Open `model` first (the nouns, in the order of the data), then `layout` (where a cell is).
"""

"""Typed text read as what it stands for, and values shown as Indonesians write them: pure functions over text.

Nothing here knows a column, a form or a file; nothing is guessed: what has two readings gives both. Open `text` first
(what counts as blank, what is invisible, how things are shown), then `numbers`, `periods`, `choices`, `references`.
"""

"""Returns of one recipient become one set of rows, and each file gets its line in the ledger.

Every filled cell of every file ends in the rows, in a conflict or in a superseded file; nothing here reads a file,
decides a conflict or words a finding. Open `merge` first (the rules stand at its head), then `submissions`, which says
which files count; `sameness` says when two answers or rows are the same.
"""

"""What goes back to the groups and what comes next: corrections, group drafts, the next stage's contents, messages.

Promises that a workbook that goes back holds every answer it was made from, each under the code it belongs to, and says
which files those were. Never judges an answer (the checks did) and never decides between two of them: it marks both.
Open `merge_outputs` first, which names all that one merge writes; then `corrections` and `drafts`, both of which begin
with a `filling` of a recipient's own rows.
"""

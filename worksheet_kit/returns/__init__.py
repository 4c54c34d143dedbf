"""One returned workbook becomes one `Return`: whose it is, where its tables stand, every cell by its keys.

Promises: nothing that was typed is lost; what is no answer is noticed as a fact, and where the parts of a workbook
contradict each other it is refused for a person to decide. Never: judges an answer, guesses whose it is, goes by the
position or name of a row, column or sheet where a key is left, or raises for what a file holds. Open `read` first.
"""

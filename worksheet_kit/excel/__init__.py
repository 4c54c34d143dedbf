"""The only code that knows spreadsheets."""

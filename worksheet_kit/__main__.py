"""Lets ``python -m worksheet_kit`` do what ``worksheet-kit`` does."""

from worksheet_kit.cli.commands import main

if __name__ == "__main__":
    main()

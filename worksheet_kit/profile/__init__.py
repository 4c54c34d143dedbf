"""The profile of a region and its forms: TOML and CSV, or a settings workbook, to a `Profile`.

A profile is loaded whole or refused, every mistake in one Indonesian sentence with file and key path or cell, all at
once. Nothing here guesses what a key could mean, or leaves by another error than `ProfileError`; only ``settings``
knows a spreadsheet. Open ``profile`` first, then ``forms``; ``form_checks`` holds what is judged once all forms are
read.
"""

from worksheet_kit.profile.profile import load_profile, packaged_profiles, profile_files

__all__ = ["load_profile", "packaged_profiles", "profile_files"]

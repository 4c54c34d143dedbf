"""List newer versions of what the page is built from: Pyodide, other npm packages, and Python distributions.

``python desk/check_updates.py`` asks the npm registry and the Python package index; it changes nothing.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from packaging.version import Version

HERE = Path(__file__).resolve().parent


def npm_packages() -> Iterator[tuple[str, str, str]]:
    """Name, pinned version and newest version of every npm package that is named."""
    package = json.loads((HERE / "package.json").read_text(encoding="utf-8"))
    for name, pinned in sorted({**package["dependencies"], **package["devDependencies"]}.items()):
        asked = subprocess.run(["npm", "view", name, "version"], capture_output=True, check=True, encoding="utf-8")
        yield name, pinned, asked.stdout.strip()


def distributions() -> Iterator[tuple[str, str, str]]:
    """Name, pinned version and newest version of every distribution in ``requirements.txt``."""
    text = (HERE / "requirements.txt").read_text(encoding="utf-8")
    for name, pinned in re.findall(r"^([\w-]+)==(\S+)", text, re.MULTILINE):
        command = [sys.executable, "-m", "pip", "index", "versions", name]
        asked = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
        yield name, pinned, asked.stdout.split("(", 1)[1].split(")", 1)[0]  # the first line: ``name (newest)``


def main() -> None:
    """Print a line for each that has a newer version."""
    newer = [line for line in (*npm_packages(), *distributions()) if Version(line[2]) > Version(line[1])]
    for name, pinned, latest in newer:
        print(f"{name}: {pinned} -> {latest}")
    print(f"{len(newer)} with a newer version" if newer else "everything is the newest there is")


if __name__ == "__main__":
    main()

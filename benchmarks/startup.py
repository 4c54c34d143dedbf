"""What ``worksheet-kit --help`` costs, in multiples of starting Python with nothing to do.

Run: ``python benchmarks/startup.py``. Prints the ratio of the best of several alternating runs; it ends with code 1
when that is above the limit. The help is asked for often, on slow machines, so nothing heavy may be imported for it.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import time
from pathlib import Path

LIMIT = 6.0
ROUNDS = 15


def best(commands: dict[str, list[str]], rounds: int = ROUNDS) -> dict[str, float]:
    """The shortest run of each command in seconds; they take turns, so that a busy moment hits all alike."""
    times: dict[str, float] = {}
    for _ in range(rounds):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
            took = time.perf_counter() - start
            times[name] = min(took, times.get(name, took))
    return times


def script() -> list[str]:
    """How the installed program is called; by its module where it is not installed as a script."""
    for name in ("worksheet-kit", "worksheet-kit.exe"):
        path = Path(sysconfig.get_path("scripts")) / name
        if path.exists():
            return [str(path)]
    return [sys.executable, "-m", "worksheet_kit"]


def ratio(rounds: int = ROUNDS) -> tuple[float, dict[str, float]]:
    """``--help`` over ``python -c pass``, with the times in seconds."""
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "python -c 'import click'": [sys.executable, "-c", "import click"],
        "worksheet-kit --help": [*script(), "--help"],
    }
    times = best(commands, rounds)
    return times["worksheet-kit --help"] / times["python -c pass"], times


def main() -> int:
    found, times = ratio()
    for name, seconds in times.items():
        print(f"{name:28} {1000 * seconds:7.1f} ms  {seconds / times['python -c pass']:5.2f} x")
    print(f"ratio {found:.2f} (limit {LIMIT:g})")
    return int(found > LIMIT)


if __name__ == "__main__":
    sys.exit(main())

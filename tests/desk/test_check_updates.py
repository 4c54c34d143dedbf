"""What `desk/check_updates.py` makes of the answers of npm and pip, which are recorded here: nothing is asked."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.desk.conftest import desk_script

#: By what is asked for: what the program printed.
ANSWERS = {
    "preact": "11.2.0\n",
    "pyodide": "314.0.7\n",
    "typescript": "5.10.0\n",
    "eslint": "9.39.0\n",
    "xlrd": "xlrd (2.0.2)\nAvailable versions: 2.0.2, 2.0.1, 2.0.0\n  INSTALLED: 2.0.2\n",
    "msoffcrypto-tool": "msoffcrypto-tool (6.10.0)\nAvailable versions: 6.10.0, 6.1.0\n",
}
PACKAGE = {
    "dependencies": {"preact": "10.27.2", "pyodide": "314.0.7"},
    "devDependencies": {"eslint": "9.39.1", "typescript": "5.9.3"},
}
REQUIREMENTS = """# What the package needs: preact==1.0 is none of it.
msoffcrypto-tool==6.1.0 --hash=sha256:32ce
xlrd==2.0.2 --hash=sha256:ea76
"""


@pytest.mark.parametrize("are_pins_old", [True, False])
def test_what_has_a_newer_version_is_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], are_pins_old: bool
) -> None:
    def answer(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        (printed,) = [ANSWERS[word] for word in command if word in ANSWERS]
        return subprocess.CompletedProcess(command, 0, printed, "")

    package = PACKAGE if are_pins_old else {"dependencies": {"pyodide": "314.0.7"}, "devDependencies": {}}
    (tmp_path / "package.json").write_text(json.dumps(package), encoding="utf-8")
    requirements = REQUIREMENTS if are_pins_old else "xlrd==2.0.2 --hash=sha256:ea76\n"
    (tmp_path / "requirements.txt").write_text(requirements, encoding="utf-8")
    script = desk_script("check_updates")
    monkeypatch.setattr(script, "HERE", tmp_path)
    monkeypatch.setattr(subprocess, "run", answer)
    script.main()
    assert capsys.readouterr().out.splitlines() == (
        [
            "preact: 10.27.2 -> 11.2.0",
            "typescript: 5.9.3 -> 5.10.0",
            "msoffcrypto-tool: 6.1.0 -> 6.10.0",
            "3 with a newer version",
        ]
        if are_pins_old
        else ["everything is the newest there is"]
    )


def test_all_that_is_pinned_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        name = command[2] if command[0] == "npm" else command[-1]
        asked.append(name)
        return subprocess.CompletedProcess(command, 0, f"{name} (1.0)\n" if command[0] != "npm" else "1.0\n", "")

    monkeypatch.setattr(subprocess, "run", answer)
    script = desk_script("check_updates")
    script.main()
    assert {"pyodide", "preact", "esbuild", "rapidfuzz", "xlsxwriter", "msoffcrypto-tool"} <= set(asked)

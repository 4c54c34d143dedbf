"""Put the page together: Python, its library and the package in one HTML file, ``dist/Meja Kerja Kota Cerdas.html``.

Run by ``npm --prefix desk run build`` after ``npm --prefix desk ci``. Needs node, and pip for the wheels in
``requirements.txt``. The same sources give the same bytes: everything that is packed is pinned by hash, dates are
fixed, order is sorted. What is packed is also what *Tentang* lists.
"""

import base64
import hashlib
import html
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BUILD = HERE / "build"
PAGE = HERE / "dist" / "Meja Kerja Kota Cerdas.html"
PYODIDE = HERE / "node_modules" / "pyodide"
LICENCES = HERE / "licences"

#: Of wheels: names of olefile for Python 2, which cannot be compiled, and of long ago.
_LEFT_OUT = ("olefile/olefile2.py", "OleFileIO_PL.py")
_SOURCES = {".py"}
_FOR_TERMINALS = (
    *("worksheet_kit/cli/", "worksheet_kit/__main__.py", "worksheet_kit/desk/page.py"),
    "worksheet_kit/post/smtp.py",  # no browser speaks SMTP
)
_PACKAGED = {".py", ".toml", ".csv", ".txt", ".css", ".js"}


@dataclass(frozen=True, slots=True)
class Part:
    """Something that the page carries and that has a licence of its own."""

    name: str
    version: str
    licence: str  # its name
    text: str
    source: str = ""  # where its source is to be had, where the licence asks for it


def main() -> None:
    """Build the page, put its hash beside it, and say how large it is."""
    page = build()
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_bytes(page)
    digest = hashlib.sha256(page).hexdigest()
    PAGE.with_name(PAGE.name + ".sha256").write_text(f"{digest}  {PAGE.name}\n", encoding="utf-8", newline="\n")
    print(f"{PAGE.relative_to(ROOT)}: {len(page) / 1e6:.2f} MB, SHA-256 {digest}")


def build() -> bytes:
    """The page's bytes."""
    shutil.rmtree(BUILD / "site", ignore_errors=True)
    BUILD.mkdir(exist_ok=True)
    versions = json.loads((HERE / "versions.json").read_text(encoding="utf-8"))
    _verify(versions["pyodide"]["files"])
    site = BUILD / "site"
    packed = [_unpack(distribution, site) for distribution in _download()]
    modules = [(path.name, path.read_bytes()) for path in sorted((HERE / "python").glob("*.py"))]
    for name, data in (*package_files(), *modules):
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_bytes(data)
    _forget_other_stdlib(versions["pyodide"]["files"])
    subprocess.run(["node", str(HERE / "compile.mjs"), str(BUILD)], check=True, cwd=HERE)
    return assemble(carried(), [*own_parts(versions), *packed], versions)


def package_files() -> Iterator[tuple[str, bytes]]:
    """The package as it is packed: its sources, profiles and forms; not what is for a terminal alone."""
    for path in sorted((ROOT / "worksheet_kit").rglob("*")):
        name = path.relative_to(ROOT).as_posix()
        if path.suffix in _PACKAGED and "__pycache__" not in path.parts and not name.startswith(_FOR_TERMINALS):
            yield name, path.read_bytes()


def _verify(files: Mapping[str, str]) -> None:
    """Hold Pyodide's files against the pinned hashes. Ends the build where one differs."""
    for name, wanted in files.items():
        digest = hashlib.sha256((PYODIDE / name).read_bytes()).hexdigest()
        if digest != wanted:
            sys.exit(f"{name} of Pyodide is not the file that desk/versions.json pins: {digest}")


def _forget_other_stdlib(files: Mapping[str, str]) -> None:
    """Remove a compiled standard library of other sources: compiling it takes most of the time of a build."""
    made_of = "".join(files.values()) + hashlib.sha256((HERE / "compile_all.py").read_bytes()).hexdigest()
    noted = BUILD / "stdlib.txt"
    if not noted.is_file() or noted.read_text(encoding="utf-8") != made_of:
        (BUILD / "stdlib.zip").unlink(missing_ok=True)
        noted.write_text(made_of, encoding="utf-8")


def _download() -> list[Path]:
    """The distributions of ``requirements.txt``, each held against its hash; asked for when they are not there yet."""
    target = BUILD / "wheels"
    text = (HERE / "requirements.txt").read_text(encoding="utf-8")
    wanted_hashes = sorted(re.findall(r"--hash=sha256:(\w+)", text))
    here = sorted(target.iterdir(), key=lambda path: path.name.lower()) if target.is_dir() else []
    if sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in here) == wanted_hashes:
        return here
    shutil.rmtree(target, ignore_errors=True)
    lines = text.splitlines()
    source_only = [line for line in lines if line.startswith("pyaes")]
    others = [line for line in lines if line and not line.startswith(("#", "pyaes"))]
    platform = ["--only-binary=:all:", "--python-version=3.11"]
    platform += [f"--platform={name}" for name in ("manylinux_2_27_x86_64", "manylinux_2_28_x86_64")]
    for wanted, options in ((others, platform), (source_only, ["--no-binary=:all:"])):
        listed = BUILD / "requirements.txt"
        listed.write_text("\n".join(wanted) + "\n", encoding="utf-8")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes", *options]
        subprocess.run([*command, f"--dest={target}", f"--requirement={listed}"], check=True)
    return sorted(target.iterdir(), key=lambda path: path.name.lower())


def _unpack(distribution: Path, site: Path) -> Part:
    """Unpack the Python sources of a wheel or a source archive; what it is, with its licence."""
    members = _members(distribution)
    described = [name for name in members if name.endswith(("/METADATA", "/PKG-INFO")) and name.count("/") == 1]
    description = members[described[0]].decode("utf-8")
    headers = HeaderParser().parsestr(description)
    top = "" if distribution.suffix == ".whl" else f"{next(iter(members)).split('/')[0]}/"
    wanted = headers["Name"].replace("-", "_").lower() if top else ""
    for name, data in members.items():
        path = name.removeprefix(top)
        wanted_here = path.startswith(wanted) and path not in _LEFT_OUT and ".data/" not in path
        if Path(path).suffix in _SOURCES and wanted_here:
            (site / path).parent.mkdir(parents=True, exist_ok=True)
            (site / path).write_bytes(data)
    licences = [name for name in members if Path(name).name.upper().startswith(("LICEN", "COPYING"))]
    texts = [members[name].decode("utf-8") for name in licences] or [description]
    return Part(headers["Name"], headers["Version"], _licence_name(headers), "\n\n".join(texts))


def _members(distribution: Path) -> dict[str, bytes]:
    if distribution.suffix == ".whl":
        with zipfile.ZipFile(distribution) as archive:
            return {name: archive.read(name) for name in sorted(archive.namelist()) if not name.endswith("/")}
    with tarfile.open(distribution) as tar:
        files = [member for member in sorted(tar.getmembers(), key=lambda one: one.name) if member.isfile()]
        contents = ((member.name, tar.extractfile(member)) for member in files)
        return {name: content.read() for name, content in contents if content is not None}


def _licence_name(headers: Mapping[str, str]) -> str:
    return headers.get("License-Expression") or headers.get("License") or "lihat teksnya"


def own_parts(versions: Mapping[str, Mapping[str, str]]) -> list[Part]:
    """What is packed besides the distributions of ``requirements.txt``."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    preact = json.loads((HERE / "node_modules" / "preact" / "package.json").read_text(encoding="utf-8"))
    return [
        Part("worksheet_kit", project["version"], "MIT", _text(ROOT / "LICENSE")),
        Part(
            "Pyodide",
            versions["pyodide"]["version"],
            "MPL-2.0",
            _text(LICENCES / "MPL-2.0.txt"),
            "github.com/pyodide/pyodide",
        ),
        Part("Python", versions["pyodide"]["python"], "PSF-2.0", _text(LICENCES / "PSF-2.0.txt")),
        Part("preact", preact["version"], preact["license"], _text(HERE / "node_modules" / "preact" / "LICENSE")),
    ]


def carried() -> dict[str, bytes]:
    """The parts that the page unpacks, by the name under which it asks for them."""
    info = json.loads(_text(PYODIDE / "pyodide-lock.json"))["info"]
    return {
        "wasm": (PYODIDE / "pyodide.asm.wasm").read_bytes(),
        "asm": (PYODIDE / "pyodide.asm.mjs").read_bytes(),
        "pyodide": (PYODIDE / "pyodide.mjs").read_bytes(),
        "lock": json.dumps({"info": info, "packages": {}}).encode(),
        "stdlib": (BUILD / "stdlib.zip").read_bytes(),
        "app": (BUILD / "app.zip").read_bytes(),
    }


def assemble(carried_parts: Mapping[str, bytes], parts: list[Part], versions: Mapping[str, object]) -> bytes:
    """The page's bytes."""
    script, worker, probe = _bundle("src/page/main.tsx"), _bundle("src/worker/worker.ts"), _text(HERE / "src/probe.js")
    style = _bundle("src/style.css")
    script = f"window.deskReleased={json.dumps(versions['released'])};{script}"
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {_source(probe)} {_source(script)} 'wasm-unsafe-eval' blob:",
            "worker-src blob:",
            f"style-src {_source(style)}",
            "img-src data: blob:",
            "connect-src 'none'",
            "form-action 'none'",
            "base-uri 'none'",
        )
    )
    blocks = [f'<script type="text/plain" id="kode-pekerja">{worker}</script>']
    for name, data in carried_parts.items():
        packed = base64.b64encode(zlib.compress(data, 9)).decode("ascii")
        blocks.append(f'<script type="text/plain" id="bagian-{name}">{packed}</script>')
    blocks.append('<script type="text/plain" id="bagian-akhir"></script>')  # a page that was cut off has no end
    words = {
        "policy": policy,
        "style": style,
        "probe": probe,
        "about": about(carried_parts, parts, str(versions["released"])),
        "page": script,
        "parts": "\n".join(blocks),
    }
    template = _text(HERE / "src" / "page.html")
    for name, text in words.items():
        before, after = template.split("{{" + name + "}}")
        template = before + text.replace("{{", "{ {") + after if name == "about" else before + text + after
    return template.encode("utf-8")


def about(carried_parts: Mapping[str, bytes], parts: list[Part], released: str) -> str:
    """What *Tentang* says: version, hash of all that is packed, every part with its licence."""
    digest = hashlib.sha256(b"".join(hashlib.sha256(data).digest() for data in carried_parts.values())).hexdigest()
    lines = [f"<p>Versi {parts[0].version}, {released}. SHA-256 isi: <code>{digest}</code></p>"]
    for part in parts:
        source = f", sumbernya di {html.escape(part.source)}" if part.source else ""
        title = f"{html.escape(part.name)} {html.escape(part.version)} ({html.escape(part.licence)}{source})"
        lines.append(f"<details data-part='{html.escape(part.name)}'><summary>{title}</summary>")
        lines.append(f"<pre>{html.escape(part.text.strip())}</pre></details>")
    return "\n".join(lines)


def _bundle(path: str) -> str:
    """A script or style with all it imports, in one text that may stand in a page."""
    command = [str(HERE / "node_modules" / ".bin" / "esbuild"), path, "--bundle", "--minify", "--charset=utf8"]
    command += ["--format=iife", "--target=es2022", "--jsx=automatic", "--jsx-import-source=preact"]
    made = subprocess.run(command, check=True, capture_output=True, cwd=HERE).stdout.decode("utf-8").strip()
    return made.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _source(text: str) -> str:
    """A text of the page as the policy names it (CSP level 2, hash-source)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


if __name__ == "__main__":
    main()

"""What the page gives an action and gets from it: plain data, files by their paths, and sentences in its own words."""

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

Given = Mapping[str, Any]
Answer = dict[str, Any]

#: What a part of the command line, where a sentence names it, is called on the page.
_ON_THE_PAGE: Mapping[str, str] = {
    "Sebutkan --bimtek": "Pilih bimtek",
    "--bimtek": "bimtek",
    "--kata-sandi": "isian Kata sandi",
    "gabungkan lagi dengan --keputusan dan berkas itu": (
        "pilih berkas itu di isian Matriks bimtek ini yang lama, lalu gabungkan lagi"
    ),
    "Pilih di lembar Isian Berbeda, kolom Keputusan": "Pilih di bagian Isian berbeda",
    "lembar Isian Berbeda": "bagian Isian berbeda",
    "Sebutkan nama lain": "Pilih berkas lain",
    "pakai --tanpa-bekal untuk membuatnya tanpa bekal": "pilih matriksnya di isian Matriks bimtek sebelumnya",
    "Sebutkan folder kiriman": "Pilih folder kiriman",
    "--sebelumnya": "isian Matriks bimtek sebelumnya",
    "--json": "keluaran Berkas JSON",
    "worksheet-kit jelaskan S202": "tulis kodenya di isian Kode",
    "worksheet-kit jelaskan": "kosongkan isian Kode",
    "worksheet-kit periksa": "tekan Periksa",
    "Pilih folder lain, atau pakai --paksa untuk menggantinya": (
        "Pindahkan dulu berkas itu dari Kirim, lalu seret foldernya lagi"
    ),
    ", atau tambahkan yang kosong dengan worksheet-kit mulai --perbarui": "",  # which needs the command line
    "worksheet-kit surel --tandai NAMA": "tekan Sudah dikirim di barisnya",
    "worksheet-kit surel --kirim": "tekan Sudah dikirim di baris yang sudah dikirimi",
    "worksheet-kit buat": "tekan Buat",
    "worksheet-kit gabung": "tekan Gabung",
}
#: Dates of zip members: none, so that the same results give the same zip (the earliest that the format knows).
_NO_DATE = (1980, 1, 1, 0, 0, 0)


def worded(sentence: str) -> str:
    """A sentence with the page's own names for what it says to use."""
    for option, name in _ON_THE_PAGE.items():
        sentence = sentence.replace(option, name)
    return sentence


def zipped(target: Path, folder: Path, files: Iterable[Path]) -> str:
    """All files in one zip, under their paths in ``folder``; its own path."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            member = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _NO_DATE)
            archive.writestr(member, path.read_bytes(), compress_type=zipfile.ZIP_STORED)
    return target.as_posix()


def as_texts(paths: Iterable[Path]) -> list[str]:
    """Paths as the page knows them."""
    return [path.as_posix() for path in paths]


def path_of(text: str | None) -> Path | None:
    """The path that is given, if one is."""
    return None if text is None else Path(text)

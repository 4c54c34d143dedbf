"""Which titles are much the same: few false alarms, found whatever the order of words."""

from __future__ import annotations

import pytest

from worksheet_kit.checks.similar import Spellings, similar_rows
from worksheet_kit.core.model import Cell, Place, Row


def rows(*titles: str) -> list[Row]:
    return [
        Row(key=str(n), code="", form="f", recipient="r", cells={"t": Cell(t, t, Place())}, place=Place())
        for n, t in enumerate(titles)
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Satu Data Kota", "SATU DATA: Kota"),
        ("Bank Sampah Digital", "Bank Sampah Digital Desa"),
        ("Pelayanan Publik Digital", "Layanan publik digital"),
        ("Digital untuk Layanan Publik", "Layanan Publik Digital"),
        ("Peringatan Dini Rob", "Siaga Rob: Peringatan Dini Pesisir"),
        ("Lelang Ikan Elektronik", "Lelang Ikan Elektronik di 10 TPI"),
        ("Desa Wisata Naik Kelas", "28 Desa Wisata Naik Kelas"),
        ("Kampung Iklim Pesisir", "Kampung Iklim di Pesisir"),
        ("Sabuk Mangrove Pesisir", "Sabuk Mangrov Pesisir"),
        ("Tahap 1", "tahap 1"),
    ],
)
def test_much_the_same(one: str, other: str) -> None:
    found = list(similar_rows(rows(one, "Antre dari Rumah", other), "t"))
    assert [(a.key, b.key) for a, b in found] == [("0", "2")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sistem Informasi Pariwisata", "Sistem Informasi Kepegawaian"),
        ("Aplikasi Layanan Desa", "Aplikasi Layanan Kota"),
        ("Peningkatan Jalan Desa", "Peningkatan Jalan Kabupaten"),
        ("Pembangunan Jalan Lingkar Tahap 1", "Pembangunan Jalan Lingkar Tahap 2"),
        ("Siaga Rob: Peringatan Dini Pesisir", "Bursa Kerja dan Vokasi Pesisir"),
        ("Satu Data dan Aplikasi untuk Desa", "Bank dan Sampah untuk Sekolah"),
        ("", ""),
        ("-", "-"),
    ],
)
def test_different_things(one: str, other: str) -> None:
    assert list(similar_rows(rows(one, other), "t")) == []


def test_each_row_is_told_once() -> None:
    found = similar_rows(rows("Satu Data Kota", "Satu Data Kota", "Satu Data", "Data Satu Kota", "Kartu Tani"), "t")
    assert [(a.key, b.key) for a, b in found] == [("0", "1"), ("0", "2"), ("0", "3")]


def test_what_was_found_of_other_rows_changes_nothing() -> None:
    kept = Spellings()
    list(similar_rows(rows("Sabuk Mangrov Pesisir", "Layanan2 Publik"), "t", kept))
    titles = ("Pelayanan Publik Digital", "Sabuk Mangrove Pesisir", "Layanan publik digital", "Sabuk mangrov2 pesisir")
    pairs = list(similar_rows(rows(*titles), "t", kept))
    assert pairs == list(similar_rows(rows(*titles), "t"))
    assert [(a.key, b.key) for a, b in pairs] == [("0", "2")]

"""Whether a text names people: who uses something, or whom it serves."""

import re

#: Words for people and for what they are together, as planners write them.
_PEOPLE = re.compile(
    r"\b(anak|anggota|asn|bapak|balita|bayi|bumdes|buruh|desa|difabel|disabilitas|dosen|guru|ibu|ikm|investor|jemaah"
    r"|jiwa|kader|karyawan|kecamatan|keluarga|kelompok|kelurahan|kk|komunitas|konsumen|korban|lansia|mahasiswa"
    r"|masyarakat|murid|nelayan|opd|orang|pasien|pedagang|pegawai|pekerja|pelajar|pelaku|pelanggan|pelapor|pemakai"
    r"|pembeli|pemilik|pemohon|pemuda|penduduk|penerima|pengelola|pengendara|pengguna|pengrajin|pengunjung|pengusaha"
    r"|penumpang|perajin|perempuan|peserta|petambak|petani|peternak|petugas|rakyat|relawan|remaja|rt|rw|santri|siswa"
    r"|sopir|tamu|turis|ukm|umkm|warga|wisatawan)(nya)?\b",
    re.IGNORECASE,
)


def names_people(text: str) -> bool:
    """Whether a text has a word for people.

    >>> names_people("Waktu tunggu turun 50%"), names_people("Antrean pasien lebih pendek")
    (False, True)
    """
    return _PEOPLE.search(text) is not None

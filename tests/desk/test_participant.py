"""A participant's own workbook on the page: checked, filled in, given back as an ordinary later copy."""

import json
import re
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import SAMPLES
from tests.desk.pages import ChromiumPage, settle, wait_for, wait_until_idle
from tests.desk.test_page import command_line
from worksheet_kit.cli.commands import main
from worksheet_kit.desk import page as pages
from worksheet_kit.desk.participants import page_for_participants, settings_for_participants, shared
from worksheet_kit.profile.profile import PROFILE_KEYS, load_profile

Opener = Callable[..., ChromiumPage]
FAULT = "[data-code=S201][data-cell=K10]"
OWN = SAMPLES / "bimtek-2" / "kertas kerja SOCIETY (belum selesai).xlsx"


def check_own(page: ChromiumPage, file: Path) -> str:
    settle(page, lambda: page.choose("#peserta-file", [file]))
    page.page.wait_for_selector("#peserta-hasil p")
    return page.texts("#peserta-hasil")[0]


def test_a_participant_fills_in_and_gives_back_a_later_copy(open_page: Opener, tmp_path: Path) -> None:
    page = open_page(at="2022-07-23T08:00:00Z")  # a clock far from the bimtek is not believed
    page.click("a[href='#peserta']")
    wait_for([], lambda: page.texts("#gabung"))
    said = check_own(page, OWN)
    assert "Belum lengkap. Smart Society: 13 dari 18 baris lengkap." in said
    assert "Smart Governance" not in said
    wait_for("peserta-hasil", lambda: page.page.evaluate("document.activeElement.id"))
    page.type(f"{FAULT} input", "Persentase desa")
    settle(page, lambda: page.page.press(f"{FAULT} input", "Enter"))
    page.page.wait_for_selector(f"{FAULT}[data-severity=answered]")
    folder = tmp_path / "kiriman"
    folder.mkdir()
    shutil.copy(OWN, folder / "dulu.xlsx")
    (folder / OWN.name).write_bytes(page.download("#peserta-unduh"))
    wait_until_idle(page)
    assert "14 dari 18 baris lengkap" in page.texts("#peserta-teks")[0]
    assert not page.errors

    command_line(tmp_path, "check", "kiriman", "--json", "hasil.json", code=1)
    found = json.loads((tmp_path / "hasil.json").read_text(encoding="utf-8"))
    codes = {line["file"]: line["code"] for line in found["ledger"]}
    assert codes["kiriman/dulu.xlsx"] == codes[f"kiriman/{OWN.name}"]  # code and revision
    saved = {line["file"]: line["saved"] for line in found["ledger"]}
    assert saved["kiriman/dulu.xlsx"] < saved[f"kiriman/{OWN.name}"]
    assert found["conflicts"] == []
    values = {row["key"]: row["values"] for row in found["rows"]["program_kerja"]}
    assert values["SOC-P02"]["indikator"] == "Persentase desa"


def test_back_once_more_while_the_page_asks_is_no_second_question(open_page: Opener) -> None:
    page = open_page()
    for part in ("#siapkan", "#kumpulkan", "#peserta"):
        page.click(f"a[href='{part}']")
    check_own(page, OWN)
    page.type(f"{FAULT} input", "Persentase desa")
    settle(page, lambda: page.page.press(f"{FAULT} input", "Enter"))
    for left in ("#kumpulkan", "#siapkan"):
        page.page.go_back()
        wait_for(left, lambda: page.page.evaluate("location.hash"))
        page.page.wait_for_selector("#pertanyaan[open]")
    page.click("#pertanyaan button:has-text('Tetap tinggalkan')")
    page.page.wait_for_selector("#gabung")
    assert page.texts("#pertanyaan") == []
    assert page.texts("#peserta") == []
    assert not page.errors


def test_a_workbook_of_another_region_is_told_so_and_whom_to_ask(open_page: Opener, tmp_path: Path) -> None:
    kota = SAMPLES.parent / "tests" / "data" / "kota"
    command_line(tmp_path, "generate", "--stage", "2", "-o", "kirim", "--profile", str(kota))
    (foreign, *_) = sorted(tmp_path.rglob("kirim/**/*.xlsx"))
    page = open_page()
    page.click("a[href='#peserta']")
    settle(page, lambda: page.choose("#peserta-file", [foreign]))
    assert "Tanyakan kepada sekretariat" in page.texts("#keadaan")[0]


def test_the_page_for_participants_is_made_on_the_page(open_page: Opener, tmp_path: Path) -> None:
    page = open_page()
    made = tmp_path / "Periksa Kertas Kerja.html"
    made.write_bytes(page.download("#halaman-peserta"))
    wait_until_idle(page)
    own = open_page(made)
    assert own.texts("#folder") == []
    assert own.texts("nav") == []
    assert "Belum lengkap. Smart Society" in check_own(own, OWN)
    assert not own.errors


GROUP = {
    "chair": "Pak Ketua",
    "chair_email": "ketua@contoh.go.id",
    "note_taker": "Bu Notulis",
    "note_taker_email": "notulis@contoh.go.id",
    "email": "kelompok@contoh.go.id",
    "phone": "081200000001",
}
AGENCY = {"kontak": "Bu Kontak", "telepon": "081200000002", "email": "opd@contoh.go.id"}
SERVER = {"host": "surel.contoh.go.id", "user": "pengirim", "from": "sekretariat@contoh.go.id"}
PRIVATE = [*GROUP.values(), *AGENCY.values(), *SERVER.values(), "Wulan", "0812-0000-0000", "rahasia-kota"]


def _name_people(folder: Path) -> None:
    """Name people, a password and a mail server in a profile in TOML that has none."""
    main, agencies = folder / "profile.toml", folder / "opd.csv"
    text = main.read_text(encoding="utf-8")
    group, server = ("".join(f'{key} = "{word}"\n' for key, word in said.items()) for said in (GROUP, SERVER))
    text = text.replace("[[dimension]]\n", f"[[dimension]]\n{group}", 1)
    main.write_text(f'password = "rahasia-kota"\n{text}\n[mail]\n{server}', encoding="utf-8")
    head, first, *rest = agencies.read_text(encoding="utf-8").splitlines()
    more = [",".join((head, *AGENCY)), ",".join((first, *AGENCY.values()))]
    agencies.write_text("\n".join([*more, *(f"{line},,," for line in rest)]), encoding="utf-8")


def test_the_settings_for_participants_leave_people_and_password_out(tmp_path: Path) -> None:
    folder = tmp_path / "kota"
    shutil.copytree(SAMPLES.parent / "tests" / "data" / "kota", folder)
    _name_people(folder)
    loaded = load_profile(folder)
    assert loaded.mail_server is not None
    assert {loaded.dimensions[0].chair, loaded.agencies[0].email, loaded.mail_server.user} <= {*PRIVATE}
    files = settings_for_participants(folder)
    target = tmp_path / "peserta"
    for name, text in files.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_text(text, encoding="utf-8")
    shared = load_profile(target)
    assert (shared.region, shared.edition, shared.stages) == (loaded.region, loaded.edition, loaded.stages)
    assert (shared.forms, shared.lists, shared.identity) == (loaded.forms, loaded.lists, loaded.identity)
    assert (shared.contact.office, shared.contact.name, shared.password) == (loaded.contact.office, "", "")
    text = "\n".join(files.values())
    assert [word for word in PRIVATE if word in text] == []


#: Tables in which the keys are names that a region gives.
NAMING = {"room", "apbd_total", "list", "words", "example", "columns"}


def _filled(raw: object, told: str = "kenari", key: str = "") -> object:
    """The raw tables of a profile with a word of its own in every field of text, and in one that nobody knows yet."""
    if isinstance(raw, list):
        return [_filled(entry, told) for entry in raw]
    if isinstance(raw, dict):
        more = {} if key in NAMING else {"baru": f"{told}.baru", "baru_juga": {"nama": f"{told}.baru"}}
        return {**{name: _filled(entry, f"{told}.{name}", name) for name, entry in raw.items()}, **more}
    return told if isinstance(raw, str) else raw


def test_what_participants_may_know_is_named_and_all_else_left_out(tmp_path: Path) -> None:
    shutil.copytree(SAMPLES.parent / "tests" / "data" / "kota", tmp_path / "kota")
    _name_people(tmp_path / "kota")
    raw = tomllib.loads((tmp_path / "kota" / "profile.toml").read_text(encoding="utf-8"))
    raw = {**dict.fromkeys(PROFILE_KEYS.split(), ""), **raw, "letter": {"sheets": {"subject": "", "body": ""}}}
    words = {*re.findall(r"kenari\.[a-z_.]+", json.dumps(shared(_filled(raw)), default=str))}
    private = {"password", "letter", "mail", "contact.name", "contact.phone", "contact.email"}
    private |= {f"dimension.{key}" for key in GROUP}
    assert not [word for word in words if word.removeprefix("kenari.") in private or "baru" in word]
    assert {"kenari.region", "kenari.contact.office", "kenari.dimension.name", "kenari.identity.label"} <= words


def test_the_command_writes_the_page_for_participants(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.html"
    page.write_text('<html lang="id"><script type="text/plain" id="bagian-akhir"></script></html>', encoding="utf-8")
    monkeypatch.setattr(pages, "PLACES", (page,))
    with pytest.raises(SystemExit) as ended:
        main(["desk", "--for-participants", "--profile", "rembang", str(tmp_path / "kirim")])
    assert ended.value.code == 0
    made = (tmp_path / "kirim" / "Periksa Kertas Kerja.html").read_text(encoding="utf-8")
    settings = settings_for_participants("rembang")
    assert made == page_for_participants(page.read_text(encoding="utf-8"), settings)
    assert "data-peserta" in made
    assert "</script>" not in made.split('id="wilayah-peserta">')[1].split("</script>")[0]

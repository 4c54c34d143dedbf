"""The mails of the page, without a browser: the same files as the command line puts into a working folder."""

import shutil
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_commands import run
from tests.desk.test_actions import Told
from tests.desk.test_page import on_disk
from tests.profile.test_profile import change, copy_kota
from tests.test_collect import FULL, Desk
from worksheet_kit.core.model import Profile
from worksheet_kit.desk import ACTIONS
from worksheet_kit.folder.round import PARTS
from worksheet_kit.profile.settings.convert import settings_files

SETTINGS = "rapat/Pengaturan.xlsx"


class Office:
    """Two working folders that begin alike: one for the command line, one for the page."""

    def __init__(self, folder: Path) -> None:
        profile = copy_kota(folder / "kota") / "profile.toml"
        change(profile, 'code = "TATA"', 'code = "TATA"\nemail = "tata@kota.go.id"\nphone = "081234567890"')
        self.typed, self.page = folder / "perintah" / "rapat", folder / "halaman" / "rapat"
        self.session = Told().session
        for name, data in settings_files(profile).items():
            self.put(name, data)

    def put(self, name: str, data: bytes) -> None:
        for root in (self.typed, self.page):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(data)

    def type(self, *arguments: str, code: int = 0) -> None:
        with chdir(self.typed):
            result = run(*arguments)
        assert result.exit_code == code, result.output

    def act(self, action: str, *, is_refused: bool = False, **given: Any) -> dict[str, Any]:
        about = {"profile": SETTINGS, "folder": "rapat", "paths": ["rapat"], "stage": 2, "passwords": []}
        more = {"previous": None, "decisions": None, "results": ".hasil", "into": str(self.page.parent / "keluar")}
        answer: dict[str, Any] = ACTIONS[action]({**about, **more, **given}, self.session)
        assert ("fault" in answer) == is_refused, answer
        return answer

    def mail(self, mailing: str, marked: str = "") -> dict[str, Any]:
        """Prepare a mailing in both, and see that both folders are the same then."""
        self.type("mail", "--what", mailing, "--stage", "2", *(["--mark", marked] if marked else []))
        into = str(self.page.parent / f"{mailing}.zip")
        answer = self.act("mail", mailing=mailing, marked=[marked] if marked else [], into=into)
        assert on_disk(self.page) == on_disk(self.typed)
        return answer


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    office = Office(tmp_path)
    monkeypatch.chdir(office.page.parent)
    return office


def test_every_mailing_is_that_of_the_command_line_byte_for_byte(office: Office, kota: Profile, tmp_path: Path) -> None:
    office.type("generate", "--stage", "2", "--without-seed")
    shutil.copytree(office.typed / "Bimtek 2", office.page / "Bimtek 2")
    sheets = office.mail("sheets")
    first, *_ = sheets["messages"]
    assert (first["to"], first["numbers"][0]["number"]) == (["tata@kota.go.id"], "081234567890")
    assert first["state"] == "disiapkan"
    assert "Kota Melayani" in first["chat"]
    assert "wa.me" not in str(sheets)
    assert f"{first['draft']}" in sheets["written"]
    (marked, *_) = office.mail("sheets", "TATA")["messages"]
    assert (marked["state"], marked["out"]) == ("dikirim sendiri", True)
    office.put("Bimtek 2/Kiriman/IMG-0001.jpg", b"foto")  # answers nothing
    assert [message["code"] for message in office.mail("reminders")["messages"]] == ["TATA"]

    desk = Desk(kota, tmp_path)
    faulty = {**FULL, "TATA-P01": {**FULL["TATA-P01"], "satuan": "entah"}}
    office.put("Bimtek 2/Kiriman/t.xlsx", desk.put("t.xlsx", faulty).read_bytes())
    office.put("Bimtek 2/Kiriman/d.xlsx", desk.put("d.xlsx", {}, to="TATA-DISKOMINFO").read_bytes())
    office.type("merge", "--stage", "2")
    office.act("merge", outputs=[*PARTS])
    assert on_disk(office.page) == on_disk(office.typed)
    for mailing in ("corrections", "drafts", "presentation"):
        office.mail(mailing)
    office.mail("corrections", "TATA")
    reminded = office.mail("reminders")
    assert [message["code"] for message in reminded["messages"]] == ["TATA"]
    checked = office.act("check", into=None)
    assert {line["sent"] for line in checked["board"] if line["recipient"] == "TATA"} == {"lembar pertama, R1"}


def test_worksheets_stand_in_the_working_folder_by_its_names(office: Office) -> None:
    letters = office.typed / "Bimtek 1" / "Kirim" / "Pengantar bimtek 1.txt"
    office.type("generate", "--stage", "1", "--messages", str(letters))
    sheets = {"stage": 1, "groups": [], "per_agency": False, "seed": None}
    made = office.act("make", **sheets)
    assert on_disk(office.page) == on_disk(office.typed)
    assert made["made"] == len(made["written"]) - 1
    assert all(path.startswith("rapat/Bimtek 1/Kirim/") for path in made["written"])
    covering = office.page / "Bimtek 1" / "Kirim" / letters.name
    covering.write_text("kata sendiri", encoding="utf-8")
    office.act("make", **sheets)
    assert covering.read_bytes() == letters.read_bytes()
    assert covering.with_name("Pengantar bimtek 1 (sebelumnya).txt").read_text(encoding="utf-8") == "kata sendiri"


def test_the_bimtek_that_is_due_and_who_starts_from_nothing_are_told_as_on_the_command_line(
    office: Office, kota: Profile, tmp_path: Path
) -> None:
    """Also while returns of the one before lie there."""
    assert office.act("look")["makes"] == 1
    factor = {"uraian": "Pegawai terlatih", "subdimensi": "Birokrasi"}
    office.put("Bimtek 1/Kiriman/t.xlsx", Desk(kota, tmp_path).put("t.xlsx", {"TATA-S1": factor}, stage=1).read_bytes())
    office.act("merge", stage=1, outputs=[*PARTS])
    found = office.act("look")
    assert (found["act"], found["stage"], found["makes"]) == ("merge", 1, 2)
    made = office.act("make", stage=2, groups=[], per_agency=False, seed=None)
    assert made["bare"].startswith("Tanpa bekal, sebab isiannya tidak ada di Kerja sekretariat bimtek 1.xlsx: Kota ")


def test_what_cannot_be_done_is_told_in_the_words_of_the_page(office: Office) -> None:
    sheets = {"stage": 1, "groups": [], "per_agency": False, "seed": None}
    made = office.act("make", **sheets)
    Path(made["written"][0]).write_bytes(b"typed into")
    mails = {"marked": [], "stage": 1, "into": str(Path("surel.zip").absolute())}
    office.act("mail", mailing="sheets", **mails)
    told = [
        office.act("make", **sheets, is_refused=True)["fault"],
        *(office.act("mail", mailing=name, **mails, is_refused=True)["fault"] for name in ("corrections", "reminders")),
    ]
    assert "Pindahkan dulu berkas itu dari Kirim" in told[0]
    assert "tekan Sudah dikirim di barisnya" in told[2]
    assert not [sentence for sentence in told if "--" in sentence or "worksheet-kit" in sentence]


def test_without_a_working_folder_the_mails_stand_in_a_tree_like_one(office: Office) -> None:
    sheets = {"profile": SETTINGS, "folder": None, "stage": 1, "groups": ["TATA"], "per_agency": False, "seed": None}
    ACTIONS["make"]({**sheets, "into": "kirim"}, office.session)
    about = {"mailing": "sheets", "marked": [], "sheets": "kirim", "post": "surat", "paths": [], "folder": None}
    answer = office.act("mail", **about, stage=1, into=str(Path("surel.zip").absolute()))
    assert sorted(answer["written"]) == [
        "Bimtek 1/Kirim/Bimtek 1 - Kota Melayani.xlsx",
        "Bimtek 1/Kirim/Surel/Kertas kerja - TATA - Kota Melayani.eml",
        "Bimtek 1/Kirim/Surel/kirim.html",
        "Bimtek 1/Kirim/Surel/terkirim.csv",
    ]
    assert {*answer["written"]} == {*on_disk(Path("surat"))}
    none = office.act("mail", is_refused=True, **{**about, "mailing": "corrections"}, stage=1, into="surel.zip")
    assert none["fault"] == "Tidak ada perbaikan untuk dikirim. Bila kirimannya belum digabung: tekan Gabung."

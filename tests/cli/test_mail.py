"""``mail`` in a working folder: what is prepared, what is sent, and what is said of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
import trustme
from click.testing import CliRunner, Result

from tests.cli.test_commands import run
from tests.post.server import OWN_LOGIN, PASSWORD, Post, running
from tests.profile.test_profile import change, copy_kota
from tests.test_collect import FULL, Desk
from worksheet_kit.cli import commands, mail_command
from worksheet_kit.core.model import Mailing, MailServer, Profile, Security
from worksheet_kit.folder.names import listed
from worksheet_kit.post import attachments
from worksheet_kit.post.journal import JOURNAL, Way, read_journal, writing
from worksheet_kit.post.round import plan, put_in_place, stage_of
from worksheet_kit.profile import load_profile

pytestmark = OWN_LOGIN
GROUPS = {"TATA": "Kota Melayani", "EKO": "Kota Berdaya", "LING": "Kota Lestari"}


class Office:
    """A working folder with an address for each group but the last."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "rapat"
        (self.folder / "Bimtek 2" / "Kiriman").mkdir(parents=True)
        self.profile = copy_kota(folder / "kota") / "profile.toml"
        for code in ("TATA", "EKO"):
            change(self.profile, f'code = "{code}"', f'code = "{code}"\nemail = "{code.lower()}@kota.go.id"')
        (self.folder / "Pengaturan.xlsx").write_bytes(b"")

    @property
    def post(self) -> Path:
        return self.folder / "Bimtek 2" / "Kirim" / "Surel"

    def run(self, *arguments: str | Path, stage: int | None = 2) -> Result:
        about = ("--folder", self.folder, "--profile", self.profile)
        return run(*arguments, *about, *([] if stage is None else ["--stage", str(stage)]))

    def mail(self, *arguments: str, says: str = "", **more: int) -> str:
        """Run ``mail``, which works out, with what one types, and give what it prints."""
        result = self.run("mail", *arguments, **more) if not says else self._asked(arguments, says)
        assert result.exit_code == more.get("code", 0), result.output
        return str(result.stdout)

    def _asked(self, arguments: tuple[str, ...], says: str) -> Result:
        about = ["--folder", str(self.folder), "--profile", str(self.profile), "--stage", "2"]
        return CliRunner().invoke(commands.main, ["mail", *arguments, *about], input=says)

    def at(self, server: MailServer) -> None:
        """Let the settings name this server."""
        login = f'host = "{server.host}"\nport = {server.port}\nuser = "{server.user}"'
        with self.profile.open("a", encoding="utf-8") as file:
            file.write(f'\n[mail]\n{login}\nfrom = "k@kota.go.id"\n')

    def ways(self) -> dict[str, Way]:
        return {line.recipient: line.way for line in read_journal(self.post / JOURNAL).lines}

    def files(self) -> dict[str, bytes]:
        there = self.post.iterdir() if self.post.exists() else ()
        return {path.name: path.read_bytes() for path in there if path.is_file()}


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setenv(mail_command.PASSWORD, PASSWORD)
    office = Office(tmp_path)
    assert office.run("generate", "--without-seed").exit_code == 0
    return office


def test_sheets_are_prepared_and_a_second_time_nothing_changes(office: Office) -> None:
    told = office.mail()
    assert told.startswith("Bimtek 2 (disebut), ke Bimtek 2/Kirim.")
    assert "tata@kota.go.id" in told
    assert "Kertas kerja - LING - Kota Lestari.eml: belum punya alamat surel" in told
    assert "\n1 penerima belum punya alamat surel; lengkapi di Pengaturan, atau kirim lewat WhatsApp.\n" in told
    assert told.count("Kota Lestari") == 1
    files = office.files()
    assert sorted(files) == sorted(
        [
            *(f"Kertas kerja - {code} - {name}.eml" for code, name in GROUPS.items()),
            *("kirim.html", "terkirim.csv"),
        ]
    )
    assert office.ways() == dict.fromkeys(GROUPS, Way.PREPARED)
    (office.folder / "Bimtek 1" / "Kiriman").mkdir(parents=True)
    for name, data in files.items():  # put there by mistake, none of it is a return
        (office.folder / "Bimtek 1" / "Kiriman" / name).write_bytes(data)
    assert "hanya berisi draf surel atau rekap sendiri" in office.run("check", stage=1).stderr
    office.mail()
    assert {name: data for name, data in office.files().items() if name != "kirim.html"} == {
        name: data for name, data in files.items() if name != "kirim.html"
    }
    assert b'"keadaan ">disiapkan' in office.files()["kirim.html"]


def test_a_dry_run_writes_nothing(office: Office) -> None:
    told = office.mail("--dry-run")
    assert told.endswith("Tidak ada yang ditulis atau dikirim.\n")
    assert "server surel menolaknya" not in told
    assert "tata@kota.go.id" in office.mail("--send", "--coba")
    assert office.files() == {}


def test_a_file_that_servers_refuse_is_told_before_it_is_sent(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "_MOST_BYTES", 1_000)
    told = office.mail("--send", "--dry-run")
    said = "Bimtek 2 - Kota Melayani.xlsx berukuran 0 MB, dan banyak server surel menolaknya. Kirim lewat WhatsApp "
    assert said in told.partition("tata@kota.go.id")[0]
    office.mail()
    assert office.files()["kirim.html"].count(b"dan banyak server surel menolaknya.") == 3


def test_the_page_is_opened_where_one_asks_for_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    launched: list[str] = []
    monkeypatch.setattr(mail_command.click, "launch", lambda url: launched.append(url) or 0)
    office.mail("--buka")
    assert launched == [str(office.post / "kirim.html")]


def test_a_draft_whose_file_is_gone_goes_too_and_other_mails_stay(office: Office) -> None:
    office.mail()
    own = office.post / "Undangan.eml"
    own.write_bytes(b"Subject: rapat\r\n\r\nX-Kertas-Kerja: sheets\r\nX-Unsent: 1\r\n")
    next(office.folder.glob("Bimtek 2/Kirim/*Berdaya.xlsx")).unlink()
    assert "Dihapus karena sudah diganti: Kertas kerja - EKO - Kota Berdaya.eml" in office.mail()
    assert own.exists()
    assert len(list(office.post.glob("*.eml"))) == 3


def test_a_draft_that_somebody_has_edited_stays_beside_the_new_one(office: Office) -> None:
    office.mail()
    edited, gone = (office.post / f"Kertas kerja - {code} - {GROUPS[code]}.eml" for code in ("TATA", "EKO"))
    (office.post / "yang lama").mkdir()
    for path in (edited, gone):
        (office.post / "yang lama" / path.name).write_bytes(path.read_bytes())  # a copy speaks for no other
        path.write_bytes(path.read_bytes().replace(b"Yth. ", b"Bapak dan Ibu "))
    content, beside = edited.read_bytes(), edited.with_name(f"{edited.stem} (baru).eml")
    next(office.folder.glob("Bimtek 2/Kirim/*Berdaya.xlsx")).unlink()
    told = office.mail()
    for path in (edited, gone):
        assert f"{path.name} sudah disunting orang, jadi tetap ada." in told
    assert f"Draf barunya: {beside.name}" in told
    assert edited.read_bytes() == content
    assert b"Yth. " in beside.read_bytes()
    assert b"%20%28baru%29.eml" in office.files()["kirim.html"]
    files = office.files()
    office.mail()
    assert office.files().keys() == files.keys(), "not one more each time"
    edited.unlink()
    assert f"Dihapus karena sudah diganti: {beside.name}" in office.mail()
    assert b"Yth. " in edited.read_bytes()


def test_a_draft_that_is_edited_while_mails_go_out_stays(office: Office) -> None:
    office.mail()
    folder, region = listed(office.folder), load_profile(office.profile)
    planned = plan(folder, region, Mailing.SHEETS, stage_of(folder, region, Mailing.SHEETS, 2))
    draft = office.post / planned.messages[0].draft
    draft.write_bytes(draft.read_bytes().replace(b"Yth. ", b"Bapak dan Ibu "))
    content = draft.read_bytes()
    with writing(office.post / JOURNAL) as writer:
        put_in_place(planned, writer)
    assert draft.read_bytes() == content


@pytest.mark.usefixtures("trusted")
def test_what_is_sent_is_shown_asked_about_and_never_sent_again(office: Office, authority: trustme.CA) -> None:
    post = Post()
    with running(post, authority, Security.STARTTLS) as server:
        office.at(server)
        assert "Tidak ada yang dikirim." in office.mail("--send", says="t\n")
        assert "Tidak ada yang dikirim." in office.mail("--send", says="\n")
        assert post.begun == 0
        told = office.mail("--kirim", says="y\n")
        assert "Kota Melayani: Bimtek 2 - Kota Melayani.xlsx ke tata@kota.go.id" in told
        assert "Belum punya alamat surel: Kota Lestari." in told
        assert "Selesai. 2 dari 2 surel terkirim" in told
        again = office.mail("--send", says="y\n")
        assert "Sudah dikirim: Kota Melayani, Kota Berdaya." in again
        assert "Tidak ada yang menunggu dikirim." in again
        office.mail("--send", "--ulang", "kota berdaya", says="ya\n")
    assert post.reached == [("tata@kota.go.id",), ("eko@kota.go.id",), ("eko@kota.go.id",)]
    assert office.ways() == {"TATA": Way.SENT, "EKO": Way.SENT, "LING": Way.PREPARED}
    assert PASSWORD not in told + again
    assert not any(PASSWORD.encode() in path.read_bytes() for path in office.folder.rglob("*") if path.is_file())
    assert office.files()["kirim.html"].count(b'"keadaan keluar">terkirim') == 2


@pytest.mark.usefixtures("trusted")
def test_the_password_is_asked_for_where_the_system_has_none(
    office: Office, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(mail_command.PASSWORD)
    post = Post()
    with running(post, authority, Security.STARTTLS) as server:
        office.at(server)
        told = office.mail("--send", says=f"y\n{PASSWORD}\n")
    assert len(post.got) == 2
    assert PASSWORD not in told


@pytest.mark.usefixtures("trusted")
def test_a_refused_address_is_named_and_the_others_go(office: Office, authority: trustme.CA) -> None:
    post = Post(refuses={"tata@kota.go.id": "550 5.1.1 <tata@kota.go.id> tidak dikenal"})
    with running(post, authority, Security.STARTTLS) as server:
        office.at(server)
        told = office.mail("--send", says="y\n", code=1)
    assert "Kota Melayani: ditolak (550 5.1.1 … tidak dikenal)" in told
    assert "ditolak server: tata@kota.go.id. Cek di Pengaturan." in told
    assert post.reached == [("eko@kota.go.id",)]


@pytest.mark.usefixtures("trusted")
def test_what_is_unsure_goes_again_only_by_name(office: Office, authority: trustme.CA) -> None:
    post = Post(drops_after_text={1})
    with running(post, authority, Security.STARTTLS) as server:
        office.at(server)
        assert "Kota Melayani: belum pasti" in office.mail("--send", says="y\n", code=1)
        told = office.mail("--send", says="y\n")
        assert "Belum pasti, sebab terputus sebelum server menjawab: Kota Melayani." in told
        assert len(post.got) == 2
        assert "1 dari 1 surel terkirim" in office.mail("--send", "--again", "TATA", says="y\n")
    assert office.ways()["TATA"] is Way.SENT


@pytest.mark.usefixtures("trusted")
def test_the_first_may_go_to_oneself(office: Office, authority: trustme.CA) -> None:
    post = Post()
    with running(post, authority, Security.STARTTLS) as server:
        office.at(server)
        assert "terkirim ke saya@kota.go.id saja" in office.mail("--uji", "saya@kota.go.id")
    assert post.reached == [("saya@kota.go.id",)]
    assert office.files() == {}


def test_reminders_go_to_those_sent_and_not_returned(office: Office, kota: Profile, tmp_path: Path) -> None:
    office.mail()
    refused = office.run("mail", "--isi", "pengingat")
    assert refused.exit_code == 2
    assert "Tidak diingatkan, sebab belum tercatat dikirim: TATA, EKO, LING." in refused.stderr
    assert "Dicatat dikirim sendiri: Kota Melayani, Kota Berdaya." in office.mail("--tandai", "TATA", "--mark", "eko")
    drafts = set(office.post.glob("*.eml"))
    (office.folder / "Bimtek 2" / "Kiriman" / "IMG-0001.jpg").write_bytes(b"foto")  # answers nothing
    office.mail("--isi", "pengingat")
    assert {path.name for path in set(office.post.glob("*.eml")) - drafts} == {
        "Pengingat - TATA - Kota Melayani.eml",
        "Pengingat - EKO - Kota Berdaya.eml",
    }
    shutil.copy(Desk(kota, tmp_path).put("t.xlsx", FULL), office.folder / "Bimtek 2" / "Kiriman")
    told = office.mail("--isi", "pengingat")
    assert "Dihapus karena sudah diganti: Pengingat - TATA" in told
    assert "Tidak diingatkan, sebab belum tercatat dikirim: LING." in told
    assert [path.name for path in office.post.glob("Pengingat*")] == ["Pengingat - EKO - Kota Berdaya.eml"]


def test_corrections_and_the_matrix_go_out_after_a_merge_which_tells_what_was_sent(
    office: Office, kota: Profile, tmp_path: Path
) -> None:
    office.mail()
    office.mail("--mark", "TATA")
    returns = office.folder / "Bimtek 2" / "Kiriman"
    faulty = {**FULL, "TATA-P01": {**FULL["TATA-P01"], "satuan": "entah"}}
    shutil.copy(Desk(kota, tmp_path).put("t.xlsx", faulty), returns)
    assert office.run("merge").exit_code == 0
    told = office.mail("--isi", "perbaikan", stage=None)
    assert told.startswith("Bimtek 2 (bimtek terakhir yang sudah ada kirimannya)")
    (draft,) = office.post.glob("Perbaikan*.eml")
    assert draft.name == "Perbaikan R1 - TATA - Kota Melayani.eml"
    assert len(list(office.post.glob("Kertas kerja*.eml"))) == 3
    reminded = office.run("mail", "--isi", "pengingat")
    assert reminded.exit_code == 2  # the sheet is back, and the correction is not known to be sent
    office.mail("--isi", "perbaikan", "--tandai", "Kota Melayani")
    office.mail("--isi", "pengingat")
    (reminder,) = office.post.glob("Pengingat*.eml")
    assert b"Lembar Perbaikan R1 - Bimtek 2 - Kota Melayani.xlsx" in reminder.read_bytes().replace(b"=\r\n", b"")
    office.mail("--isi", "paparan", stage=None)
    assert len(list(office.post.glob("Paparan*.eml"))) == 3
    assert office.run("merge").exit_code == 0
    book = openpyxl.load_workbook(office.folder / "Bimtek 2" / "Hasil" / "Kerja sekretariat bimtek 2.xlsx")
    rows = [list(row) for row in book["Kelengkapan"].iter_rows(values_only=True)]
    headings = next(row for row in rows if "Disiapkan" in row)
    at = headings.index("Disiapkan")
    assert {row[0]: row[at : at + 3] for row in rows if row[0] in GROUPS} == {
        "TATA": ["lembar pertama, R1", "lembar pertama, R1", "lembar pertama"],
        "EKO": ["lembar pertama", None, None],
        "LING": ["lembar pertama", None, None],
    }


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--isi", "perbaikn"], "Mungkin maksudnya perbaikan."),
        (["--again", "TATA"], "--ulang hanya berlaku bersama --kirim."),
        (["--mark", "TATA", "--send"], "tidak bersama --kirim"),
        (["--mark", "Kota Jauh"], '"Kota Jauh" bukan penerima kertas kerja. Yang ada: TATA, EKO, LING.'),
        (["--send"], "Pengaturan belum menyebut server surel"),
        (["--try", "saya"], "bukan satu alamat surel"),
        (
            ["--isi", "paparan"],
            "Bila kirimannya belum digabung: worksheet-kit gabung.",
        ),
        (
            ["--stage", "1"],
            "Bila kertas kerjanya belum dibuat: worksheet-kit buat.",
        ),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(office: Office, arguments: list[str], sentence: str) -> None:
    (office.folder / "Bimtek 2" / "Kiriman" / "x.txt").write_text("x", encoding="utf-8")
    stage = None if "--stage" in arguments or "paparan" in arguments else 2
    result = office.run("mail", *arguments, stage=stage)
    assert result.exit_code == 2
    assert sentence in result.stderr


def test_outside_a_working_folder_there_is_no_post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("mail")
    assert result.exit_code == 2
    assert result.stderr.startswith("Jalankan di folder kerja")

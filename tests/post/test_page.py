"""``kirim.html``: escaped whatever it says, with links that lead to one's own files and to WhatsApp alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from playwright.sync_api import sync_playwright

from tests.desk.pages import Chromium
from tests.post.messages import HOSTILE, attachment, mailing, region
from worksheet_kit.core.model import Mailing, Recipient
from worksheet_kit.post.drafts import draft
from worksheet_kit.post.journal import Journal, Way, line_of
from worksheet_kit.post.letters import Message, messages
from worksheet_kit.post.page import PAGE, page


class Parsed(HTMLParser):
    """The elements of a page with their attributes, and the texts between them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def links(self) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.elements if tag == "a"]


def made(profile_messages: tuple[Message, ...], journal: Journal | None = None) -> str:
    profile = region()
    return page(profile, profile.stages[0], profile_messages, journal or Journal(), Path("Kirim/Surel"))


def hostile_messages() -> tuple[Message, ...]:
    profile = region(len(HOSTILE))
    stage = replace(profile.stages[0], deadline=HOSTILE[0], dates=HOSTILE[4], place=HOSTILE[1])
    dimensions = tuple(
        replace(d, name=text, chair=text, chair_email=f"k{n}@kota.go.id", email="", phone="")
        for n, (d, text) in enumerate(zip(profile.dimensions, HOSTILE, strict=True))
    )
    agencies = tuple(
        replace(a, contact=HOSTILE[n % len(HOSTILE)], phone="081200000000") for n, a in enumerate(profile.agencies)
    )
    profile = replace(profile, event=HOSTILE[1], dimensions=dimensions, agencies=agencies)
    files = {
        Recipient(dimension=d.code): attachment(f"{text.replace('/', '-')}.xlsx")
        for d, text in zip(dimensions, HOSTILE, strict=True)
    }
    return messages(profile, stage, Mailing.SHEETS, files)


def test_no_text_becomes_an_element_or_an_attribute() -> None:
    plain = [tag for tag, _ in Parsed(made(mailing(region(len(HOSTILE))))).elements]
    told = hostile_messages()
    journal = Journal(line_of(message, Way.REFUSED, text) for message, text in zip(told, HOSTILE, strict=True))
    parsed = Parsed(made(told, journal))
    tags = [tag for tag, _ in parsed.elements]
    assert set(tags) == set(plain)
    assert tags.count("script") == 1
    assert tags.count("article") == len(HOSTILE)
    assert not any(name.startswith("on") for _, attributes in parsed.elements for name in attributes)
    whole = "".join(parsed.texts)
    for text in HOSTILE:
        assert text.strip() in whole


def test_links_lead_to_the_draft_the_file_and_whatsapp() -> None:
    for link in Parsed(made(hostile_messages())).links():
        target = urlsplit(link["href"])
        if target.scheme:
            assert (target.scheme, target.netloc) == ("https", "wa.me")
            assert re.fullmatch(r"/(62\d{9,13})?", target.path)
            assert list(parse_qs(target.query)) == ["text"]
            assert "noreferrer" in link["rel"].split()
        else:
            assert unquote(target.path).endswith((".xlsx", ".eml"))
            assert not target.netloc
            assert not target.query


def test_the_text_for_whatsapp_stands_beside_its_link() -> None:
    (message,) = mailing(region(1))
    text = made((message,))
    (link,) = [link for link in Parsed(text).links() if "wa.me" in link["href"]]
    assert parse_qs(urlsplit(link["href"]).query)["text"] == [message.chat]
    assert urlsplit(link["href"]).path == "/6281200000001"
    assert message.chat in Parsed(text).texts


def test_those_without_an_address_come_first() -> None:
    told = list(mailing(region(3)))
    told[2] = replace(told[2], to=())
    names = re.findall(r"<h2><bdi>(.*?)</bdi>", made(tuple(told)))
    assert names == ["Kelompok 3", "Kelompok 1", "Kelompok 2"]


def test_each_says_what_the_journal_knows() -> None:
    told = mailing(region(4))
    journal = Journal(
        [
            line_of(told[0], Way.SENT, "250 OK <g1@kota.go.id>"),
            line_of(told[1], Way.PREPARED),
            line_of(told[2], Way.SENDING),
        ]
    )
    text = made(told, journal)
    assert re.findall(r'class="keadaan.*?">(.*?)<', text) == [
        *("terkirim", "disiapkan", "belum pasti", "belum disiapkan"),
    ]
    assert "4 penerima, 1 sudah dikirim menurut catatan." in text


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    with sync_playwright() as driver:
        browser = Chromium(driver)
        yield browser
        browser.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 768, 1366])
def test_in_a_browser_it_runs_nothing_but_its_own_and_fits(chromium: Chromium, tmp_path: Path, width: int) -> None:
    told = hostile_messages()
    folder = tmp_path / "Kirim" / "Surel"
    folder.mkdir(parents=True)
    (folder / PAGE).write_text(page(region(), region().stages[0], told, Journal(), folder), encoding="utf-8")
    for message in told:
        (folder / message.draft).write_bytes(draft(message))
    driven = chromium.page()
    shown = driven.page
    problems: list[str] = []
    requests: list[str] = []
    shown.on("console", lambda message: problems.append(message.text))
    shown.on("dialog", lambda dialog: problems.append(dialog.message))
    shown.on("request", lambda request: requests.append(request.url))
    shown.set_viewport_size({"width": width, "height": 800})
    driven.open((folder / PAGE).as_uri())
    button = shown.locator("button[data-salin='chat-0']")
    button.click()
    shown.wait_for_function("document.querySelector(\"button[data-salin='chat-0']\").textContent !== 'Salin teks'")
    assert button.text_content() == "Tersalin"
    shown.locator("summary").first.click()
    sizes = shown.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert sizes[0] <= sizes[1]
    assert problems == []
    assert len(requests) == 1
    drafts = [Path(unquote(link)).name for link in driven.attributes(".tombol a.utama", "href")]
    assert sorted(drafts) == sorted(file.name for file in folder.glob("*.eml"))
    driven.close()

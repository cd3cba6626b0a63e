"""Signing in by a real OpenID Connect server: each role, deep links, what runs out, is revoked, ended or replayed."""

from __future__ import annotations

import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from assessment.records.actor import Role
from assessment.records.drafts import read_draft
from assessment.records.matters import list_matters
from assessment.records.people import grant_role, list_people, revoke_role
from assessment.records.states import BodyKind
from tests.browser.sign_in_service import SignInService, come_back_to, sign_in_as, sign_in_service, signing_app
from tests.browser.test_council import AXE_RULES
from tests.browser.tls import tls_front
from tests.statements.client import Client
from tests.statements.hearing import Hearing

pytestmark = pytest.mark.browser

PLANNING = ["Palveluverkko", "Vaikutukset", "Lähtötiedot", "Asiat"]
SOON_S = 20  # a token that runs out while one writes


@dataclass(frozen=True)
class City:
    """An app that signs in by a service, and the record it works on."""

    address: str
    service: SignInService
    hearing: Hearing
    council: int
    board: int
    request: int

    def person_id(self, email: str) -> int:
        return next(one.person_id for one in list_people(self.hearing.database, self.hearing.administrator, email))


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SignInService]:
    with sign_in_service(tmp_path_factory.mktemp("service") / "log.txt") as started:
        yield started


@pytest.fixture(scope="module")
def city(service: SignInService, demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    hearing = Hearing(tmp_path_factory.mktemp("record"))
    council = hearing.body("Vanhusneuvosto")
    board = hearing.body("Kaupunginhallitus", BodyKind.DECIDING)
    request = hearing.ask(council)
    groups = '[sign_in]\nroles_claim = "groups"\n[sign_in.roles]\n'
    groups += f'"EVA suunnittelu" = "planner"\nsihteerit = "council_secretary:{council}"\n'
    groups += f'hallitus = ["decision_maker:{board}"]\nyllapito = "administrator"\n'
    with signing_app(
        tmp_path_factory.mktemp("app"),
        service,
        groups,
        ASSESSMENT_DATA=str(demo_folder),
        DATABASE_URL=hearing.url,
    ) as address:
        yield City(address, service, hearing, council, board, request)
    hearing.database.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = new_context(chromium)
    yield made
    made.close()


def new_context(chromium: Browser) -> BrowserContext:
    made = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="fi-FI")
    made.set_default_timeout(30_000)
    return made


def signed_in(city: City, context: BrowserContext, subject: str, at: str = "/asiat") -> Page:
    """A page of somebody who signs in on the way to an address."""
    page = context.new_page()
    page.goto(f"{city.address}/kirjaudu?{urllib.parse.urlencode({'paluu': at})}")
    sign_in_as(page, subject)
    come_back_to(page, city.address, at)
    return page


def settled(page: Page) -> None:
    page.wait_for_timeout(200)
    page.locator('[data-testid=stApp][data-test-script-state="notRunning"]').wait_for()


def menu(page: Page) -> list[str]:
    settled(page)
    return [" ".join(text.split()) for text in page.locator('[data-testid="stTopNavLink"]').all_inner_texts()]


def test_a_planner_comes_back_to_the_page_that_was_wanted(city: City, context: BrowserContext) -> None:
    city.service.tell("aino", name="Aino Aalto", groups=["EVA suunnittelu", "muut"])
    page = context.new_page()
    page.goto(f"{city.address}/lahtotiedot?lang=sv")
    expect(page.get_by_role("heading", level=1)).to_have_text("Logga in först")
    assert "Palveluverkko" not in page.locator("body").inner_text()
    page.get_by_role("link", name="Logga in").click()
    sign_in_as(page, "aino")
    page.wait_for_url(f"{city.address}/lahtotiedot?lang=sv")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Utgångsdata")
    page.goto(f"{city.address}/lahtotiedot")
    assert menu(page) == PLANNING
    # What is not for the role, and what is nowhere, is refused in words.
    page.goto(f"{city.address}/henkilot")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tämä sivu ei ole sinun roolillesi")
    expect(page.get_by_text("Aino Aalto (suunnittelija)")).to_be_visible()
    page.goto(f"{city.address}/olematon")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sivua ei löydy")
    assert "not found" not in page.content().lower()
    cookies = {cookie["name"]: cookie for cookie in context.cookies()}
    kept = cookies["_streamlit_user"]
    assert (kept["httpOnly"], kept["sameSite"]) == (True, "Lax")
    assert "paluu" not in cookies
    for path in ("", "lausunnot/kirjaudu"):
        page.goto(f"{city.address}/{path}")
        settled(page) if not path else None
        assert "Kokeilu" not in page.locator("body").inner_text()  # no local mode beside a sign-in service


def test_each_role_has_its_menu_and_the_plain_pages_know_the_same_sign_in(city: City, chromium: Browser) -> None:
    city.service.tell("veikko", name="Veikko Valmistelija")
    city.service.tell("siiri", name="Siiri Sihteeri", groups=["sihteerit"])
    city.service.tell("paivi", name="Päivi Päättäjä", groups=["hallitus"])
    city.service.tell("anna", name="Anna Admin", groups=["yllapito"])
    contexts = {name: new_context(chromium) for name in ("veikko", "siiri", "paivi", "anna")}
    page = signed_in(city, contexts["veikko"], "veikko")
    assert menu(page) == []  # nobody yet: published matters only
    grant_role(city.hearing.database, city.hearing.administrator, city.person_id("veikko@"), Role.PREPARER)
    page.reload()
    assert menu(page) == [*PLANNING[:3], "Päätökset", "Asiat"]
    page = signed_in(city, contexts["paivi"], "paivi")
    assert menu(page) == ["Päätökset", "Asiat"]
    expect(page.get_by_text("Päivi Päättäjä (päättäjä)")).to_be_visible()
    page = signed_in(city, contexts["anna"], "anna", "/henkilot")
    assert {"Asiat", "Toimielimet", "Henkilöt ja roolit", "Kutsut", "Tietojen kunto"} <= set(menu(page))
    expect(page.get_by_role("rowheader", name="Veikko Valmistelija").first).to_be_visible()
    for title in ("Henkilöt ja roolit", "Toimielimet", "Kutsut", "Tietojen kunto"):
        page.get_by_role("link", name=title, exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(title)
        settled(page)
        found = Axe().run(page, options=AXE_RULES)
        assert found.violations_count == 0, f"{title}: {found.generate_report()}"
    # The secretary begins at the request's plain page and comes back to it.
    wanted = f"/lausunnot/{city.request}"
    page = contexts["siiri"].new_page()
    page.goto(city.address + wanted)
    page.get_by_role("link", name="Kirjaudu sisään ja palaa").click()
    sign_in_as(page, "siiri")
    page.wait_for_url(city.address + wanted)
    page.locator("#text").fill("Kirjasto säilytettävä.")
    page.locator(".save").get_by_role("button", name="Tallenna").click()
    page.wait_for_url("**saved=1**")
    other, _ = city.hearing.asked()
    assert contexts["siiri"].request.get(f"{city.address}/lausunnot/{other}").status == 403
    page.goto(f"{city.address}/kutsut")
    assert menu(page) == ["Lausunnot (avautuu uuteen välilehteen)", "Asiat", "Kutsut"]
    page.get_by_role("button", name="Tee kutsu").click()
    link = page.locator("[data-testid=stCode] code").inner_text()
    assert link.startswith(f"{city.address}/kutsu/")
    page.get_by_role("button", name="Olen kopioinut linkin").click()
    settled(page)
    assert link not in page.content()
    assert Client(city.address).accept(link.rsplit("/", 1)[1], "Ulla Uusi").status == 200
    # Signed out on the plain page, one is out everywhere in this browser.
    page.goto(city.address + wanted)
    page.get_by_role("button", name="Kirjaudu ulos").click()
    page.wait_for_url("**/oauth2/end_session**")
    page.goto(city.address + wanted)
    expect(page.get_by_role("heading", level=1)).to_have_text("Kirjautuminen puuttuu")
    for made in contexts.values():
        made.close()


def test_a_sign_in_that_runs_out_refuses_the_next_act_and_keeps_what_was_written(city: City, chromium: Browser) -> None:
    until = int(time.time()) + SOON_S
    city.service.tell("kiira", name="Kiira Kiireinen", groups=["EVA suunnittelu"], exp=until)
    city.service.tell("sirpa", name="Sirpa Sihteeri", groups=["sihteerit"], exp=until)
    planner, secretary = new_context(chromium), new_context(chromium)
    plain = signed_in(city, secretary, "sirpa", f"/lausunnot/{city.request}")
    app = signed_in(city, planner, "kiira")
    app.get_by_text("Avaa uusi asia").click()
    app.get_by_role("textbox", name="Otsikko").fill("Uimahallin paikka")
    plain.locator("#missing_information").fill("Montako penkkiä reitillä on?")
    plain.wait_for_timeout(max(0.0, until - time.time() + 0.5) * 1000)
    before = city.hearing.refusals()
    written = "Tämä teksti kirjoitettiin, kun kirjautuminen oli jo päättynyt."
    plain.locator("#text").fill(written)
    plain.locator('button[value="preview"]').click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Kirjautuminen on vanhentunut")
    expect(plain.get_by_label("Teksti 1")).to_have_value(written)
    assert city.hearing.refusals() > before
    app.get_by_role("button", name="Avaa asia").click()
    expect(app.get_by_text("Kirjautumisesi on päättynyt").first).to_be_visible()
    assert "Uimahallin paikka" not in [row.title for row in matters(city)]
    # Signed in again, what was written is there again.
    city.service.tell("kiira", name="Kiira Kiireinen", groups=["EVA suunnittelu"])
    app.get_by_role("link", name="Kirjaudu sisään").click()
    sign_in_as(app, "kiira")
    come_back_to(app, city.address, "/asiat")
    app.get_by_text("Avaa uusi asia").click()
    expect(app.get_by_role("textbox", name="Otsikko")).to_have_value("Uimahallin paikka")
    reader = city.hearing.actor("Katri Katsoja", Role.COUNCIL_SECRETARY, city.council)
    assert read_draft(city.hearing.database, reader, city.request).fields.get("text", "") != written
    planner.close()
    secretary.close()


def test_a_role_taken_away_counts_at_the_next_act_and_a_demotion_at_the_next_sign_in(
    city: City, context: BrowserContext
) -> None:
    city.service.tell("eero", name="Eero Ent", groups=["EVA suunnittelu"])
    page = signed_in(city, context, "eero")
    page.get_by_text("Avaa uusi asia").click()
    page.get_by_role("textbox", name="Otsikko").fill("Ilman roolia")
    person = city.person_id("eero@")
    revoke_role(city.hearing.database, city.hearing.administrator, person, Role.PLANNER)
    page.get_by_role("button", name="Avaa asia").click()
    settled(page)
    assert "Ilman roolia" not in [row.title for row in matters(city)]
    page.goto(f"{city.address}/vaikutukset")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tämä sivu ei ole sinun roolillesi")
    # The role of the claims comes back with the next sign-in, and goes with the one after.
    for groups, title in ((["EVA suunnittelu"], "Lähtötiedot"), ([], "Tämä sivu ei ole sinun roolillesi")):
        city.service.tell("eero", name="Eero Ent", groups=groups)
        time.sleep(1.1)  # the service tells whole seconds
        page = signed_in(city, context, "eero", "/lahtotiedot")
        expect(page.get_by_role("heading", level=1)).to_contain_text(title)


def test_signing_out_ends_the_sign_in_for_whoever_kept_the_cookie(city: City, chromium: Browser) -> None:
    city.service.tell("outi", name="Outi Ulos", groups=["EVA suunnittelu", "sihteerit"])
    here, thief, there = (new_context(chromium) for _ in range(3))
    page = signed_in(city, here, "outi")
    thief.add_cookies([one for one in here.cookies() if one["name"].startswith("_streamlit")])  # type: ignore[misc]
    stolen = thief.new_page()
    stolen.goto(f"{city.address}/lahtotiedot")
    expect(stolen.get_by_role("heading", level=1)).to_contain_text("Lähtötiedot")
    page.get_by_role("button", name="Kirjaudu ulos", exact=True).click()
    page.wait_for_url("**/oauth2/end_session**")
    stolen.get_by_role("link", name="Asiat").first.click()
    expect(stolen.get_by_text("Kirjautumisesi on päättynyt").first).to_be_visible()
    assert thief.request.get(f"{city.address}/lausunnot/{city.request}").status == 403
    # Everywhere at once, by oneself: the other device learns at its next act.
    time.sleep(1.1)
    other = signed_in(city, there, "outi")
    page = signed_in(city, here, "outi")
    page.get_by_role("button", name="Kirjaudu ulos kaikista laitteista").click()
    page.wait_for_url("**/oauth2/end_session**")
    other.get_by_role("link", name="Lähtötiedot", exact=True).click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Kirjautumisesi on päättynyt")
    for made in (here, thief, there):
        made.close()


def test_replayed_and_forged_answers_of_the_service_let_nobody_in(city: City) -> None:
    city.service.tell("reino", name="Reino Replay", groups=["EVA suunnittelu"])
    visitor = Visitor(city)
    answer = visitor.answer("reino")
    assert not Visitor(city).comes_in(answer)  # another browser has not the state
    assert visitor.comes_in(answer)
    visitor.forget()
    assert not visitor.comes_in(answer)  # the same browser, the state used
    assert not Visitor(city).comes_in(f"{city.address}/oauth2callback?code=x&state=y")
    assert not Visitor(city).comes_in(f"{city.address}/oauth2callback?error=access_denied&state=y")
    # The code of one attempt with the state of another: the token's nonce is not this attempt's.
    mixed = Visitor(city)
    first, second = (urllib.parse.parse_qs(urllib.parse.urlsplit(mixed.answer("reino")).query) for _ in range(2))
    swapped = urllib.parse.urlencode({"code": first["code"][0], "state": second["state"][0]})
    assert not mixed.comes_in(f"{city.address}/oauth2callback?{swapped}")
    city.service.tell("reino", name="Reino Replay", nonce="not the one asked for")
    assert not Visitor(city).comes_in(Visitor(city).answer("reino"))
    forged = Visitor(city)
    assert not forged.comes_in(forged.answer("reino"))
    # Another site signs nobody out.
    city.service.tell("reino", name="Reino Replay", groups=["EVA suunnittelu"])
    assert visitor.comes_in(visitor.answer("reino"))
    visitor.get(f"{city.address}/auth/logout", {"Sec-Fetch-Site": "cross-site"})
    assert visitor.is_signed_in()
    for wanted in ("//evil.example", "https://evil.example", "/\\evil.example", "/auth/logout", "/asia\n"):
        visitor.forget()
        location = visitor.comes_back(wanted, "reino")
        assert location == "/", wanted


def test_behind_tls_every_cookie_is_for_tls_only(
    service: SignInService,
    city: City,
    demo_folder: Path,
    tmp_path: Path,
    chromium: Browser,
) -> None:
    city.service.tell("tuula", name="Tuula Turva", groups=["planner"])
    with (
        tls_front(tmp_path) as front,
        signing_app(
            tmp_path,
            service,
            '[sign_in]\nroles_claim = "groups"\n',
            origin=front.origin,
            ASSESSMENT_DATA=str(demo_folder),
            DATABASE_URL=city.hearing.url,
        ) as address,
    ):
        front.leads_to(address)
        context = chromium.new_context(locale="fi-FI", ignore_https_errors=True)
        page = context.new_page()
        page.goto(f"{front.origin}/lausunnot/kirjaudu")
        page.goto(f"{front.origin}/lahtotiedot")
        page.get_by_role("link", name="Kirjaudu sisään").click()
        sign_in_as(page, "tuula")
        page.wait_for_url(f"{front.origin}/lahtotiedot")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Lähtötiedot")
        cookies = {cookie["name"]: cookie["secure"] for cookie in context.cookies()}
        assert {"lausunnot", "_streamlit_user", "_streamlit_user_tokens"} <= set(cookies)
        assert {name for name, secure in cookies.items() if not secure} - {"_streamlit_xsrf"} == set()
        context.close()


class Visitor(Client):
    """A browser without scripts that can stop half way through signing in."""

    def __init__(self, city: City) -> None:
        super().__init__(city.address)
        self.city = city

    def forget(self) -> None:
        """Forget having signed in; what belongs to attempts under way stays."""
        for cookie in list(self.cookies):
            if cookie.name.startswith("_streamlit_user"):
                self.cookies.clear(cookie.domain, cookie.path, cookie.name)

    def is_signed_in(self) -> bool:
        return any(cookie.name == "_streamlit_user" for cookie in self.cookies)

    def answer(self, subject: str, wanted: str = "/") -> str:
        """Begin to sign in and say who one is; the address the service sends one back to."""
        page = self.get(f"/kirjaudu?{urllib.parse.urlencode({'paluu': wanted})}")
        assert page.address.startswith(self.city.service.address)
        return self.stopped(page.address, {"sub": subject})

    def comes_in(self, answer: str) -> bool:
        """Whether an answer of the service signs in."""
        self.stopped(answer)
        return self.is_signed_in()

    def comes_back(self, wanted: str, subject: str) -> str:
        """Where one ends after signing in."""
        return self.stopped(self.answer(subject, wanted))


def matters(city: City) -> list[object]:
    return list(list_matters(city.hearing.database, city.hearing.administrator))

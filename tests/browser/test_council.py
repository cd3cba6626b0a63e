"""The councils' pages in a real browser: keyboard alone, no scripts, enlarged, and text that survives a power cut."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from assessment.records.actor import Role
from assessment.records.attachments import add_attachment
from assessment.records.drafts import read_draft
from assessment.records.given_statements import list_statements
from assessment.records.responses import answer_point, publish_responses, split_statement
from assessment.records.states import OwnerKind
from tests.browser.conftest import CHROMIUM, SCREENSHOTS
from tests.statements.client import Client
from tests.statements.hearing import Hearing, Server

pytestmark = pytest.mark.browser

AXE_RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
MOST_LOST_S = 10.0


@pytest.fixture(scope="module")
def hearing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hearing]:
    made = Hearing(tmp_path_factory.mktemp("hearing"))
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def council(hearing: Hearing, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    log: Path = tmp_path_factory.mktemp("server") / "log.txt"
    server = Server(hearing.url, log)
    server.start()
    yield server
    server.stop()
    assert "Traceback" not in log.read_text(encoding="utf-8")


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="fi-FI")
    made.set_default_timeout(15_000)
    yield made
    made.close()


def come_in(page: Page, council: Server, hearing: Hearing, body_id: int, role: Role = Role.COUNCIL_SECRETARY) -> None:
    page.goto(f"{council.address}/kutsu/{hearing.invite(body_id, role)}")
    page.get_by_label("Nimesi").fill("Siiri Sihteeri")
    page.get_by_role("button", name="Ota kutsu vastaan").click()
    page.wait_for_url("**/lausunnot")


def photograph(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


def tab_to(page: Page, selector: str, most: int = 80) -> None:
    """Press Tab until the element has the focus, and see that the focus is drawn."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            width = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
            assert width >= 2, f"no focus to be seen on {selector}"
            return
    raise AssertionError(f"Tab does not reach {selector}")


def fill_in(page: Page, hearing: Hearing) -> None:
    for name, value in hearing.statement().items():
        if name.startswith("stance_"):
            page.locator(f'input[name="{name}"][value="{value}"]').check()
        elif value:
            page.locator(f'[name="{name}"]').fill(value)


def test_by_keyboard_alone_from_the_list_to_the_receipt(
    council: Server, hearing: Hearing, context: BrowserContext
) -> None:
    request_id, body_id = hearing.asked()
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(f"{council.address}/kutsu/{hearing.invite(body_id)}")
    tab_to(page, "#name")
    page.keyboard.type("Siiri Sihteeri")
    tab_to(page, "#shared")
    tab_to(page, "main button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/lausunnot")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    tab_to(page, ".requests a")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/lausunnot/{request_id}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Lausuntopyyntö")

    zero, one = hearing.alternatives
    fields = hearing.statement()
    tab_to(page, f"#stance_{zero}")
    page.keyboard.press("Space")
    tab_to(page, f"[name=stance_{one}]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator(f'input[name=stance_{one}][value="opposes"]')).to_be_checked()
    for name in (f"reason_{one}", "answer_1", "missing_information", "text", "meeting_date"):
        tab_to(page, f"#{name}")
        page.keyboard.type(fields[name].replace("\n", " "))
    # Enter in a field saves and does nothing else.
    page.keyboard.press("Enter")
    page.wait_for_url("**saved=1**")
    expect(page.locator("#tallennettu")).to_have_text(re.compile(r"Tallennettu klo \d{1,2}\.\d\d"))
    tab_to(page, 'button[value="preview"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**check=1**")
    assert page.evaluate("document.activeElement.id") == "virheet"
    tab_to(page, '#virheet a[href="#section"]')
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "section" or page.evaluate("location.hash") == "#section"
    page.locator("#section").focus()
    page.keyboard.type("43")
    for name in ("chair", "secretary"):
        tab_to(page, f"#{name}")
        page.keyboard.type(fields[name])
    tab_to(page, 'button[value="preview"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/esikatselu")
    tab_to(page, "main form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/kuitti")
    number = page.locator(".number").inner_text()
    (given,) = list_statements(hearing.database, hearing.preparer, request_id)
    assert given.receipt == number and given.section == "43" and given.stances[1].stance == "opposes"
    assert errors == []


def test_without_scripts(council: Server, hearing: Hearing, chromium: Browser) -> None:
    request_id, body_id = hearing.asked()
    plain = chromium.new_context(java_script_enabled=False, locale="fi-FI")
    page = plain.new_page()
    come_in(page, council, hearing, body_id)
    page.locator(".requests a").first.click()
    fill_in(page, hearing)
    page.get_by_role("button", name="Lisää eriävä mielipide").click()
    page.locator("#dissenting_name_1").fill("Kalle Eriävä")
    page.locator("#dissenting_text_1").fill("Kirjasto pitää säilyttää.")
    page.locator("#attachment").set_input_files(
        {"name": "poytakirja.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 x"}
    )
    page.get_by_role("button", name="Lisää liite").click()
    expect(page.get_by_role("link", name="poytakirja.pdf")).to_be_visible()
    page.locator(".save").get_by_role("button", name="Tallenna").click()
    expect(page.locator("#tallennettu")).to_have_text(re.compile(r"Tallennettu klo"))
    photograph(page, "lausunto-lomake")
    page.get_by_role("button", name="Esikatsele").click()
    photograph(page, "lausunto-esikatselu")
    page.get_by_role("button", name="Lähetä lausunto").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lausunto on vastaanotettu")
    photograph(page, "lausunto-kuitti")
    (given,) = list_statements(hearing.database, hearing.preparer, request_id)
    assert given.dissenting[0].name == "Kalle Eriävä"
    plain.close()


def test_no_barrier_and_nothing_sideways_on_any_page(council: Server, hearing: Hearing, chromium: Browser) -> None:
    given_id, body_id = hearing.asked()
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="fi-FI")
    page = context.new_page()
    page.goto(f"{council.address}/kutsu/{hearing.invite(body_id)}")
    check(page, "kutsu")
    come_in(page, council, hearing, body_id)
    page.goto(f"{council.address}/lausunnot/{given_id}")
    check(page, "lausuntopyynto")
    page.get_by_role("button", name="Lisää eriävä mielipide").click()
    page.locator('button[value="preview"]').click()
    page.wait_for_url("**check=1**")
    check(page, "lausuntopyynto-virheet")
    fill_in(page, hearing)
    page.locator('button[value="preview"]').click()
    check(page, "esikatselu")
    page.get_by_role("button", name="Lähetä lausunto").click()
    check(page, "kuitti")
    answer(hearing, given_id)
    endings = ("", "/luvut", "/lausunto/1", "/korjaus", "/vaikutus")
    for ending in endings:
        page.goto(f"{council.address}/lausunnot/{given_id}{ending}")
        check(page, f"annettu{ending.replace('/', '-')}")
    second_body = hearing.body("Vammaisneuvosto ja saavutettavuusneuvottelukunta")
    open_id, others_id = hearing.ask(second_body), hearing.asked()[0]
    page.goto(f"{council.address}/kutsu/{hearing.invite(second_body)}")
    page.get_by_role("button", name="Ota kutsu vastaan").click()
    for ending in ("/paperi", "/ei-lausuntoa"):
        page.goto(f"{council.address}/lausunnot/{open_id}{ending}")
        check(page, ending.strip("/"))
        page.goto(f"{council.address}/lausunnot/{others_id}{ending}")
        check(page, f"kielletty{ending.replace('/', '-')}")
    page.goto(f"{council.address}/lausunnot")
    check(page, "lausuntopyynnot")
    for address in ("/lausunnot/kirjaudu", "/lausunnot/999999", "/kutsu/olematon"):
        page.goto(council.address + address)
        check(page, address.strip("/").replace("/", "-"))
    context.close()


def check(page: Page, name: str) -> None:
    """No finding of axe, and no scrolling sideways at 400 % (320 x 256 of 1280 x 1024), at 200 % and on a phone."""
    for width, height in ((1280, 800), (640, 512), (390, 844), (320, 256)):
        page.set_viewport_size({"width": width, "height": height})
        found = Axe().run(page, options=AXE_RULES)
        assert found.violations_count == 0, f"{name} at {width}: {found.generate_report()}"
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} scrolls sideways by {wide} at {width}"
    page.set_viewport_size({"width": 320, "height": 640})
    if name in ("lausuntopyynto", "annettu-vaikutus"):
        photograph(page, f"{name}-puhelin")
    page.set_viewport_size({"width": 1280, "height": 800})
    if name in ("lausuntopyynto", "lausuntopyynto-virheet", "annettu-vaikutus", "lausuntopyynnot", "annettu-luvut"):
        photograph(page, name)
    size = page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)")
    assert size >= 18, f"{name}: text of {size} px"


def answer(hearing: Hearing, request_id: int) -> None:
    """The preparer answers a point."""
    record, preparer = hearing.database, hearing.preparer
    (statement,) = list_statements(record, preparer, request_id)
    (point,) = split_statement(record, preparer, statement.id, [statement.text.splitlines()[0]])
    answer_point(record, preparer, point.id, "taken", "Kirjasto säilyy.", point.version)
    publish_responses(record, preparer, statement.id)


def saved_text(hearing: Hearing, request_id: int, body_id: int) -> str:
    reader = hearing.actor("Katri Katsoja", Role.COUNCIL_SECRETARY, body_id)
    return str(read_draft(hearing.database, reader, request_id).fields.get("text", ""))


def test_typed_text_survives_a_killed_server_and_a_closed_page(
    council: Server, hearing: Hearing, context: BrowserContext
) -> None:
    request_id, body_id = hearing.asked()
    page = context.new_page()
    come_in(page, council, hearing, body_id)
    page.goto(f"{council.address}/lausunnot/{request_id}")
    page.locator("#text").press_sequentially("Ensimmäinen ajatus. ", delay=5)
    typed_at = time.monotonic()
    expect(page.locator("#tallennettu")).to_have_text(re.compile("Tallennettu klo"), timeout=MOST_LOST_S * 1000)
    print(f"saved by itself after {time.monotonic() - typed_at:.1f} s")
    council.kill()
    # What was saved outlives the server, for any device.
    assert saved_text(hearing, request_id, body_id) == "Ensimmäinen ajatus. "
    page.locator("#text").press_sequentially("Toinen, kun palvelin oli poikki.", delay=5)
    expect(page.locator("#tallennettu")).to_have_text(re.compile("Ei yhteyttä palvelimeen"), timeout=12_000)
    page.close()
    council.start()
    again = context.new_page()
    again.goto(f"{council.address}/lausunnot/{request_id}")
    whole = "Ensimmäinen ajatus. Toinen, kun palvelin oli poikki."
    expect(again.locator("#text")).to_have_value(whole)
    expect(again.locator("#tallennettu")).to_have_text(re.compile("Tallennettu klo"), timeout=12_000)
    again.wait_for_timeout(500)
    assert saved_text(hearing, request_id, body_id) == whole
    assert again.evaluate("Object.keys(localStorage)") == []


def test_the_page_left_open_sends_once_the_connection_is_back(
    council: Server, hearing: Hearing, context: BrowserContext
) -> None:
    request_id, body_id = hearing.asked()
    page = context.new_page()
    come_in(page, council, hearing, body_id)
    page.goto(f"{council.address}/lausunnot/{request_id}")
    context.set_offline(True)
    page.locator("#text").press_sequentially("Kirjoitettu junassa.", delay=5)
    expect(page.locator("#tallennettu")).to_have_text(re.compile("Ei yhteyttä"), timeout=12_000)
    context.set_offline(False)
    expect(page.locator("#tallennettu")).to_have_text(re.compile("Tallennettu klo"), timeout=12_000)
    assert saved_text(hearing, request_id, body_id) == "Kirjoitettu junassa."


def test_two_writers_at_once_lose_nothing(council: Server, hearing: Hearing, chromium: Browser) -> None:
    request_id, body_id = hearing.asked()
    contexts = [chromium.new_context(locale="fi-FI") for _ in range(2)]
    first, second = (one.new_page() for one in contexts)
    come_in(first, council, hearing, body_id)
    come_in(second, council, hearing, body_id, Role.COUNCIL_MEMBER)
    for page in (first, second):
        page.goto(f"{council.address}/lausunnot/{request_id}")
    first.locator("#text").press_sequentially("Sihteerin teksti", delay=5)
    expect(first.locator("#tallennettu")).to_have_text(re.compile("Tallennettu klo"), timeout=12_000)
    second.locator("#text").press_sequentially("Jäsenen teksti", delay=5)
    expect(second.locator("#ilmoitus")).to_contain_text("tallensi lausuntoa", timeout=12_000)
    second.get_by_role("button", name="Näytä molemmat tekstit").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("Joku muu ehti tallentaa ensin")
    photograph(second, "lausunto-ristiriita")
    expect(second.get_by_label("Teidän tekstinne")).to_have_value("Jäsenen teksti")
    expect(second.get_by_label("Tallennettu teksti")).to_have_value("Sihteerin teksti")
    assert Axe().run(second, options=AXE_RULES).violations_count == 0
    for one in contexts:
        one.close()


# Thirty ways of making text run; five at a time fit whole into a name of 200 characters.
PAYLOADS = (
    "<script>window.bad=1;alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "'\"><svg/onload=alert(3)>",
    "</textarea><script>alert(4)</script>",
    "javascript:alert(5)",
    "{{ 7*7 }}${7*7}#{7*7}",
    "</title></style><script>alert(6)</script>",
    '" autofocus onfocus=alert(7) x="',
    "' onmouseover=alert(8) '",
    "--><!-- <script>alert(9)</script>",
    "<a href='javascript:alert(10)'>x</a>",
    "{% raw %}{{ self }}{% endraw %}",
    "<iframe srcdoc='<script>alert(11)</script>'>",
    "<iframe src=javascript:alert(12)>",
    "<body onload=alert(13)>",
    "<input autofocus onfocus=alert(14)>",
    "<details open ontoggle=alert(15)>",
    "&lt;script&gt;alert(16)&lt;/script&gt;",
    "<math><mtext></p><style><img src onerror=alert(17)>",
    "<scr<script>ipt>alert(18)</script>",
    "<ScRiPt/x>alert(19)</sCrIpT>",
    "<svg><script>alert(20)</script></svg>",
    "<video><source onerror=alert(21)>",
    "<base href=//x.example>",
    "<meta http-equiv=refresh content=0;url=//x>",
    "<form action=//x><button>x",
    "<object data=javascript:alert(22)>",
    "</fieldset></form><img src=x onerror=alert(23)>",
    "\u2028<!--<script>alert(24)//-->",
    "<link rel=stylesheet href=//x.example/x>",
)


@pytest.mark.parametrize("payloads", [PAYLOADS[first : first + 5] for first in range(0, 30, 5)])
def test_no_payload_runs_on_any_page(
    council: Server, hearing: Hearing, chromium: Browser, payloads: tuple[str, ...]
) -> None:
    """Every field of the form, names and files, the matter's own words, the body's name; on every page."""
    every = " ".join(payloads)
    assert len(every) <= 200
    matter_id, alternatives = hearing.matter(every, every)
    body_id = hearing.body(every)
    request_id = hearing.ask(body_id, matter_id, (every, every))
    add_attachment(hearing.database, hearing.preparer, OwnerKind.REQUEST, request_id, every[:100] + ".txt", b"moi")
    context = chromium.new_context(locale="fi-FI")
    ran: list[str] = []
    page = context.new_page()
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda message: ran.append(message.text) if message.type == "error" else None)
    page.goto(f"{council.address}/kutsu/{hearing.invite(body_id)}")
    page.get_by_label("Nimesi").fill(every)
    page.get_by_role("button", name="Ota kutsu vastaan").click()
    path = f"{council.address}/lausunnot/{request_id}"

    def see(address: str = "") -> None:
        if address:
            page.goto(address)
        assert page.evaluate(
            "window.bad === undefined && !document.querySelector('main script, main svg, main iframe')"
        )
        assert page.evaluate("!document.querySelector('main img, [onerror], [onfocus], a[href^=\"javascript:\"]')")
        assert "49" not in page.locator("h1").inner_text()

    see(f"{council.address}/lausunnot")
    see(f"{path}?opinions=2")
    for area in page.locator("form#lausunto textarea").all():
        area.fill(every)
    for line in page.locator("form#lausunto input:not([type])").all():
        line.fill(every)
    page.locator("#section").fill(payloads[0][:38])
    page.locator("#meeting_date").fill(every)
    for number in alternatives:
        page.locator(f"#stance_{number}").check()
    other = Client(council.address)
    other.accept(hearing.invite(body_id, Role.COUNCIL_MEMBER), every)
    form = other.get(f"/lausunnot/{request_id}").form()
    page.locator("#attachment").set_input_files({"name": "a<b>.txt", "mimeType": "text/html", "buffer": b"teksti"})
    page.locator('button[value="attach"]').click()
    see()
    conflict = other.post(f"/lausunnot/{request_id}", form | {"text": every, "do": "save"}, files={})
    assert conflict.status == 409
    assert [one for one in payloads if one.startswith("<") and one in conflict.text] == []
    page.locator('button[value="preview"]').click()
    page.wait_for_url("**check=1**")
    see()
    page.locator("#meeting_date").fill("1.11.2026")
    page.locator('button[value="preview"]').click()
    page.wait_for_url("**/esikatselu")
    see()
    page.get_by_role("button", name="Lähetä lausunto").click()
    page.wait_for_url("**/kuitti")
    see()
    (given,) = list_statements(hearing.database, hearing.preparer, request_id)
    (point,) = split_statement(hearing.database, hearing.preparer, given.id, [given.text])
    answer_point(hearing.database, hearing.preparer, point.id, "not", every, point.version)
    publish_responses(hearing.database, hearing.preparer, given.id)
    hearing.freeze_again(alternatives[1])
    then = "/luvut?versio=" + ",".join(f"{number}:1" for number in alternatives)
    endings = ("/luvut?group=<script>alert(1)</script>", then, "/lausunto/1", "/korjaus", "/vaikutus", "/<script>")
    for ending in ("", *endings, "/luvut?versio=<script>alert(1)</script>"):
        see(path + ending)
    see(f"{council.address}/lausunnot?lang=<script>alert(1)</script>")
    # A page that is not there is an error of the browser's log and of nothing else.
    assert [text for text in ran if "404" not in text] == []
    context.close()

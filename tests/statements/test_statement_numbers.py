"""Numbers that are none: too long, of other digits, negative. Each is an address or a button of nothing, in words."""

from urllib.parse import quote

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from assessment.errors import Refused
from assessment.records.spoken_versions import versions_of
from pages.decisions.decision_pages import DecisionPages
from pages.statements.incoming import Incoming
from pages.statements.numbers import whole_number
from pages.statements.statement_fields import place_on_form
from tests.pages.test_sign_in_ways import in_a_loop
from tests.statements.client import Client
from tests.statements.hearing import Hearing

LONG = ("9" * 10, "9" * 20, "9" * 5000)
ODD = ("²", "٣", "1²", "-1", "1.5", "+1", " 1", "1_0", "")


def test_whole_numbers_are_plain_digits_and_few() -> None:
    assert [whole_number(text) for text in ("0", "7", "007", "9" * 9)] == [0, 7, 7, 999_999_999]
    assert [whole_number(text) for text in (*LONG, *ODD)] == [None] * (len(LONG) + len(ODD))
    assert [Incoming({"version": text}).number("version") for text in (*LONG, *ODD)] == [0] * (len(LONG) + len(ODD))
    assert versions_of("5:1,6:2") == {5: 1, 6: 2}
    for text in ("٣:1", "9999999999:1"):
        with pytest.raises(Refused, match="versions_unknown"):
            versions_of(text)
    assert place_on_form("answer_²")[1] == 0


@pytest.mark.parametrize("number", [*LONG, "²", "٣"])
def test_an_address_with_no_number_of_ours_is_not_found(client: Client, number: str) -> None:
    told = quote(number)
    for path in (f"/lausunnot/{told}", f"/lausunnot/{told}/luvut", f"/lausunnot/liite/{told}"):
        answer = client.get(path)
        assert answer.status == 404 and "<h1>" in answer.text
    assert client.get(f"/lausunnot/1/lausunto/{told}").status == 404
    assert client.post(f"/lausunnot/{told}", {"a": "b"}).status == 403


@pytest.mark.parametrize("number", [*LONG, "²"])
def test_the_decision_makers_pages_know_no_such_number_either(hearing: Hearing, number: str) -> None:
    app = Starlette(middleware=[Middleware(DecisionPages, record=lambda: hearing.database)])

    async def asked() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=app, client=("127.0.0.1", 50000))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8501") as browser:
            ends = ("", "/kokous", "/historia", "/asiakirja.pdf")
            return [await browser.get(f"/paatokset/{quote(number)}{end}") for end in ends]

    for answer in in_a_loop(asked()):
        assert answer.status_code == 404 and "<h1>" in answer.text


@pytest.mark.parametrize("which", ["²", "٣", "9" * 20, "9" * 5000, "-1", ""])
def test_a_button_of_no_number_takes_nothing_away(hearing: Hearing, client: Client, which: str) -> None:
    request_id, body_id = hearing.asked()
    client.accept(hearing.invite(body_id))
    path = f"/lausunnot/{request_id}"
    form = client.get(path).form()
    answer = client.post(path, form | {"do": f"remove:{which}", "text": "Kirjasto on tärkeä.", "answer_²": "x"})
    assert answer.status == 200 and "Kirjasto on tärkeä." in answer.text
    # A version that is no number is that of a draft not seen: what was saved meanwhile is shown beside.
    again = client.post(path, form | {"do": "save", "text": "Toinen.", "version": which, "answer_٣": "x"})
    assert again.status == 409 and "Kirjasto on tärkeä." in again.text
    for name in ("vanhat", "opinions"):
        assert client.get(f"/lausunnot?{name}={quote(which)}").status == 200
        assert client.get(f"{path}?{name}={quote(which)}").status == 200

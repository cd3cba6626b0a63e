"""A council that has been asked a hundred times finds its older requests behind a link."""

from __future__ import annotations

import re

import pytest

from assessment.language import translator
from assessment.records.actor import Role
from assessment.records.closing_requests import decline_request
from pages.statements import reading
from tests.statements.hearing import Hearing
from tests.statements.in_process import signed_in

OLDER = translator("fi")("council.requests.older")


def test_older_requests_stand_behind_a_link(hearing: Hearing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "CLOSED_AT_ONCE", 2)
    body_id = hearing.body()
    secretary = hearing.actor("Lilli Luettelo", Role.COUNCIL_SECRETARY, body_id)
    closed = []
    for _ in range(5):
        closed.append(hearing.ask(body_id))
        decline_request(hearing.database, secretary, closed[-1], "Emme lausu.", 1)
    still_open = hearing.ask(body_id)
    with signed_in(hearing, secretary) as browser:
        seen: list[list[int]] = []
        address = "/lausunnot"
        while address:
            page = browser.get(address)
            assert page.status == 200
            seen.append([int(one) for one in re.findall(r'<h3><a href="/lausunnot/(\d+)"', page.text)])
            link = re.search(rf'<a href="([^"#]+)#vanhat">{OLDER}', page.text)
            address = link[1] if link else ""
        assert browser.get("/lausunnot?vanhat=-1").status == browser.get("/lausunnot?vanhat=x").status == 200
    newest_first = closed[::-1]
    assert seen == [[still_open, *newest_first[:2]], [still_open, *newest_first[2:4]], [still_open, newest_first[4]]]

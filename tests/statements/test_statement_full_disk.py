"""A full disk while a council writes: said plainly, what was written stays on the page and the draft as it was."""

from __future__ import annotations

import json

from assessment.language import translator
from assessment.records.actor import Role
from assessment.records.drafts import read_draft
from assessment.records.given_statements import list_statements
from assessment.records.verifying import Verified, verify
from tests.records.full_disk import full_disk
from tests.statements.hearing import Hearing
from tests.statements.in_process import signed_in
from tests.statements.test_statement_pages import save

FULL = translator("fi")("fault.records_full")
LONG = "Kirjasto on ikääntyneille tärkeä. " * 1400


def test_a_full_disk_loses_no_text_of_a_council(hearing: Hearing) -> None:
    request_id, body_id = hearing.asked()
    secretary = hearing.actor("Siiri Sihteeri", Role.COUNCIL_SECRETARY, body_id)
    path = f"/lausunnot/{request_id}"
    with signed_in(hearing, secretary) as browser:
        save(browser, path, hearing.statement(text=LONG))
        with full_disk(hearing.database):
            form = browser.get(path).form() | {"text": LONG + LONG}
            told = browser.post(f"{path}/luonnos", form)
            assert told.status == 503 and json.loads(told.text)["problem"] == FULL
            wrong = browser.post(path, form | {"do": "save"}, files={})
            assert wrong.status == 422 and FULL in wrong.text
            assert wrong.form()["text"] == LONG + LONG
            assert read_draft(hearing.database, secretary, request_id).fields["text"] == LONG
            preview = browser.get(f"{path}/esikatselu")
            unsent = browser.post(f"{path}/laheta", preview.forms[f"{path}/laheta"])
            assert FULL in unsent.text and unsent.form()["text"] == LONG
            assert list_statements(hearing.database, secretary, request_id) == ()
            assert isinstance(verify(hearing.database), Verified)
        saved = save(browser, path, {"text": LONG + LONG}, "preview")
        done = browser.post(f"{path}/laheta", saved.forms[f"{path}/laheta"])
        assert done.address.endswith("/kuitti")
    (given,) = list_statements(hearing.database, secretary, request_id)
    assert given.text == (LONG + LONG).strip()

"""Unprotected figures and attachments go out by an address that asks who takes them, and never through Streamlit."""

from __future__ import annotations

import json
import re

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from assessment.language import translator
from assessment.records.actor import Actor, Role
from assessment.records.attachments import add_attachment
from assessment.records.database import Database
from assessment.records.frozen_results import raw_result_bytes
from assessment.records.history import REFUSED
from assessment.records.overview import history_of_matter, matter_overview
from assessment.records.people import local_actor
from assessment.records.schema import History
from assessment.records.states import OwnerKind
from pages.decisions.addresses import attachment_address, raw_figures_address
from pages.decisions.decision_pages import DecisionPages
from tests.pages.conftest import html_of
from tests.pages.matters import OpenMatters, example_database, example_record, open_matters
from tests.pages.test_matters_files import PDF, preparer
from tests.pages.test_sign_in_ways import asked

__all__ = ["example_database", "example_record", "open_matters"]

T = translator("fi")
PARTS = ("basics", "alternatives", "statements", "responses", "proposal", "decision", "follow_up", "history")


def pages_for(database: Database, actor: Actor | None) -> Starlette:
    """The plain pages as somebody signed in sees them."""
    return Starlette(
        middleware=[Middleware(DecisionPages, sign_in=lambda *_: actor, record=lambda: database)],
    )


def looks(database: Database) -> int:
    """How many looks at unprotected figures the matter's history tells of."""
    return [one.action for one in history_of_matter(database, preparer(database), 1)].count("raw_result_read")


def refused(database: Database) -> list[str]:
    """What was attempted and refused, of any matter or of none."""
    with database.reading() as session:
        entries = session.query(History).filter_by(action=REFUSED).order_by(History.seq)
        return [json.loads(one.facts)["attempted"] for one in entries]


def raw_address(database: Database) -> tuple[str, int, int]:
    result = matter_overview(database, preparer(database), 1).alternatives[3].result
    assert result is not None
    return raw_figures_address(1, result.alternative_id, result.version), result.alternative_id, result.version


def test_unprotected_figures_are_asked_for_and_logged_every_time(example_database: Database) -> None:
    address, alternative_id, version = raw_address(example_database)
    who = preparer(example_database)
    before = looks(example_database)
    answers = asked(pages_for(example_database, who), address, address)
    assert looks(example_database) == before + 2
    whole = raw_result_bytes(example_database, who, alternative_id, version)
    for answer in answers:
        assert (answer.status_code, answer.content) == (200, whole)
        assert answer.headers["cache-control"] == "no-store" and answer.headers["content-type"].startswith("text/csv")
        name = "EI-JULKINEN-sisaltaa-pienia-lukumaaria_4524-10-03-07-00-2021_VE3_v2_Kokeilija_20"
        assert answer.headers["content-disposition"].startswith(f'attachment; filename="{name}')
    (elsewhere, none) = asked(pages_for(example_database, who), address.replace("/1/", "/2/", 1), f"{address}9")
    assert (elsewhere.status_code, none.status_code) == (404, 422)


@pytest.mark.parametrize("role", [None, Role.COUNCIL_SECRETARY, Role.DECISION_MAKER, Role.ADMINISTRATOR, Role.PLANNER])
def test_unprotected_figures_are_refused_to_whoever_does_not_prepare_the_matter(
    example_database: Database, role: Role | None
) -> None:
    address, *_ = raw_address(example_database)
    body = {Role.COUNCIL_SECRETARY: 1, Role.DECISION_MAKER: 3}.get(role) if role else None
    who = None if role is None else local_actor(example_database, "Toinen", {(role, body)})
    (answer,) = asked(pages_for(example_database, who), address)
    assert answer.status_code == 403 and b"area_id" not in answer.content
    assert refused(example_database) == ["raw_result_read"]


def test_an_attachment_is_for_whoever_may_read_the_matter(example_database: Database) -> None:
    kept = add_attachment(example_database, preparer(example_database), OwnerKind.MATTER, 1, "selvitys.pdf", PDF)
    address = attachment_address(kept.attachment_id)
    (answer,) = asked(pages_for(example_database, preparer(example_database)), address)
    assert (answer.status_code, answer.content, answer.headers["cache-control"]) == (200, PDF, "no-store")
    assert answer.headers["content-disposition"].startswith("attachment;")
    (stranger,) = asked(pages_for(example_database, None), address)
    assert stranger.status_code == 403
    assert refused(example_database) == ["attachment_read"]


@pytest.mark.parametrize("part", PARTS)
def test_nothing_of_a_matter_goes_out_through_streamlits_media(
    open_matters: OpenMatters, example_database: Database, part: str
) -> None:
    who = preparer(example_database)
    request = matter_overview(example_database, who, 1).requests[-1]  # still waited for
    for kind, owner in ((OwnerKind.MATTER, 1), (OwnerKind.REQUEST, request.id)):
        add_attachment(example_database, who, kind, owner, "selvitys.pdf", PDF)
    app = open_matters(1, part)
    assert not app.exception and list(app.get("download_button")) == []
    links = re.findall(r'href="(paatokset/[^"]+)"', html_of(app))
    if part == "alternatives":
        assert raw_address(example_database)[0].lstrip("/") in links
    if part in ("basics", "statements"):
        assert any(one.startswith("paatokset/liite/") for one in links)

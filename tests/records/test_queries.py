"""However much is on record, what a page shows is read in as many statements as before: none is asked row by row."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from assessment.records.council import request_for_body, requests_of_bodies, what_our_statement_changed
from assessment.records.database import Database
from assessment.records.given_statements import list_statements
from assessment.records.matter_list import page_of_matters
from assessment.records.matters import MatterForm, create_matter
from assessment.records.overview import matter_overview, newest_history
from assessment.records.report_reading import read_for_report
from assessment.records.requests import list_requests
from assessment.records.responses import answer_point, publish_responses, split_statement
from assessment.records.states import BodyKind
from tests.records.counted import statements_of
from tests.records.hearing import Hearing, open_hearing
from tests.records.people import People

Reads = Mapping[str, Callable[[], object]]
QUOTES = ("Bussi pysähtyy ovella.", "Montako pysäköintipaikkaa?")


@pytest.fixture
def hearing(database: Database, people: People) -> Hearing:
    return open_hearing(database, people)


def heard(hearing: Hearing, body_id: int) -> int:
    """Ask a body, let it speak, answer; the request's id."""
    request = hearing.ask(body_id)
    receipt = hearing.give(request, hearing.people.secretary(body_id, f"Sihteeri {body_id}"))
    for point in split_statement(hearing.database, hearing.preparer, receipt.statement_id, QUOTES):
        answer_point(hearing.database, hearing.preparer, point.id, "partly", "Pysäkki siirtyy.", point.version)
    publish_responses(hearing.database, hearing.preparer, receipt.statement_id)
    return request.id


def pages_of(hearing: Hearing, request_id: int) -> Reads:
    """What the pages read, by name."""
    database, matter_id = hearing.database, hearing.matter.id
    preparer, member = hearing.preparer, hearing.people.member()
    return {
        "list": lambda: page_of_matters(database, preparer),
        "list of a council": lambda: page_of_matters(database, member),
        "matter": lambda: matter_overview(database, preparer, matter_id),
        "report": lambda: read_for_report(database, preparer, matter_id),
        "requests": lambda: list_requests(database, preparer, matter_id),
        "history": lambda: newest_history(database, preparer, matter_id, 200),
        "council's requests": lambda: requests_of_bodies(database, member),
        "council's request": lambda: request_for_body(database, member, request_id),
        "what it changed": lambda: what_our_statement_changed(database, member, request_id),
        "statements": lambda: list_statements(database, member, request_id),
    }


def counts(database: Database, reads: Reads) -> dict[str, int]:
    """How many statements each takes."""
    found = {}
    for name, read in reads.items():
        with statements_of(database) as sent:
            read()
        found[name] = len(sent)
    return found


def test_no_page_asks_more_of_a_larger_record(hearing: Hearing) -> None:
    people = hearing.people
    request_id = heard(hearing, people.older)
    before = counts(hearing.database, pages_of(hearing, request_id))
    assert all(number > 2 for number in before.values())
    more = [people.body(f"Neuvosto {number}", BodyKind.OLDER_PEOPLE, statutory=True) for number in range(4)]
    for body in more:
        heard(hearing, body)
    for number in range(2, 7):
        another = open_hearing(hearing.database, people, f"{number}/10.03.07.00/2021")
        heard(another, people.older)
        another.ask(people.disabled)
    after = counts(hearing.database, pages_of(hearing, request_id))
    assert {name: number for name, number in after.items() if number > before[name]} == {}


def test_what_is_shown_is_part_of_a_list_and_its_whole_number(hearing: Hearing) -> None:
    for number in range(2, 30):
        create_matter(hearing.database, hearing.planner, MatterForm(f"{number}/10.03.07.00/2021", f"Asia {number}"))
    part = page_of_matters(hearing.database, hearing.planner, start=10, limit=5)
    assert (len(part.rows), part.total) == (5, 29)
    whole = page_of_matters(hearing.database, hearing.planner)
    assert part.rows == whole.rows[10:15]
    entries, total = newest_history(hearing.database, hearing.planner, hearing.matter.id, 3)
    assert len(entries) == 3 < total
    older, _ = newest_history(hearing.database, hearing.planner, hearing.matter.id, 3, before=entries[-1].seq)
    assert [one.seq for one in (*entries, *older)] == sorted((one.seq for one in (*entries, *older)), reverse=True)

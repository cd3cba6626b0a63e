"""The history of a matter tells everybody what they may read: what one council said is not another's."""

from __future__ import annotations

import pytest

from assessment.records import alternatives, decisions, follow_ups, matters, plain_texts, proposals, written_impacts
from assessment.records.actor import PUBLIC, Actor
from assessment.records.attachments import add_attachment
from assessment.records.closing_requests import decline_request
from assessment.records.database import Database
from assessment.records.drafts import save_draft
from assessment.records.history_visibility import OF_MATTER
from assessment.records.overview import history_of_matter, newest_history
from assessment.records.publication import publish_matter
from assessment.records.refusals import NotAllowed
from assessment.records.requests import list_requests
from assessment.records.responses import answer_point, publish_responses, split_statement
from assessment.records.states import OwnerKind
from tests.records.hearing import Hearing, open_hearing
from tests.records.people import People

PDF = b"%PDF-1.4\n"
REASON = "Emme ehdi kokoontua."


@pytest.fixture
def hearing(database: Database, people: People) -> Hearing:
    return open_hearing(database, people)


def told(hearing: Hearing, actor: Actor) -> list[tuple[str, str]]:
    """What an actor reads of the matter's history, as (subject, action); both ways of reading tell the same."""
    rows, total = newest_history(hearing.database, actor, hearing.matter.id, 1_000)
    assert total == len(rows)
    assert rows == history_of_matter(hearing.database, actor, hearing.matter.id)[::-1]
    return [(row.subject, row.action) for row in rows]


def test_another_councils_request_is_not_told_of(hearing: Hearing) -> None:
    database, people = hearing.database, hearing.people
    hearing.ask()
    theirs = hearing.ask(people.disabled)
    add_attachment(database, hearing.planner, OwnerKind.REQUEST, theirs.id, "liite.pdf", PDF)
    secretary = people.secretary(people.disabled, "Sihteeri B")
    decline_request(database, secretary, theirs.id, REASON, theirs.version)
    ours, _ = newest_history(database, people.member(), hearing.matter.id, 1_000)
    assert [row.action for row in ours if row.subject == "statement_request"] == ["request_send"]
    assert not any(REASON in str(row.facts) or row.by == "Sihteeri B" for row in ours)
    assert [one.body for one in list_requests(database, people.member(), hearing.matter.id)] == ["Vanhusneuvosto"]
    for who in (
        secretary,
        hearing.preparer,
        people.preparer("Toinen"),
        people.decision_maker(),
        people.administrator(),
    ):
        assert ("statement_request", "request_decline") in told(hearing, who)
        assert ("statement_request", "attachment_add") in told(hearing, who)
    publish_matter(database, hearing.planner, hearing.matter.id)
    assert ("statement_request", "request_decline") in told(hearing, PUBLIC)
    assert len(list_requests(database, PUBLIC, hearing.matter.id)) == 2


def test_a_statement_and_the_answer_are_told_of_to_who_may_read_each(hearing: Hearing) -> None:
    database, people = hearing.database, hearing.people
    hearing.ask(people.disabled)
    request, ours = hearing.ask(), people.member()
    save_draft(database, ours, request.id, hearing.fields(), 0)
    given = hearing.give(request)
    (point,) = split_statement(database, hearing.preparer, given.statement_id, ["Bussi pysähtyy ovella."])
    other = people.member(people.disabled, "Jäsen B")
    of_statement = {("statement", "statement_submit"), ("statement_draft", "draft_edit")}
    of_point = {("response_point", "response_split")}
    assert of_statement <= set(told(hearing, ours))
    assert not (of_statement | of_point) & set(told(hearing, other))
    assert not of_point & set(told(hearing, ours))  # nothing of the answer yet
    assert of_statement | of_point <= set(told(hearing, hearing.preparer))
    answer_point(database, hearing.preparer, point.id, "not", "Ei rahaa.", point.version)
    publish_responses(database, hearing.preparer, given.statement_id)
    assert of_point <= set(told(hearing, ours))
    assert not of_point & set(told(hearing, other))
    publish_matter(database, hearing.planner, hearing.matter.id)
    assert ("statement_draft", "draft_edit") not in told(hearing, PUBLIC)
    assert {("statement", "statement_submit"), *of_point} <= set(told(hearing, PUBLIC))


def test_refused_attempts_are_told_to_who_prepares_and_to_administrators(hearing: Hearing) -> None:
    database, people = hearing.database, hearing.people
    hearing.ask()
    other = people.preparer("Toinen Valmistelija")
    with pytest.raises(NotAllowed):
        publish_matter(database, other, hearing.matter.id)
    publish_matter(database, hearing.planner, hearing.matter.id)
    for actor, reads in (
        (hearing.planner, True),
        (hearing.preparer, True),
        (people.administrator(), True),
        (other, False),
        (people.decision_maker(), False),
        (people.secretary(), False),
        (people.member(), False),
        (PUBLIC, False),
    ):
        assert (("matter", "refused") in told(hearing, actor)) is reads, actor


def test_every_part_of_a_matter_is_told_of_to_all_its_readers(hearing: Hearing) -> None:
    """A new kind of entry is read by the matter's preparers only, until it is said here whose it is."""
    parts = (alternatives, decisions, follow_ups, matters, plain_texts, proposals, written_impacts)
    assert {"frozen_result", *(part.FORM for part in parts)} == OF_MATTER
    subjects = {subject for subject, _ in told(hearing, hearing.planner)}
    assert subjects == {subject for subject, _ in told(hearing, hearing.people.decision_maker())}

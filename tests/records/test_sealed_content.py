"""Names in statements and answers to them: altered behind the record they are found, erased they break nothing."""

import pytest
from sqlalchemy import select, text

from assessment.records.database import Database, open_database
from assessment.records.given_statements import read_statement
from assessment.records.guards import guard, unguard
from assessment.records.named_rows import find_named
from assessment.records.overview import history_of_matter
from assessment.records.people import erase_person
from assessment.records.responses import answer_point, publish_responses, split_statement
from assessment.records.schema import StatementName
from assessment.records.sealed_content import text_sha256
from assessment.records.verifying import Breach, Broken, Verified, verify
from tests.records.conftest import Clock
from tests.records.hearing import Hearing, open_hearing
from tests.records.people import People

GUARDED = ("statement_name", "response_point")


@pytest.fixture
def answered(database: Database, people: People) -> Hearing:
    """A hearing in which a statement was given and answered; Kaisa Kuusi chairs, and is on record as a person."""
    hearing = open_hearing(database, people)
    people.member(name="Kaisa Kuusi")
    receipt = hearing.give(hearing.ask())
    (point,) = split_statement(database, hearing.preparer, receipt.statement_id, ["Auki jo aamulla."])
    answer_point(database, hearing.preparer, point.id, "partly", "Kaisa Kuusen toive toteutuu osin.", point.version)
    publish_responses(database, hearing.preparer, receipt.statement_id)
    assert isinstance(verify(database), Verified)
    return hearing


def tamper(database: Database, *statements: str) -> None:
    with database.engine.begin() as connection:
        unguard(connection, GUARDED)
        for statement in statements:
            connection.execute(text(statement))
        guard(connection, (), GUARDED)


@pytest.mark.parametrize(
    ("statement", "breach"),
    [
        ("UPDATE statement_name SET name = 'Kaisa Koivu' WHERE kind = 'chair'", Breach.CONTENT),
        ("UPDATE statement_name SET salt = NULL WHERE kind = 'secretary'", Breach.CONTENT),
        ("UPDATE statement_name SET name = NULL WHERE kind = 'dissenting'", Breach.CONTENT),
        (
            "UPDATE statement_name SET name = NULL, salt = NULL, erased_at = '2026-11-02 08:00:00' "
            "WHERE kind = 'dissenting'",
            Breach.CONTENT,
        ),
        ("DELETE FROM statement_name WHERE kind = 'dissenting'", Breach.CONTENT_MISSING),
        (
            "INSERT INTO statement_name (statement_id, kind, \"order\", name) VALUES (1, 'dissenting', 1, 'Joku')",
            Breach.CONTENT_UNKNOWN,
        ),
    ],
)
def test_a_name_altered_behind_the_record_is_found(
    database: Database, answered: Hearing, statement: str, breach: Breach
) -> None:
    tamper(database, statement)
    outcome = verify(database)
    assert isinstance(outcome, Broken)
    assert (outcome.breach, outcome.subject) == (breach, "statement_name")


@pytest.mark.parametrize(
    ("statement", "breach"),
    [
        ("UPDATE response_point SET answer = 'taken'", Breach.CONTENT),
        ("UPDATE response_point SET answer = 'nonsense'", Breach.CONTENT),
        ("UPDATE response_point SET reason = 'Ei toteudu.'", Breach.CONTENT),
        ("UPDATE response_point SET quote = 'Auki jo illalla.'", Breach.CONTENT),
        ("DELETE FROM response_point", Breach.CONTENT_MISSING),
        (
            'INSERT INTO response_point (statement_id, "order", quote, reason, version_id, changed_at) '
            "VALUES (1, 2, 'Muuta.', '', 1, '2026-11-02 08:00:00')",
            Breach.CONTENT_UNKNOWN,
        ),
    ],
)
def test_an_answer_altered_behind_the_record_is_found(
    database: Database, answered: Hearing, statement: str, breach: Breach
) -> None:
    tamper(database, statement)
    outcome = verify(database)
    assert isinstance(outcome, Broken)
    assert (outcome.breach, outcome.subject) == (breach, "response_point")


def test_an_erased_name_takes_its_salt_with_it_and_breaks_nothing(
    database: Database, people: People, answered: Hearing
) -> None:
    chair = people.member(name="Kaisa Kuusi")
    assert chair.person_id is not None
    administrator = people.administrator()
    (row,) = find_named(database, administrator, "kaisa kuusi")
    erase_person(database, administrator, chair.person_id, "pyysi", [row.key])
    assert read_statement(database, answered.preparer, 1).chair == ""
    with database.reading() as session:
        named = session.scalars(select(StatementName).order_by(StatementName.id)).all()
        assert [(one.name is None, one.salt is None) for one in named] == [(True, True), (False, False), (False, False)]
    assert isinstance(verify(database), Verified)
    tamper(database, "UPDATE statement_name SET name = 'Kaisa Koivu' WHERE kind = 'chair'")
    assert isinstance(verify(database), Broken)


def test_the_history_holds_no_name_and_no_reason(database: Database, answered: Hearing) -> None:
    history = history_of_matter(database, answered.planner, answered.matter.id)
    told = str([row.facts for row in history])
    for secret in ("Kuusi", "Kuusen", "Salo", "Eero Eri", "toive", "Auki jo"):
        assert secret not in told
    (answer,) = [row.facts for row in history if row.action == "response_edit"]
    assert answer["reason_sha256"] == text_sha256("Kaisa Kuusen toive toteutuu osin.")


def test_it_verifies_after_it_was_opened_again(database: Database, answered: Hearing, clock: Clock) -> None:
    again = open_database(database.url.render_as_string(hide_password=False), database.folder, clock)
    try:
        assert isinstance(verify(again), Verified)
        assert answered.matter.id
    finally:
        again.close()

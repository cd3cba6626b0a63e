"""A name is erased from the rows chosen, with an account or without one; namesakes, statements and the chain stand."""

from __future__ import annotations

import json

import pytest

from assessment.errors import Refused
from assessment.records.database import Database
from assessment.records.decisions import record_decision
from assessment.records.drafts import read_draft, save_draft
from assessment.records.follow_ups import FollowUpForm, add_follow_up, list_follow_ups
from assessment.records.given_statements import read_statement
from assessment.records.named_rows import Place, erase_names, find_named
from assessment.records.people import erase_person, list_people
from assessment.records.refusals import Conflict, NotAllowed
from assessment.records.schema import History
from assessment.records.verifying import Broken, Verified, verify
from tests.records.hearing import Hearing, open_hearing
from tests.records.people import People


@pytest.fixture
def given(database: Database, people: People) -> tuple[Hearing, int, int]:
    """Two councils' statements, both with a chair and a dissenter of the same name and no account."""
    hearing = open_hearing(database, people)
    ids = []
    for body in (people.older, people.disabled):
        request = hearing.ask(body)
        secretary = people.secretary(body, f"Sihteeri {body}")
        ids.append(hearing.give(request, secretary).statement_id)
    return hearing, ids[0], ids[1]


def decide_and_plan(hearing: Hearing, statements: tuple[int, int], responsible: str) -> None:
    accounts = dict.fromkeys(statements, "Otettu huomioon.")
    record_decision(hearing.database, hearing.people.decision_maker(), hearing.matter.id, hearing.decision(accounts))
    add_follow_up(hearing.database, hearing.preparer, hearing.matter.id, FollowUpForm("2027-06-01", responsible))


def test_a_preview_tells_where_each_name_stands(given: tuple[Hearing, int, int], people: People) -> None:
    hearing, first, _ = given
    administrator = people.administrator()
    receipt = read_statement(hearing.database, hearing.preparer, first).receipt
    rows = find_named(hearing.database, administrator, "  eero ERI ")
    assert [(row.place, row.part, row.body) for row in rows] == [
        (Place.STATEMENT, "dissenting", "Vanhusneuvosto"),
        (Place.STATEMENT, "dissenting", "Vammaisneuvosto"),
    ]
    assert (rows[0].number, rows[0].matter, rows[0].name) == (receipt, hearing.matter.register_number, "Eero Eri")
    assert {row.part for row in find_named(hearing.database, administrator, "Salo")} == {"secretary"}
    assert find_named(hearing.database, administrator, " ") == ()
    for somebody in (hearing.preparer, people.secretary(), people.decision_maker()):
        with pytest.raises(NotAllowed):
            find_named(hearing.database, somebody, "Eero")
        with pytest.raises(NotAllowed):
            erase_names(hearing.database, somebody, [rows[0].key], "pyysi")


def test_a_dissenter_without_an_account_is_erased_and_the_namesake_stays(
    given: tuple[Hearing, int, int], people: People
) -> None:
    hearing, first, second = given
    database, administrator = hearing.database, people.administrator()
    row, other = find_named(database, administrator, "Eero Eri")
    assert erase_names(database, administrator, [row.key], "Pyysi itse.") == 1
    erased, kept = (read_statement(database, hearing.preparer, number) for number in (first, second))
    assert [(one.name, one.text) for one in erased.dissenting] == [("", "Olen eri mieltä.")]
    assert [one.name for one in kept.dissenting] == ["Eero Eri"] and erased.chair == "Kaisa Kuusi"
    assert find_named(database, administrator, "Eero Eri") == (other,)
    assert "Pyysi itse." in [one.erased_reason for one in list_people(database, administrator)]
    with database.reading() as session:
        (told,) = [json.loads(one.facts) for one in session.query(History).filter_by(action="person_erase")]
    assert (told["rows_named"], told["statement_names"]) == (1, [int(row.key.split(":")[1])])
    assert isinstance(verify(database), Verified)


def test_a_name_emptied_behind_the_record_is_found_though_another_was_erased(
    given: tuple[Hearing, int, int], people: People
) -> None:
    hearing, *_ = given
    database, administrator = hearing.database, people.administrator()
    row, other = find_named(database, administrator, "Eero Eri")
    erase_names(database, administrator, [row.key], "pyysi")
    with database.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE statement_name SET name = NULL, salt = NULL, erased_at = "
            f"(SELECT erased_at FROM statement_name WHERE id = {row.key.split(':')[1]}) "
            f"WHERE id = {other.key.split(':')[1]}"
        )
    assert isinstance(verify(database), Broken)


def test_erasing_an_account_leaves_a_namesakes_name(given: tuple[Hearing, int, int], people: People) -> None:
    hearing, first, second = given
    database, administrator = hearing.database, people.administrator()
    chair = people.member(name="Kaisa Kuusi")
    assert chair.person_id is not None
    own = find_named(database, administrator, "Kaisa Kuusi")[1]
    assert erase_person(database, administrator, chair.person_id, "pyysi", [own.key]) == 1
    assert read_statement(database, hearing.preparer, first).chair == "Kaisa Kuusi"
    assert read_statement(database, hearing.preparer, second).chair == ""
    assert isinstance(verify(database), Verified)


def test_drafts_and_texts_kept_beside_them_are_covered(database: Database, people: People) -> None:
    hearing = open_hearing(database, people)
    request, administrator = hearing.ask(), people.administrator()
    first, second = people.secretary(), people.member()
    fields = {"chair": "Liisa Laine", "dissenting_name_1": "Liisa Laine", "text": "Liisa Laine sanoi näin."}
    save_draft(database, first, request.id, fields, 0)
    with pytest.raises(Conflict):
        save_draft(database, second, request.id, {"secretary": "Liisa Laine"}, 0)
    rows = find_named(database, administrator, "liisa")
    assert [(row.place, row.part) for row in rows] == [
        (Place.DRAFT, "chair"),
        (Place.DRAFT, "dissenting"),
        (Place.DRAFT, "secretary"),
    ]
    erase_names(database, administrator, [row.key for row in rows], "pyysi")
    assert find_named(database, administrator, "Liisa Laine") == ()
    draft = read_draft(database, first, request.id)
    assert draft.fields == {"chair": "", "dissenting_name_1": "", "text": "Liisa Laine sanoi näin."}
    assert draft.kept[0].fields == {"secretary": ""}
    assert isinstance(verify(database), Verified)


def test_who_is_responsible_for_a_follow_up_is_erased(given: tuple[Hearing, int, int], people: People) -> None:
    hearing, *statements = given
    decide_and_plan(hearing, (statements[0], statements[1]), "Raimo Ranta")
    database, administrator = hearing.database, people.administrator()
    (row,) = find_named(database, administrator, "Raimo")
    assert (row.place, row.matter) == (Place.FOLLOW_UP, hearing.matter.register_number)
    erase_names(database, administrator, [row.key], "pyysi")
    (kept,) = list_follow_ups(database, hearing.preparer, hearing.matter.id)
    assert (kept.responsible, str(kept.date)) == ("", "2027-06-01")
    assert isinstance(verify(database), Verified)


def test_erasing_needs_a_reason_rows_and_a_name_that_is_there(given: tuple[Hearing, int, int], people: People) -> None:
    hearing, *_ = given
    database, administrator = hearing.database, people.administrator()
    row = find_named(database, administrator, "Eero")[0]
    for keys, reason, fault in (
        ([row.key], " ", "erasing_needs_reason"),
        ([], "pyysi", "erasing_needs_rows"),
        (["statement:999999"], "pyysi", "named_row_unknown"),
        (["person:1"], "pyysi", "named_row_unknown"),
        (["draft:1:text"], "pyysi", "named_row_unknown"),
    ):
        with pytest.raises(Refused, match=fault):
            erase_names(database, administrator, keys, reason)
    erase_names(database, administrator, [row.key, row.key], "pyysi")
    with pytest.raises(Refused, match="named_row_unknown"):
        erase_names(database, administrator, [row.key], "pyysi")

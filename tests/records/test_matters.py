"""Matters: opened, screened, edited by one at a time, made public, listed for whoever may read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.errors import Refused
from assessment.records.actor import PUBLIC
from assessment.records.alternatives import add_alternative
from assessment.records.database import Database
from assessment.records.freezing import freeze_result
from assessment.records.matters import (
    REGISTER_NUMBER,
    MatterForm,
    create_matter,
    edit_matter,
    list_matters,
    read_matter,
    screen_matter,
)
from assessment.records.publication import publish_matter
from assessment.records.refusals import Conflict, NotAllowed, NotFound
from assessment.records.states import MatterState
from assessment.scenario import write_scenario
from tests.records.hearing import TODAY, impact_of, open_hearing
from tests.records.people import People

FORM = MatterForm("4524/10.03.07.00/2021", "Uimahallin paikka")


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[tuple[str, str | None]]:
    return {(fault.code, fault.field) for fault in refused.value.faults}


def test_every_fault_of_the_form_comes_at_once(database: Database, people: People) -> None:
    planner = people.planner()
    create_matter(database, planner, FORM)
    bad = MatterForm(
        "4524/2021", " ", "", (("31.2.2026", ""),), ("mobility", "money"), preparer_id=999, deciding_body_id=999
    )
    with pytest.raises(Refused) as refused:
        create_matter(database, planner, bad)
    assert codes(refused) == {
        ("register_number_bad", "register_number"),
        ("form_missing", "title"),
        ("form_date_bad", "timetable_date_1"),
        ("form_missing", "timetable_what_1"),
        ("form_choice_unknown", "subjects"),
        ("preparer_unknown", "preparer_id"),
        ("body_unknown", "deciding_body_id"),
    }
    with pytest.raises(Refused, match="register_number_taken"):
        create_matter(database, planner, FORM)
    assert len(list_matters(database, planner)) == 1


@given(st.from_regex(r"[1-9]\d{0,6}/\d\d(\.\d\d){0,5}/20\d\d", fullmatch=True))
def test_register_numbers_of_the_form_are_known(number: str) -> None:
    assert REGISTER_NUMBER.fullmatch(number)


def test_the_second_editor_is_told_who_was_first(database: Database, people: People) -> None:
    first, second = people.planner(), people.preparer()
    matter = create_matter(database, first, MatterForm(FORM.register_number, FORM.title, preparer_id=second.person_id))
    edit_matter(database, first, matter.id, MatterForm(FORM.register_number, "Toinen otsikko"), matter.version)
    with pytest.raises(Conflict) as conflict:
        edit_matter(database, second, matter.id, MatterForm(FORM.register_number, "Kolmas"), matter.version)
    assert conflict.value.by_name == first.name
    assert conflict.value.at == database.now()
    assert read_matter(database, first, matter.id).title == "Toinen otsikko"


def test_screening_out_needs_a_reason_and_nothing_is_computed_then(database: Database, people: People) -> None:
    planner = people.planner()
    matter = create_matter(database, planner, FORM)
    with pytest.raises(Refused, match="screening_reason_missing"):
        screen_matter(database, planner, matter.id, False, ("individual_case",), " ", matter.version)
    out = screen_matter(database, planner, matter.id, False, ("individual_case",), "Koskee yhtä.", matter.version)
    assert out.state is MatterState.NOT_ASSESSED
    assert (out.screening.criteria, out.screening.reason) == (("individual_case",), "Koskee yhtä.")
    text = write_scenario(TODAY)
    today = add_alternative(database, planner, matter.id, "Nykyinen", "", text)
    with pytest.raises(Refused, match="matter_not_assessed"):
        freeze_result(database, planner, today.id, impact_of(TODAY), text, today.version)
    again = screen_matter(database, planner, matter.id, True, ("many_residents",), "", out.version)
    assert again.state is MatterState.PREPARATION
    freeze_result(database, planner, today.id, impact_of(TODAY), text, today.version)


def test_once_bodies_are_asked_nothing_is_screened_out(database: Database, people: People) -> None:
    hearing = open_hearing(database, people)
    hearing.ask()
    now = read_matter(database, hearing.planner, hearing.matter.id)
    assert now.state is MatterState.STATEMENTS
    with pytest.raises(Refused, match="screening_requests_out"):
        screen_matter(database, hearing.planner, now.id, False, (), "Ei tarvita.", now.version)


def test_a_matter_is_seen_by_those_it_concerns_and_by_all_once_public(database: Database, people: People) -> None:
    hearing = open_hearing(database, people)
    member, other = people.member(), people.member(people.disabled, "Oili Outo")
    for reader in (member, other, PUBLIC):
        assert list_matters(database, reader) == ()
        with pytest.raises(NotAllowed):
            read_matter(database, reader, hearing.matter.id)
    with pytest.raises(NotAllowed):
        list_matters(database, people.expired(member))
    hearing.ask()
    assert len(list_matters(database, member)) == 1
    assert list_matters(database, other) == ()
    with pytest.raises(NotAllowed):
        publish_matter(database, people.planner("Toinen Suunnittelija"), hearing.matter.id)
    publish_matter(database, hearing.planner, hearing.matter.id)
    for reader in (other, PUBLIC):
        assert len(list_matters(database, reader)) == 1
        assert read_matter(database, reader, hearing.matter.id).published_at == database.now()


def test_searching_takes_every_sign_as_it_is(database: Database, people: People) -> None:
    planner = people.planner()
    create_matter(database, planner, MatterForm("1/10.03/2026", "Alennus 50% _kaikille_ \\ '; DROP TABLE matter"))
    create_matter(database, planner, MatterForm("2/10.03/2026", "Muu asia"))
    for words in ("50%", "_kaikille_", "\\", "'; DROP", "1/10.03"):
        assert [row.register_number for row in list_matters(database, planner, words)] == ["1/10.03/2026"], words
    assert len(list_matters(database, planner, states=(MatterState.DECIDED,))) == 0


def test_what_is_not_there_is_told_only_to_those_who_might_read_it(database: Database, people: People) -> None:
    with pytest.raises(NotFound):
        read_matter(database, people.planner(), 77)
    with pytest.raises(NotAllowed):
        read_matter(database, PUBLIC, 77)

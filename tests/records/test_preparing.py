"""Who prepares a matter: named among preparers, handed over by who has it, taken over where nobody has it."""

import pytest

from assessment.errors import Refused
from assessment.records.actor import PUBLIC, Actor, Role
from assessment.records.database import Database
from assessment.records.matters import MatterForm, create_matter, edit_matter, read_matter
from assessment.records.overview import history_of_matter
from assessment.records.people import erase_person, revoke_role
from assessment.records.preparing import Preparer, list_preparers, name_preparer, naming_of
from assessment.records.refusals import Conflict, NotAllowed
from assessment.records.responses import split_statement
from assessment.records.schema import Matter
from tests.records.hearing import open_hearing
from tests.records.people import People

NUMBER = "12/00.01.02/2026"


def form(preparer: int | None = None) -> MatterForm:
    return MatterForm(NUMBER, "Kirjasto", preparer_id=preparer)


def id_of(actor: Actor) -> int:
    assert actor.person_id is not None
    return actor.person_id


def test_a_planner_prepares_nothing_but_may_name_who_does(database: Database, people: People) -> None:
    planner, preparer = people.planner(), people.preparer()
    matter = create_matter(database, planner, form())
    assert (matter.preparer_id, matter.preparer_name) == (None, "")
    assert list_preparers(database, planner) == (Preparer(id_of(preparer), preparer.name),)
    with pytest.raises(Refused, match="preparer_lacks_role"):
        name_preparer(database, planner, matter.id, id_of(planner), matter.version)
    with pytest.raises(Refused, match="preparer_unknown"):
        name_preparer(database, planner, matter.id, 999, matter.version)
    name_preparer(database, planner, matter.id, id_of(preparer), matter.version)
    now = read_matter(database, planner, matter.id)
    assert now.preparer_name == preparer.name
    # From now on it is the preparer's to hand over, by the edit form neither.
    other = people.preparer("Toinen Valmistelija")
    assert naming_of(database, planner, matter.id).choices == ()
    with pytest.raises(NotAllowed):
        name_preparer(database, planner, matter.id, id_of(other), now.version)
    with pytest.raises(NotAllowed):
        edit_matter(database, planner, matter.id, form(other.person_id), now.version)
    edit_matter(database, planner, matter.id, form(), now.version)
    last = next(row for row in history_of_matter(database, planner, matter.id) if row.action == "matter_hand_over")
    assert dict(last.facts) == {"from": None, "to": preparer.person_id}


def test_who_opens_a_matter_prepares_it_where_that_is_a_preparer(database: Database, people: People) -> None:
    preparer, other = people.preparer(), people.preparer("Toinen Valmistelija")
    assert create_matter(database, preparer, form()).preparer_id == preparer.person_id
    named = MatterForm("13/00.01.02/2026", "Uimahalli", preparer_id=other.person_id)
    assert create_matter(database, preparer, named).preparer_id == other.person_id
    member = people.member()
    with pytest.raises(Refused, match="preparer_lacks_role"):
        create_matter(database, preparer, MatterForm("14/00.01.02/2026", "x", preparer_id=member.person_id))


def test_a_matter_without_a_preparer_is_taken_over_and_then_answered(database: Database, people: People) -> None:
    """As matters stand that a planner opened before: the planner prepares them and can answer nothing."""
    hearing = open_hearing(database, people)
    with database.transaction() as session:
        session.get_one(Matter, hearing.matter.id).preparer_id = hearing.planner.person_id
    receipt = hearing.give(hearing.ask())
    taker, version = people.preparer("Tuula Tuleva"), read_matter(database, hearing.planner, hearing.matter.id).version
    for nobody in (hearing.planner, taker, people.administrator()):
        with pytest.raises(NotAllowed):
            split_statement(database, nobody, receipt.statement_id, ["Auki jo aamulla."])
    naming = naming_of(database, taker, hearing.matter.id)
    assert (naming.vacant, naming.may_take, naming.choices) == (True, True, ())
    for nobody in (people.secretary(), people.decision_maker(), people.planner("Muu Suunnittelija"), PUBLIC):
        with pytest.raises(NotAllowed):
            name_preparer(database, nobody, hearing.matter.id, id_of(taker), version)
    with pytest.raises(NotAllowed):  # it may be taken, not given to somebody else
        name_preparer(database, taker, hearing.matter.id, id_of(hearing.preparer), version)
    with pytest.raises(Conflict):
        name_preparer(database, taker, hearing.matter.id, id_of(taker), version - 1)
    name_preparer(database, taker, hearing.matter.id, id_of(taker), version)
    assert split_statement(database, taker, receipt.statement_id, ["Auki jo aamulla."])
    after = naming_of(database, hearing.preparer, hearing.matter.id)
    assert (after.vacant, after.may_take, after.choices) == (False, False, ())
    with pytest.raises(NotAllowed):
        now = read_matter(database, taker, hearing.matter.id).version
        name_preparer(database, hearing.preparer, hearing.matter.id, id_of(hearing.preparer), now)


def test_the_present_preparer_and_an_administrator_hand_it_over(database: Database, people: People) -> None:
    hearing = open_hearing(database, people)
    first, second, administrator = hearing.preparer, people.preparer("Toinen Valmistelija"), people.administrator()
    name_preparer(database, first, hearing.matter.id, id_of(second), hearing.matter.version)
    now = read_matter(database, first, hearing.matter.id)
    with pytest.raises(NotAllowed):
        name_preparer(database, first, now.id, id_of(first), now.version)
    assert naming_of(database, administrator, now.id).choices == (Preparer(id_of(first), first.name),)
    name_preparer(database, administrator, now.id, id_of(first), now.version)
    revoke_role(database, administrator, id_of(first), Role.PREPARER)
    assert naming_of(database, second, now.id).may_take
    # Somebody erased does not stand in the way of editing the matter.
    erase_person(database, administrator, id_of(first), "Pyynnöstä.")
    version = read_matter(database, second, now.id).version
    changed = MatterForm(now.register_number, "Uusi otsikko", preparer_id=now.preparer_id)
    assert edit_matter(database, hearing.planner, now.id, changed, version).title == "Uusi otsikko"

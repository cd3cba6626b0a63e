"""Whoever asks in vain over and over does not make the history grow: the first is written, the others are counted."""

from __future__ import annotations

import json
import logging

import pytest

from assessment.errors import Refused
from assessment.records.actor import PUBLIC, Actor, Role
from assessment.records.condition import refused_attempts
from assessment.records.database import Database, open_database
from assessment.records.invitations import accept_invitation, create_invitation, revoke_invitation
from assessment.records.matters import read_matter
from assessment.records.publication import publish_matter
from assessment.records.refusals import NotAllowed
from assessment.records.schema import History, Invitation
from assessment.records.verifying import Verified, verify
from tests.records.conftest import Clock
from tests.records.hearing import Hearing, open_hearing
from tests.records.people import People


@pytest.fixture
def hearing(database: Database, people: People) -> Hearing:
    return open_hearing(database, people)


def entries(database: Database) -> list[tuple[int | None, int | None, dict[str, object]]]:
    with database.reading() as session:
        found = session.query(History).filter_by(action="refused").order_by(History.seq)
        return [(one.actor_id, one.subject_id, json.loads(one.facts)) for one in found]


def look(database: Database, actor: Actor, matter_id: int, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(NotAllowed):
            read_matter(database, actor, matter_id)


def test_fifty_looks_of_a_stranger_are_one_entry_and_a_count(
    hearing: Hearing, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    database = hearing.database
    with caplog.at_level(logging.WARNING, "assessment.refused"):
        look(database, PUBLIC, hearing.matter.id, 50)
    assert entries(database) == [(None, hearing.matter.id, {"attempted": "matter_read", "expired": False})]
    assert len(caplog.records) == 2  # the first again, and the tenth
    administrator = hearing.people.administrator()
    (told,) = refused_attempts(database, administrator)
    assert told.times == 50
    clock.forward(minutes=59)
    look(database, PUBLIC, hearing.matter.id)
    assert len(entries(database)) == 1
    clock.forward(minutes=1)
    look(database, PUBLIC, hearing.matter.id, 2)
    assert entries(database)[1][2] == {"attempted": "matter_read", "expired": False, "untold": 50}
    newest, first = refused_attempts(database, administrator)
    assert (newest.times, first.times) == (52, 1)
    assert isinstance(verify(database), Verified)


def test_what_another_process_wrote_counts_too(hearing: Hearing, clock: Clock, records_url: str) -> None:
    look(hearing.database, PUBLIC, hearing.matter.id)
    another = open_database(records_url, hearing.database.folder, clock)
    look(another, PUBLIC, hearing.matter.id, 3)
    another.close()
    assert len(entries(hearing.database)) == 1


def test_things_that_there_are_not_count_as_one_for_strangers(hearing: Hearing) -> None:
    for number in range(1000, 1050):
        look(hearing.database, PUBLIC, number)
    assert entries(hearing.database) == [
        (None, 1000, {"attempted": "matter_read", "expired": False, "unknown": True}),
    ]


def test_others_things_and_persons_are_entries_of_their_own(hearing: Hearing) -> None:
    database, people = hearing.database, hearing.people
    other = open_hearing(database, people, "4525/10.03.07.00/2022")
    member = people.signed_in("Jaska", (Role.COUNCIL_MEMBER, people.disabled))
    secretary = people.secretary()
    for _ in range(50):
        look(database, PUBLIC, hearing.matter.id)
        look(database, PUBLIC, other.matter.id)
        look(database, member, hearing.matter.id)
        look(database, secretary, hearing.matter.id)
        look(database, people.expired(member), hearing.matter.id)
    assert [(who, thing) for who, thing, _ in entries(database)] == [
        (None, hearing.matter.id),
        (None, other.matter.id),
        (member.person_id, hearing.matter.id),
        (secretary.person_id, hearing.matter.id),
        (member.person_id, hearing.matter.id),
    ]


def test_every_refused_act_of_a_person_is_written_and_a_strangers_once(hearing: Hearing) -> None:
    database, matter = hearing.database, hearing.matter
    board = hearing.people.decision_maker()
    for _ in range(3):
        for actor in (board, PUBLIC):
            with pytest.raises(NotAllowed):
                publish_matter(database, actor, matter.id)
    assert [who for who, *_ in entries(database)] == [board.person_id, None, board.person_id, board.person_id]


def test_a_look_that_is_allowed_is_not_in_the_way(hearing: Hearing) -> None:
    look(hearing.database, PUBLIC, hearing.matter.id, 2)
    publish_matter(hearing.database, hearing.preparer, hearing.matter.id)
    assert read_matter(hearing.database, PUBLIC, hearing.matter.id).id == hearing.matter.id


def test_a_dead_invitation_tried_again_and_again_is_written_once(hearing: Hearing) -> None:
    database, people = hearing.database, hearing.people
    administrator = people.administrator()
    token = create_invitation(database, administrator, people.older, Role.COUNCIL_MEMBER, "Jaakko").token
    with database.reading() as session:
        invitation_id = session.query(Invitation).one().id
    revoke_invitation(database, administrator, invitation_id)
    for _ in range(50):
        with pytest.raises(Refused):
            accept_invitation(database, token, "Jaakko", 1)
    assert [(thing, told["attempted"]) for _, thing, told in entries(database)] == [
        (invitation_id, "invitation_accept")
    ]

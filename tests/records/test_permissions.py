"""The matrix of role x action x own/other/public, written out once more by hand and compared with the program's."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assessment.records.actor import BODY_ROLES, PUBLIC, Actor, Role
from assessment.records.database import Database
from assessment.records.permissions import READING, RIGHTS, Action, Scope, may, require
from assessment.records.refusals import NotAllowed
from assessment.records.schema import History, Matter
from tests.records.conftest import Clock
from tests.records.people import People

# What each role may do: n nothing, p what is public, o its own (and what is public, to read), a any.
# Columns: planner, preparer, council secretary, council member, decision-maker, administrator, public reader.
ORDER = (
    Role.PLANNER,
    Role.PREPARER,
    Role.COUNCIL_SECRETARY,
    Role.COUNCIL_MEMBER,
    Role.DECISION_MAKER,
    Role.ADMINISTRATOR,
    Role.PUBLIC_READER,
)
MATRIX = """
matter_read         a a o o a a p
matter_create       a a n n n n n
matter_edit         o o n n n n n
matter_hand_over    o o n n n a n
matter_publish      o o n n n n n
alternative_edit    o o n n n n n
result_freeze       o o n n n n n
raw_result_read     o o n n n n n
written_impact_edit o o n n n n n
request_send        o o n n n n n
request_lapse       n o n n n n n
request_read        a a o o a a p
request_decline     n n o n n n n
draft_read          n n o o n n n
draft_edit          n n o o n n n
statement_submit    n n o n n n n
statement_enter     n o o n n n n
statement_read      a a o o a a p
response_edit       n o n n n n n
response_read       a a o o a a p
decision_record     n n n n o n n
follow_up_record    o o n n n n n
attachment_add      o o o o n n n
attachment_read     a a o o a a p
history_read        a a o o a a p
history_verify      n a n n a a n
history_publish     n n n n n a n
body_edit           n n n n n a n
person_read         n n n n n a n
role_grant          n n n n n a n
person_erase        n n n n n a n
invitation_manage   n n o n n a n
condition_read      n n n n n a n
"""
EXPECTED = {
    (role, Action(words[0])): letter
    for words in (line.split() for line in MATRIX.strip().splitlines())
    for role, letter in zip(ORDER, words[1:], strict=True)
}
BODY, OTHER_BODY, PERSON, OTHER_PERSON = 10, 11, 1, 2
UNTIL = datetime(2099, 1, 1, tzinfo=UTC)

OWN = Scope("matter", 5, 5, owner_ids=frozenset({PERSON}), body_ids=frozenset({BODY}))
OTHERS = Scope("matter", 6, 6, owner_ids=frozenset({OTHER_PERSON}), body_ids=frozenset({OTHER_BODY}))
NOBODYS = Scope("matter", 7, 7)


def actor(role: Role) -> Actor:
    body = BODY if role in BODY_ROLES else None
    return Actor(PERSON, "x", frozenset({(role, body)}), UNTIL)


def expected(letter: str, action: Action, own: bool, public: bool) -> bool:
    return {
        "n": False,
        "p": public,
        "o": own or (public and action in READING),
        "a": True,
    }[letter]


def test_every_role_and_action_stands_in_the_matrix() -> None:
    assert set(EXPECTED) == set(itertools.product(Role, Action))
    assert set(RIGHTS) == set(Role)


CASES = [
    pytest.param(role, action, scope, own, public, id=f"{role}-{action}-{name}-{'public' if public else 'kept'}")
    for role, action in itertools.product(Role, Action)
    for name, scope, own in (("own", OWN, True), ("others", OTHERS, False), ("nobodys", NOBODYS, False))
    for public in (False, True)
]


@pytest.mark.parametrize(("role", "action", "scope", "own", "public"), CASES)
def test_the_matrix(role: Role, action: Action, scope: Scope, own: bool, public: bool) -> None:
    letter = EXPECTED[role, action]
    assert may(actor(role), action, replace(scope, public=public)) is expected(letter, action, own, public)


@pytest.mark.parametrize("action", list(Action))
def test_nobody_without_a_role_does_anything(action: Action) -> None:
    for scope in (OWN, OTHERS, replace(OWN, public=True)):
        assert not may(Actor(PERSON, "x", frozenset(), UNTIL), action, scope)


def test_making_something_public_opens_reading_and_nothing_else() -> None:
    for role, action in itertools.product(Role, set(Action) - READING):
        for scope in (OWN, OTHERS, NOBODYS):
            assert may(actor(role), action, scope) == may(actor(role), action, replace(scope, public=True))


def test_a_person_of_the_matter_is_no_member_of_its_council() -> None:
    """Preparing a matter gives a council's secretary nothing, being of its council gives a planner nothing."""
    preparing = Scope("matter", 5, 5, owner_ids=frozenset({PERSON}), body_ids=frozenset({OTHER_BODY}))
    for action in (Action.DRAFT_EDIT, Action.STATEMENT_SUBMIT):
        assert not may(actor(Role.COUNCIL_SECRETARY), action, preparing)
    of_council = Scope("matter", 5, 5, owner_ids=frozenset({OTHER_PERSON}), body_ids=frozenset({BODY}))
    assert not may(actor(Role.PLANNER), Action.MATTER_EDIT, of_council)


def test_nobody_owns_what_has_no_owner() -> None:
    anybody = replace(PUBLIC, roles=frozenset({(Role.PREPARER, None), (Role.COUNCIL_SECRETARY, None)}))
    for action in set(Action) - READING - {Action.MATTER_CREATE, Action.HISTORY_VERIFY}:
        assert not may(anybody, action, NOBODYS)


def test_the_matrix_holds_through_the_database_and_every_refusal_is_logged(sqlite_database: Database) -> None:
    database = sqlite_database
    people = People(database)
    with database.transaction() as session:  # attempts at what there is not would count as one
        for number in ("1/10.03.07.00/2026", "2/10.03.07.00/2026"):
            session.add(Matter(register_number=number, title="x", created_at=database.now()))
    makers = {
        Role.PLANNER: people.planner,
        Role.PREPARER: people.preparer,
        Role.COUNCIL_SECRETARY: people.secretary,
        Role.COUNCIL_MEMBER: people.member,
        Role.DECISION_MAKER: people.decision_maker,
        Role.ADMINISTRATOR: people.administrator,
    }
    refused = 0
    for role in Role:
        somebody = makers[role]() if role in makers else PUBLIC
        bodies = frozenset({people.board if role is Role.DECISION_MAKER else people.older})
        persons = frozenset({somebody.person_id} if somebody.person_id else ())
        scopes = {True: Scope("matter", 1, 1, persons, bodies), False: Scope("matter", 2, 2)}
        for action, (own, scope) in itertools.product(Action, scopes.items()):
            allowed = expected(EXPECTED[role, action], action, own, False)
            try:
                with database.reading() as session:
                    require(session, somebody, action, scope)
                assert allowed, (role, action, own)
            except NotAllowed:
                refused += 1
                assert not allowed, (role, action, own)
    with database.reading() as session:
        assert session.query(History).filter_by(action="refused").count() == refused
    assert refused > 200


@pytest.mark.parametrize("action", list(Action))
def test_nothing_is_done_with_a_sign_in_that_has_run_out(
    sqlite_database: Database, clock: Clock, action: Action
) -> None:
    people = People(sqlite_database)
    actors = (people.administrator(), people.preparer(), people.secretary())
    clock.forward(hours=12)
    for somebody in actors:
        with pytest.raises(NotAllowed) as refusal, sqlite_database.reading() as session:
            require(session, somebody, action, replace(OWN, public=True))
        assert refusal.value.expired

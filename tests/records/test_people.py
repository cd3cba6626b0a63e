"""Signing in, roles that are taken away in the middle, erasing, invitations and rate limits."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from assessment.errors import Refused
from assessment.records.actor import PUBLIC, Role
from assessment.records.database import Database
from assessment.records.invitations import (
    accept_invitation,
    create_invitation,
    list_invitations,
    look_at_invitation,
    revoke_invitation,
)
from assessment.records.named_rows import find_named
from assessment.records.people import (
    Claims,
    actor_of,
    clean_name,
    erase_person,
    grant_first_administrator,
    grant_role,
    list_people,
    revoke_role,
    sign_in,
)
from assessment.records.permissions import Action, Scope, require
from assessment.records.rate_limits import RateLimits
from assessment.records.refusals import NotAllowed, NotFound
from assessment.records.schema import History, Invitation, Person
from assessment.records.verifying import Verified, verify
from tests.records.conftest import Clock
from tests.records.people import People


def claims(database: Database, *roles: str, subject: str = "aino", name: str = "Aino Aalto") -> Claims:
    until = database.now() + timedelta(hours=1)
    return Claims("https://login.example", subject, name, "aino@example.fi", roles, until)


def test_signing_in_makes_the_person_once_and_takes_over_the_claims(
    database: Database, people: People, clock: Clock
) -> None:
    first = sign_in(database, claims(database, "planner", f"council_member:{people.older}"))
    clock.forward(seconds=1)
    again = sign_in(database, claims(database, "preparer", name="Aino Berg"))
    assert first.person_id == again.person_id
    assert first.roles == {(Role.PLANNER, None), (Role.COUNCIL_MEMBER, people.older), (Role.PUBLIC_READER, None)}
    assert again.roles == {(Role.PREPARER, None), (Role.PUBLIC_READER, None)}
    assert again.name == "Aino Berg"


@pytest.mark.parametrize(
    "role", ["root", "", "planner:1", "council_member", "council_member:x", "council_member:999999"]
)
def test_claims_that_name_no_role_of_ours_give_none(database: Database, role: str) -> None:
    assert sign_in(database, claims(database, role)).roles == {(Role.PUBLIC_READER, None)}


def test_the_same_subject_at_another_issuer_is_another_person(database: Database) -> None:
    here = sign_in(database, claims(database))
    there = sign_in(database, replace(claims(database), issuer="https://other.example"))
    assert here.person_id != there.person_id


def test_a_role_granted_here_outlives_the_claims(database: Database, people: People, clock: Clock) -> None:
    actor = sign_in(database, claims(database))
    assert actor.person_id is not None
    grant_role(database, people.administrator(), actor.person_id, Role.PREPARER)
    clock.forward(seconds=1)
    assert (Role.PREPARER, None) in sign_in(database, claims(database)).roles


def test_a_sign_in_that_has_run_out_is_refused_and_so_is_its_next_act(
    database: Database, people: People, clock: Clock
) -> None:
    actor = sign_in(database, claims(database, "planner"))
    clock.forward(minutes=59, seconds=59)
    with database.reading() as session:
        require(session, actor, Action.MATTER_CREATE, Scope("matter"))
    clock.forward(seconds=1)
    with pytest.raises(NotAllowed) as refused, database.reading() as session:
        require(session, actor, Action.MATTER_CREATE, Scope("matter"))
    assert refused.value.expired
    with pytest.raises(NotAllowed):
        sign_in(database, replace(claims(database), expires_at=database.now()))


def test_a_role_taken_away_stops_the_next_act(database: Database, people: People) -> None:
    administrator = people.administrator()
    actor = people.planner()
    assert actor.person_id is not None
    revoke_role(database, administrator, actor.person_id, Role.PLANNER)
    with pytest.raises(NotAllowed), database.reading() as session:
        require(session, actor, Action.MATTER_CREATE, Scope("matter"))


def test_a_role_made_up_in_the_session_counts_for_nothing(database: Database, people: People) -> None:
    forged = replace(people.member(), roles=frozenset({(Role.ADMINISTRATOR, None)}))
    with pytest.raises(NotAllowed):
        list_people(database, forged)
    with pytest.raises(NotAllowed):
        list_people(database, replace(PUBLIC, roles=frozenset({(Role.ADMINISTRATOR, None)})))


def test_only_an_administrator_gives_roles(database: Database, people: People) -> None:
    member = people.member()
    assert member.person_id is not None
    for actor in (people.planner(), people.preparer(), people.secretary(), people.decision_maker(), member, PUBLIC):
        with pytest.raises(NotAllowed):
            grant_role(database, actor, member.person_id, Role.ADMINISTRATOR)
    with pytest.raises(Refused, match="role_needs_body"):
        grant_role(database, people.administrator(), member.person_id, Role.COUNCIL_SECRETARY)
    with pytest.raises(Refused, match="role_takes_no_body"):
        grant_role(database, people.administrator(), member.person_id, Role.PLANNER, people.older)
    with pytest.raises(Refused, match="body_unknown"):
        grant_role(database, people.administrator(), member.person_id, Role.COUNCIL_MEMBER, 999_999)


def test_the_first_administrator_is_named_from_the_machine(database: Database) -> None:
    with pytest.raises(Refused, match="person_unknown"):
        grant_first_administrator(database, "aino@example.fi")
    sign_in(database, claims(database))
    grant_first_administrator(database, "aino@example.fi")
    grant_first_administrator(database, "aino@example.fi")
    assert (Role.ADMINISTRATOR, None) in sign_in(database, claims(database)).roles


def test_the_first_administrator_is_named_by_issuer_and_subject(database: Database, people: People) -> None:
    issuer = claims(database).issuer
    people.planner()  # somebody without an email
    sign_in(database, replace(claims(database), email=""))
    for named in (("https://other.example", "aino"), (issuer, "eero")):
        with pytest.raises(Refused, match="sign_in_unknown"):
            grant_first_administrator(database, "", *named)
    with pytest.raises(Refused, match="person_unknown"):
        grant_first_administrator(database, "aino@example.fi")
    for told in (("", "", ""), ("", issuer, ""), ("", "", "aino"), ("aino@example.fi", issuer, "aino")):
        with pytest.raises(Refused, match="administrator_two_ways"):
            grant_first_administrator(database, *told)
    grant_first_administrator(database, issuer=issuer, subject="aino")
    assert (Role.ADMINISTRATOR, None) in sign_in(database, claims(database)).roles


def test_an_erased_person_does_nothing_more(database: Database, people: People) -> None:
    administrator, actor = people.administrator(), people.planner()
    assert actor.person_id is not None
    with pytest.raises(Refused, match="erasing_needs_reason"):
        erase_person(database, administrator, actor.person_id, "  ")
    erase_person(database, administrator, actor.person_id, "asked for")
    with pytest.raises(NotAllowed), database.reading() as session:
        require(session, actor, Action.MATTER_CREATE, Scope("matter"))
    with pytest.raises(NotAllowed):
        actor_of(database, actor.person_id, database.now() + timedelta(hours=1))
    with pytest.raises(NotFound):
        erase_person(database, administrator, actor.person_id, "again")
    with pytest.raises(NotFound):
        grant_role(database, administrator, actor.person_id, Role.PLANNER)
    erased = next(known for known in list_people(database, administrator) if known.person_id == actor.person_id)
    assert (erased.name, erased.email, erased.roles) == ("", "", ((Role.PUBLIC_READER, None),))
    assert erased.erased_reason == "asked for"
    # Whoever signs in with the same sign-in later is somebody new.
    assert people.planner().person_id != actor.person_id


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("  Aino \n Aalto\t", "Aino Aalto"),
        ("a\u202eb", "a b"),
        ("x" * 500, "x" * 200),
        ("\x00", ""),
        ("O'Brien <b>", "O'Brien <b>"),
    ],
)
def test_names_are_one_line_without_disguise(name: str, clean: str) -> None:
    assert clean_name(name) == clean


# Invitations


def test_an_invitation_is_used_once(database: Database, people: People) -> None:
    secretary = people.secretary()
    invitation = create_invitation(database, secretary, people.older, Role.COUNCIL_MEMBER, "Ulla Uusi")
    assert look_at_invitation(database, invitation.token).body_id == people.older
    actor = accept_invitation(database, invitation.token, "Ulla Uusi", hours=8)
    assert actor.roles == {(Role.COUNCIL_MEMBER, people.older), (Role.PUBLIC_READER, None)}
    assert actor.signed_in_until == database.now() + timedelta(hours=8)
    for name in ("Ulla Uusi", "Someone Else"):
        with pytest.raises(Refused, match="invitation_not_valid"):
            accept_invitation(database, invitation.token, name, hours=8)
    with pytest.raises(Refused, match="invitation_not_valid"):
        look_at_invitation(database, invitation.token)
    (sent,) = list_invitations(database, secretary, people.older)
    assert (sent.name, sent.used_at) == ("Ulla Uusi", database.now())
    with database.reading() as session:
        refused = session.query(History).filter_by(action="refused", subject="invitation").count()
        assert refused == 1  # the same again within the hour is counted, not written
    assert isinstance(verify(database), Verified)


def test_only_the_hash_of_a_token_is_kept(database: Database, people: People) -> None:
    invitation = create_invitation(database, people.secretary(), people.older, Role.COUNCIL_MEMBER)
    with database.reading() as session:
        row = session.query(Invitation).one()
        kept = " ".join(str(value) for value in vars(row).values())
        kept += " ".join(entry.facts for entry in session.query(History))
    assert invitation.token not in kept
    assert len(invitation.token) >= 43


def test_an_invitation_runs_out(database: Database, people: People, clock: Clock) -> None:
    invitation = create_invitation(database, people.secretary(), people.older, Role.COUNCIL_MEMBER, days=14)
    clock.forward(days=14, microseconds=-1)
    assert look_at_invitation(database, invitation.token).role is Role.COUNCIL_MEMBER
    clock.forward(microseconds=1)
    with pytest.raises(Refused, match="invitation_not_valid"):
        accept_invitation(database, invitation.token, "Late", hours=8)


def test_a_revoked_invitation_is_dead_for_good(database: Database, people: People) -> None:
    secretary = people.secretary()
    invitation = create_invitation(database, secretary, people.older, Role.COUNCIL_MEMBER)
    revoke_invitation(database, secretary, invitation.invitation_id)
    revoke_invitation(database, secretary, invitation.invitation_id)
    with pytest.raises(Refused, match="invitation_not_valid"):
        accept_invitation(database, invitation.token, "Nobody", hours=8)


def test_revoking_after_use_changes_nothing_and_revives_nothing(database: Database, people: People) -> None:
    invitation = create_invitation(database, people.secretary(), people.older, Role.COUNCIL_MEMBER)
    accept_invitation(database, invitation.token, "First", hours=8)
    revoke_invitation(database, people.secretary(), invitation.invitation_id)
    with database.reading() as session:
        row = session.query(Invitation).one()
        assert row.used_at is not None
        assert row.revoked_at is None
    with pytest.raises(Refused, match="invitation_not_valid"):
        accept_invitation(database, invitation.token, "Second", hours=8)


def test_twenty_who_use_one_invitation_at_once_get_in_one(database: Database, people: People) -> None:
    invitation = create_invitation(database, people.secretary(), people.older, Role.COUNCIL_MEMBER)
    accepted: list[str] = []
    refused: list[str] = []

    def use(name: str) -> None:
        try:
            accepted.append(accept_invitation(database, invitation.token, name, hours=8).name)
        except Refused as fault:
            refused.append(fault.faults[0].code)

    threads = [threading.Thread(target=use, args=(f"Person {number}",)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(accepted) == 1
    assert refused == ["invitation_not_valid"] * 19
    with database.reading() as session:
        assert session.query(Person).filter(Person.name.like("Person %")).count() == 1


def test_a_secretary_invites_to_their_own_body_only(database: Database, people: People) -> None:
    secretary = people.secretary()
    with pytest.raises(NotAllowed):
        create_invitation(database, secretary, people.disabled, Role.COUNCIL_MEMBER)
    with pytest.raises(NotAllowed):
        list_invitations(database, secretary, people.disabled)
    other = create_invitation(database, people.administrator(), people.disabled, Role.COUNCIL_SECRETARY)
    with pytest.raises(NotAllowed):
        revoke_invitation(database, secretary, other.invitation_id)
    with pytest.raises(NotAllowed):
        revoke_invitation(database, secretary, 999_999)
    for actor in (people.member(), people.planner(), people.preparer(), people.decision_maker(), PUBLIC):
        with pytest.raises(NotAllowed):
            create_invitation(database, actor, people.older, Role.COUNCIL_MEMBER)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY)])
def test_nobody_is_invited_to_other_roles(database: Database, people: People, role: Role) -> None:
    with pytest.raises(Refused, match="invitation_role"):
        create_invitation(database, people.administrator(), people.older, role)


@pytest.mark.parametrize("days", [0, -1, 61, 10**9])
def test_an_invitation_is_not_for_ever(database: Database, people: People, days: int) -> None:
    with pytest.raises(Refused, match="invitation_days"):
        create_invitation(database, people.secretary(), people.older, Role.COUNCIL_MEMBER, days=days)


@pytest.mark.parametrize("token", ["", "x", "' OR 1=1 --", "ä" * 1000, "\ud800"])
def test_tokens_that_were_never_made_are_refused_alike(database: Database, token: str) -> None:
    with pytest.raises(Refused, match="invitation_not_valid"):
        accept_invitation(database, token, "Guesser", hours=8)


def test_somebody_signed_in_takes_the_role_as_themselves(database: Database, people: People) -> None:
    actor = sign_in(database, claims(database))
    invitation = create_invitation(database, people.secretary(), people.older, Role.COUNCIL_MEMBER)
    accepted = accept_invitation(database, invitation.token, "", hours=8, person_id=actor.person_id)
    assert (accepted.person_id, accepted.name) == (actor.person_id, actor.name)
    assert (Role.COUNCIL_MEMBER, people.older) in accepted.roles


def test_an_erased_person_cannot_use_one_and_leaves_it_unused(database: Database, people: People) -> None:
    administrator, actor = people.administrator(), people.planner()
    invitation = create_invitation(database, people.secretary(), people.older, Role.COUNCIL_MEMBER)
    assert actor.person_id is not None
    erase_person(database, administrator, actor.person_id, "asked for")
    with pytest.raises(NotFound):
        accept_invitation(database, invitation.token, "", hours=8, person_id=actor.person_id)
    assert look_at_invitation(database, invitation.token).body_id == people.older


def test_without_a_name_nobody_gets_in(database: Database, people: People) -> None:
    invitation = create_invitation(database, people.secretary(), people.older, Role.COUNCIL_MEMBER)
    with pytest.raises(Refused, match="invited_name_missing"):
        accept_invitation(database, invitation.token, " \n", hours=8)


def test_erasing_takes_the_name_off_invitations(database: Database, people: People) -> None:
    secretary = people.administrator()
    own = create_invitation(database, secretary, people.older, Role.COUNCIL_MEMBER, "Jaakko Jäsen")
    create_invitation(database, secretary, people.older, Role.COUNCIL_MEMBER, "Jaakko Jäsen")
    create_invitation(database, secretary, people.disabled, Role.COUNCIL_MEMBER, "Jaakko Jäsen")
    member = accept_invitation(database, own.token, "Jaakko Jäsen", hours=8)
    assert member.person_id is not None
    administrator = people.administrator()
    chosen = [row.key for row in find_named(database, administrator, "Jäsen") if row.number == "2"]
    assert erase_person(database, administrator, member.person_id, "asked for", chosen) == 2
    with database.reading() as session:
        kept = [one.name for one in session.query(Invitation).order_by(Invitation.id)]
    assert kept == [None, None, "Jaakko Jäsen"]  # the one used goes by itself, a namesake's stays


# Rate limits


def test_a_visitor_is_stopped_at_the_limit_and_others_are_not() -> None:
    limits = RateLimits()
    assert [limits.allowed("sign_in", "10.0.0.1") for _ in range(11)] == [True] * 10 + [False]
    assert limits.allowed("sign_in", "10.0.0.2")
    assert limits.allowed("form", "10.0.0.1")
    assert 1 <= limits.seconds_left("sign_in", "10.0.0.1") <= 60


def test_the_history_names_nobody(database: Database, people: People) -> None:
    sign_in(database, claims(database, "planner"))
    create_invitation(database, people.secretary(), people.older, Role.COUNCIL_MEMBER, "Ulla Uusi")
    with database.engine.connect() as connection:
        written = str(connection.execute(text("SELECT * FROM history")).all())
    for name in ("Aino", "aino@example.fi", "Ulla", "Siiri"):
        assert name not in written

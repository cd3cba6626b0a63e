"""Sign-ins ended on the server, claims that come in the wrong order, and what does not revive an invitation."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assessment.errors import Refused
from assessment.records.actor import PUBLIC, Actor, Role
from assessment.records.bodies import BodyForm, edit_body, list_bodies
from assessment.records.database import Database
from assessment.records.invitations import (
    InvitationState,
    accept_invitation,
    create_invitation,
    list_invitations,
    revoke_invitation,
)
from assessment.records.people import (
    Claims,
    actor_of,
    erase_person,
    known_by_claims,
    list_people,
    revoke_role,
    sign_in,
)
from assessment.records.permissions import Action, Scope, require
from assessment.records.refusals import NotAllowed, NotFound
from assessment.records.schema import EndedSignIn, History
from assessment.records.sign_ins import sign_out, sign_out_everywhere, sign_out_person
from assessment.records.verifying import Verified, verify
from tests.records.conftest import Clock
from tests.records.people import People


def claims(database: Database, *roles: str, subject: str = "aino", name: str = "Aino Aalto") -> Claims:
    """Claims issued now, for an hour."""
    now = database.now()
    return Claims("https://login.example", subject, name, "aino@example.fi", roles, now + timedelta(hours=1), now)


def may_create(database: Database, actor: Actor) -> bool:
    try:
        with database.reading() as session:
            require(session, actor, Action.MATTER_CREATE, Scope("matter"))
    except NotAllowed as refusal:
        assert refusal.expired or actor.person_id is not None
        return False
    return True


def refusals(database: Database) -> int:
    with database.reading() as session:
        return session.query(History).filter_by(action="refused").count()


# Claims


def test_older_claims_from_a_browser_left_open_bring_no_role_back(database: Database, clock: Clock) -> None:
    """Demoted at the sign-in service and signed in anew: the older token, not yet run out, gives nothing any more."""
    old = claims(database, "planner", name="Aino Aalto")
    before = sign_in(database, old)
    clock.forward(minutes=5)
    assert not sign_in(database, claims(database, name="Aino Berg")).has(Role.PLANNER)
    again = sign_in(database, old)
    assert (again.roles, again.name) == ({(Role.PUBLIC_READER, None)}, "Aino Berg")
    assert not may_create(database, before)


def test_a_role_of_the_claims_taken_away_here_stays_away_until_the_next_sign_in(
    database: Database, people: People, clock: Clock
) -> None:
    told = claims(database, "planner")
    actor = sign_in(database, told)
    assert actor.person_id is not None
    revoke_role(database, people.administrator(), actor.person_id, Role.PLANNER)
    assert not sign_in(database, told).has(Role.PLANNER)
    clock.forward(seconds=1)
    assert sign_in(database, claims(database, "planner")).has(Role.PLANNER)


def test_looking_in_again_writes_nothing(database: Database) -> None:
    told = claims(database, "planner")
    sign_in(database, told)
    before = verify(database)
    assert sign_in(database, told).has(Role.PLANNER)
    assert verify(database) == before


def test_the_administrator_sees_which_roles_came_with_the_sign_in(
    database: Database, people: People, clock: Clock
) -> None:
    administrator = people.administrator("ÄMMÄ Admin")
    actor = sign_in(database, claims(database, "planner", name="Åsa 100%_Ö"))
    (known,) = list_people(database, administrator, "åsa 100%_ö")
    assert (known.person_id, known.from_claims) == (actor.person_id, {(Role.PLANNER, None)})
    assert known.signed_in_at == database.now()
    assert [one.name for one in list_people(database, administrator, "EXAMPLE.fi")] == ["Åsa 100%_Ö"]
    assert list_people(database, administrator, "%") == (known,)
    assert len(list_people(database, administrator)) == 2


# Signing out


def test_signing_out_ends_this_sign_in_and_no_other(database: Database, clock: Clock) -> None:
    here = sign_in(database, claims(database, "planner"))
    clock.forward(seconds=1)
    told = claims(database, "planner")
    there = sign_in(database, told)
    sign_out(database, here)
    sign_out(database, here)
    sign_out(database, PUBLIC)
    assert may_create(database, there)
    assert not may_create(database, here)
    assert here.person_id is not None and here.signed_in_until is not None
    with pytest.raises(NotAllowed) as refusal:
        actor_of(database, here.person_id, here.signed_in_until, here.signed_in_at)
    assert refusal.value.expired
    with database.reading() as session:
        assert session.query(EndedSignIn).count() == 1
    assert sign_in(database, told).has(Role.PLANNER)


def test_a_stolen_cookie_opens_nothing_after_signing_out(database: Database) -> None:
    told = claims(database, "planner")
    sign_out(database, sign_in(database, told))
    for _ in range(2):
        before = refusals(database)
        with pytest.raises(NotAllowed) as refusal:
            sign_in(database, told)
        assert refusal.value.expired
        assert refusals(database) == before  # looking in is no attempt at anything
    known = known_by_claims(database, told)
    assert known is not None and not may_create(database, known)
    assert refusals(database) == before + 1
    assert known_by_claims(database, replace(told, subject="nobody")) is None


def test_signing_out_everywhere_ends_what_was_and_not_what_comes(database: Database, clock: Clock) -> None:
    first, second = sign_in(database, claims(database, "planner")), claims(database, "planner")
    clock.forward(milliseconds=400)
    sign_out_everywhere(database, first)
    for actor in (first, replace(first, signed_in_at=None)):
        assert not may_create(database, actor)
    with pytest.raises(NotAllowed):
        sign_in(database, second)
    with pytest.raises(NotAllowed):
        sign_out_everywhere(database, first)
    clock.forward(seconds=1)
    assert may_create(database, sign_in(database, claims(database, "planner")))
    assert isinstance(verify(database), Verified)


def test_nobody_signs_out_everywhere_without_a_sign_in_that_holds(database: Database, clock: Clock) -> None:
    actor = sign_in(database, claims(database))
    clock.forward(hours=1)
    for somebody in (actor, PUBLIC):
        before = refusals(database)
        with pytest.raises(NotAllowed):
            sign_out_everywhere(database, somebody)
        assert refusals(database) == before + 1


def test_only_an_administrator_signs_others_out(database: Database, people: People, clock: Clock) -> None:
    actor = sign_in(database, claims(database, "planner"))
    assert actor.person_id is not None
    for somebody in (people.planner(), people.preparer(), people.secretary(), people.decision_maker(), PUBLIC):
        with pytest.raises(NotAllowed):
            sign_out_person(database, somebody, actor.person_id)
    assert may_create(database, actor)
    administrator = people.administrator()
    sign_out_person(database, administrator, actor.person_id)
    assert not may_create(database, actor)
    with pytest.raises(NotFound):
        sign_out_person(database, administrator, 999_999)
    erase_person(database, administrator, actor.person_id, "asked for")
    with pytest.raises(NotFound):
        sign_out_person(database, administrator, actor.person_id)


def test_signing_out_everywhere_ends_what_an_invitation_began(database: Database, people: People, clock: Clock) -> None:
    invitation = create_invitation(database, people.secretary(), people.older, Role.COUNCIL_MEMBER)
    member = accept_invitation(database, invitation.token, "Ulla Uusi", hours=24)
    assert member.person_id is not None and member.signed_in_until is not None
    clock.forward(seconds=1)
    sign_out_person(database, people.administrator(), member.person_id)
    with pytest.raises(NotAllowed):
        actor_of(database, member.person_id, member.signed_in_until, member.signed_in_at)


# Invitations


def test_what_became_of_an_invitation_is_told(database: Database, people: People, clock: Clock) -> None:
    secretary = people.secretary()
    made = [create_invitation(database, secretary, people.older, Role.COUNCIL_MEMBER, days=days) for days in (1, 9, 9)]
    accept_invitation(database, made[1].token, "Ulla Uusi", hours=8)
    revoke_invitation(database, secretary, made[2].invitation_id)
    clock.forward(hours=23)
    secretary = people.secretary()
    states = [sent.state(database.now()) for sent in list_invitations(database, secretary, people.older)]
    assert states == [InvitationState.REVOKED, InvitationState.USED, InvitationState.OPEN]
    clock.forward(hours=1)
    newest, used, oldest = list_invitations(database, people.secretary(), people.older)
    assert oldest.state(database.now()) is InvitationState.EXPIRED
    assert (newest.used_by, used.used_by) == ("", "Ulla Uusi")


def test_nothing_revives_an_invitation(database: Database, people: People, clock: Clock) -> None:
    """Not another one to the same person, nor revoking again, signing out, erasing, or the body set aside and back."""
    secretary, administrator = people.secretary(), people.administrator()
    used, revoked, expired = (
        create_invitation(database, secretary, people.older, Role.COUNCIL_MEMBER, "Ulla Uusi", days=days)
        for days in (9, 9, 1)
    )
    member = accept_invitation(database, used.token, "Ulla Uusi", hours=8)
    revoke_invitation(database, secretary, revoked.invitation_id)
    clock.forward(days=1)
    secretary, administrator = people.secretary(), people.administrator()
    assert member.person_id is not None
    create_invitation(database, secretary, people.older, Role.COUNCIL_MEMBER, "Ulla Uusi")
    for invitation in (used, revoked, expired):
        revoke_invitation(database, secretary, invitation.invitation_id)
    revoke_role(database, administrator, member.person_id, Role.COUNCIL_MEMBER, people.older)
    sign_out_person(database, administrator, member.person_id)
    erase_person(database, administrator, member.person_id, "asked for")
    set_in_use(database, administrator, people.older, in_use=False)
    set_in_use(database, administrator, people.older, in_use=True)
    for invitation in (used, revoked, expired):
        before = refusals(database)
        with pytest.raises(Refused, match="invitation_not_valid"):
            accept_invitation(database, invitation.token, "Ulla Uusi", hours=8)
        assert refusals(database) == before + 1


def test_nobody_is_let_into_a_body_that_was_set_aside(database: Database, people: People) -> None:
    administrator = people.administrator()
    invitation = create_invitation(database, administrator, people.older, Role.COUNCIL_MEMBER)
    set_in_use(database, administrator, people.older, in_use=False)
    with pytest.raises(Refused, match="invitation_not_valid"):
        accept_invitation(database, invitation.token, "Ulla Uusi", hours=8)
    with pytest.raises(Refused, match="body_not_in_use"):
        create_invitation(database, administrator, people.older, Role.COUNCIL_MEMBER)


def set_in_use(database: Database, administrator: Actor, body_id: int, *, in_use: bool) -> None:
    body = next(one for one in list_bodies(database) if one.id == body_id)
    form = BodyForm(body.name, body.kind.value, statutory=body.statutory, active=in_use)
    edit_body(database, administrator, body_id, form, body.version)

"""People and bodies that tests of the record act with."""

from datetime import timedelta

from assessment.records.actor import Actor, Held, Role
from assessment.records.database import Database
from assessment.records.people import local_actor
from assessment.records.schema import Body
from assessment.records.states import BodyKind


class People:
    """Makes bodies and signed-in people with roles, once each, by name."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.older = self.body("Vanhusneuvosto", BodyKind.OLDER_PEOPLE, statutory=True)
        self.disabled = self.body("Vammaisneuvosto", BodyKind.DISABLED_PEOPLE, statutory=True)
        self.board = self.body("Kaupunginhallitus", BodyKind.DECIDING)

    def body(self, name: str, kind: BodyKind, statutory: bool = False) -> int:
        """The id of a new body."""
        with self.database.transaction() as session:
            body = Body(name=name, kind=kind, statutory=statutory)
            session.add(body)
            session.flush()
            return body.id

    def signed_in(self, name: str, *roles: Held) -> Actor:
        """A person signed in with the roles, for twelve hours from now."""
        return local_actor(self.database, name, roles)

    def planner(self, name: str = "Paula Planner") -> Actor:
        """A planner."""
        return self.signed_in(name, (Role.PLANNER, None))

    def preparer(self, name: str = "Veikko Valmistelija") -> Actor:
        """A preparer."""
        return self.signed_in(name, (Role.PREPARER, None))

    def administrator(self, name: str = "Aino Admin") -> Actor:
        """An administrator."""
        return self.signed_in(name, (Role.ADMINISTRATOR, None))

    def secretary(self, body_id: int | None = None, name: str = "Siiri Sihteeri") -> Actor:
        """The secretary of a council, by default the older people's."""
        return self.signed_in(name, (Role.COUNCIL_SECRETARY, body_id or self.older))

    def member(self, body_id: int | None = None, name: str = "Jaakko Jäsen") -> Actor:
        """A member of a council, by default the older people's."""
        return self.signed_in(name, (Role.COUNCIL_MEMBER, body_id or self.older))

    def decision_maker(self, body_id: int | None = None, name: str = "Päivi Päättäjä") -> Actor:
        """A decision-maker, by default of the board."""
        return self.signed_in(name, (Role.DECISION_MAKER, body_id or self.board))

    @staticmethod
    def expired(actor: Actor) -> Actor:
        """The same person after the sign-in has run out."""
        from dataclasses import replace

        until = actor.signed_in_until
        assert until is not None
        return replace(actor, signed_in_until=until - timedelta(days=2))

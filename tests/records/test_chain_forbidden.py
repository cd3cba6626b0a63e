"""Every use case by everybody, on their own and on others' material: who may does it, refusals are on record."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import func, select

import assessment.records
from assessment.errors import Refused
from assessment.records.actor import PUBLIC, Actor, Role
from assessment.records.attachments import add_attachment
from assessment.records.council import request_for_body
from assessment.records.database import Database, open_database
from assessment.records.decisions import record_decision
from assessment.records.follow_ups import FollowUpForm, add_follow_up
from assessment.records.history_key import KEY_FILE
from assessment.records.invitations import create_invitation, list_invitations
from assessment.records.plain_texts import write_plain_text
from assessment.records.publication import publish_matter
from assessment.records.refusals import Conflict, MissingForDecision, NotAllowed, NotFound
from assessment.records.responses import split_statement
from assessment.records.schema import History
from assessment.records.states import OwnerKind
from assessment.records.written_impacts import WrittenImpactForm, add_written_impact
from tests.records import postgresql
from tests.records.conftest import KEY, Clock
from tests.records.hearing import open_hearing
from tests.records.people import People
from tests.records.use_cases import ACTS, READERS, Material

_numbers = count()

# Use cases that refuse nobody: lists that hold what each may see, and ending one's own sign-in.
FOR_EVERYBODY = {"list_matters", "page_of_matters", "requests_of_bodies", "sign_out", "sign_out_everywhere"}


def use_cases() -> set[str]:
    """Every public function of the record that is done in somebody's name, in a transaction of its own."""
    found = set()
    for module in pkgutil.iter_modules(assessment.records.__path__, "assessment.records."):
        for name, function in vars(importlib.import_module(module.name)).items():
            if name.startswith("_") or not inspect.isfunction(function) or function.__module__ != module.name:
                continue
            told = {one.name: str(one.annotation) for one in inspect.signature(function).parameters.values()}
            # With a session in place of the database it is a step of somebody else's use case.
            if "database" in told and "Actor" in told.values():
                found.add(name)
    return found


def test_every_use_case_is_tried_by_everybody() -> None:
    known = ACTS.keys() | FOR_EVERYBODY
    assert sorted(use_cases() - known) == [], "not among ACTS: who may do these, and who may not?"
    assert sorted(known - use_cases()) == [], "among ACTS, but no use case any more"


@dataclass(frozen=True)
class Heard:
    """A record in which a matter is in hearing, to be copied for each test: its address, its folder, who is in it."""

    url: str
    folder: Path
    material: Material
    actors: dict[str, Actor]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def heard(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Heard]:
    folder = tmp_path_factory.mktemp("heard")
    (folder / KEY_FILE).write_text(KEY)
    with copied_url(request, request.getfixturevalue(f"{request.param}_template"), folder) as url:
        database = open_database(url, folder, Clock())
        people = People(database)
        made = Heard(url, folder, material_of(database, people), everybody(people))
        database.empty_log()
        database.close()
        yield made


@pytest.fixture
def database(heard: Heard, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A copy of the record in hearing, of this test's own."""
    shutil.copytree(heard.folder, tmp_path / "records")
    template = heard.folder / "records.sqlite" if heard.url.startswith("sqlite") else heard.url.rsplit("/", 1)[1]
    with copied_url(request, template, tmp_path / "records") as url:
        opened = open_database(url, tmp_path / "records", Clock())
        yield opened
        opened.close()


@contextmanager
def copied_url(request: pytest.FixtureRequest, template: Path | str, folder: Path) -> Iterator[str]:
    """The address of a copy of a record: of a file, or of a PostgreSQL database by its name."""
    if isinstance(template, Path):
        shutil.copy(template, folder / "records.sqlite")
        yield f"sqlite:///{folder / 'records.sqlite'}"
        return
    server = request.getfixturevalue("postgresql_server")
    name = f"heard_{next(_numbers)}"
    postgresql.run_sql(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield f"{server}/{name}"
    postgresql.run_sql(server, f"DROP DATABASE {name} WITH (FORCE)")


def material_of(database: Database, people: People) -> Material:
    """A matter in hearing with something of every kind that a use case is tried on."""
    hearing = open_hearing(database, people)
    given = hearing.ask(people.older)
    receipt = hearing.give(given)
    (point,) = split_statement(database, hearing.preparer, receipt.statement_id, ["Auki jo aamulla."])
    asked = hearing.ask(people.older)
    preparer, matter_id = hearing.preparer, hearing.matter.id
    attached = add_attachment(database, preparer, OwnerKind.MATTER, matter_id, "a.txt", b"teksti\n")
    form = WrittenImpactForm("residents", "Matka pitenee.", "negative", "large", "long", "Etäisyys kasvaa.")
    impact = add_written_impact(database, preparer, matter_id, form)
    text = write_plain_text(database, preparer, matter_id, "fi", "Uimahalli siirtyy.")
    create_invitation(database, people.secretary(), people.older, Role.COUNCIL_MEMBER)
    (invitation,) = list_invitations(database, people.secretary(), people.older)
    person = people.signed_in("Paavo Poistuva")
    assert person.person_id is not None
    return Material(
        matter_id,
        hearing.alternatives[1].id,
        asked.id,
        given.id,
        receipt.statement_id,
        point.id,
        people.older,
        people.board,
        attached.attachment_id,
        impact.id,
        text.id,
        invitation.invitation_id,
        person.person_id,
        follow_up_of_another(database, people),
    )


def follow_up_of_another(database: Database, people: People) -> int:
    """A follow-up of another matter of the same people, heard and decided."""
    hearing = open_hearing(database, people, "4525/10.03.07.00/2021")
    accounts = {}
    for body in (people.older, people.disabled):
        receipt = hearing.give(hearing.ask(body), people.secretary(body, f"Sihteeri {body}"))
        accounts[receipt.statement_id] = "Otettu huomioon."
    record_decision(database, people.decision_maker(), hearing.matter.id, hearing.decision(accounts))
    form = FollowUpForm("2027-06-01", "Liikuntajohtaja")
    return add_follow_up(database, hearing.preparer, hearing.matter.id, form).id


def everybody(people: People) -> dict[str, Actor]:
    council = people.body("Kaupunginvaltuusto", "deciding")  # type: ignore[arg-type]
    preparer = people.preparer()
    return {
        "planner": people.planner(),
        "other planner": people.planner("Toinen Suunnittelija"),
        "preparer": preparer,
        "other preparer": people.preparer("Toinen Valmistelija"),
        "secretary": people.secretary(),
        "other secretary": people.secretary(people.disabled, "Toinen Sihteeri"),
        "member": people.member(),
        "other member": people.member(people.disabled, "Toinen Jäsen"),
        "decider": people.decision_maker(),
        "other decider": people.decision_maker(council, "Toinen Päättäjä"),
        "administrator": people.administrator(),
        "public": PUBLIC,
        "signed out": people.expired(preparer),
        "role taken away": people.signed_in("Entinen").only(Role.PREPARER),
    }


@pytest.mark.parametrize("name", ACTS)
def test_only_who_may_does_it(database: Database, heard: Heard, name: str) -> None:
    allowed, act = ACTS[name]
    did = set()
    refusals = 0
    for who, actor in heard.actors.items():
        try:
            act(database, actor, heard.material)
        except NotAllowed:
            refusals += 1
            continue
        except (Refused, Conflict, NotFound, MissingForDecision):
            pass
        did.add(who)
    assert did == allowed
    with database.reading() as session:
        told = session.scalar(select(func.count()).select_from(History).where(History.action == "refused"))
    assert told == refusals


def test_what_is_not_there_is_told_to_nobody_without_rights(database: Database, heard: Heard) -> None:
    nothing = Material(*[999_999] * len(fields(Material)))
    for name in sorted(ACTS.keys() - {"create_matter", "list_preparers"}):
        _, act = ACTS[name]
        with pytest.raises((NotAllowed, NotFound)):
            act(database, heard.actors["planner"], nothing)
            pytest.fail(name)
        with pytest.raises(NotAllowed):
            act(database, PUBLIC, nothing)
            pytest.fail(name)


def test_publishing_opens_reading_and_nothing_else(database: Database, heard: Heard) -> None:
    material = heard.material
    with pytest.raises(NotAllowed):
        publish_matter(database, heard.actors["administrator"], material.matter)
    publish_matter(database, heard.actors["planner"], material.matter)
    did = set()
    for name, (_, act) in ACTS.items():
        try:
            act(database, PUBLIC, material)
            did.add(name)
        except NotAllowed:
            continue
    assert did == {name for name, (allowed, _) in ACTS.items() if allowed == READERS}
    page = request_for_body(database, PUBLIC, material.asked)
    assert (page.draft, page.can_write, page.can_submit) == (None, False, False)

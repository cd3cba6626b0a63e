"""Records to measure on: a matter as real as the demo municipality allows, and as many of it as asked for.

Everything is made by the use cases, so that every rule holds for it; only the mere length of the history is filled by
the function that every use case writes its entries with.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from assessment.assess import Baseline, Impact, Query, assess, prepare
from assessment.inputs.municipality import Municipality, read_municipality
from assessment.records.actor import Actor, Role
from assessment.records.alternatives import add_alternative
from assessment.records.bodies import BodyForm, add_body
from assessment.records.database import Database, open_database
from assessment.records.freezing import freeze_results, run_of_matter
from assessment.records.history import append
from assessment.records.matters import MatterForm, create_matter, screen_matter
from assessment.records.people import local_actor
from assessment.records.permissions import Action
from assessment.records.publication import publish_matter
from assessment.records.requests import RequestForm, send_request
from assessment.records.schema import Matter
from assessment.records.scopes import matter_scope
from assessment.records.statement_rows import Receipt
from assessment.records.statements import give_statement
from assessment.records.states import BodyKind
from assessment.scenario import CloseServicePoint, Scenario, write_scenario
from tests.records import postgresql

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "data" / "demo"
KIND = "library"
QUESTIONS = ("Mikä vaihtoehto sopii teille parhaiten?", "Mitä tietoa puuttuu?")
WORDS = "Kirjaston pitää olla enintään 3 km päässä, ja sinne pitää päästä bussilla ennen puolta päivää. " * 15
DAY, CLOCK = "2100-12-17", "16:00"


@contextmanager
def empty_record(kind: str, folder: Path) -> Iterator[str]:
    """The address of a record to be made: `sqlite` in the folder, or `postgresql` on a server that waits for its
    disk."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'records.sqlite'}"
        return
    with postgresql.server(durable=True) as address:
        postgresql.run_sql(address, "CREATE DATABASE measured")
        yield f"{address}/measured"


@dataclass
class Making:
    """Makes bodies, matters, requests and statements on one record."""

    url: str
    folder: Path
    database: Database = field(init=False)

    def __post_init__(self) -> None:
        self.database = open_database(self.url, self.folder)
        self.preparer = local_actor(self.database, "Veikko Valmistelija", {(Role.PREPARER, None)})
        self.administrator = local_actor(self.database, "Aino Ylläpitäjä", {(Role.ADMINISTRATOR, None)})
        self.matters = 0

    @cached_property
    def municipality(self) -> Municipality:
        return read_municipality(DEMO)

    @cached_property
    def scenarios(self) -> tuple[Scenario, ...]:
        """Today, and the closing of each of the first two libraries."""
        points = self.municipality.service_points.table
        ids = points.loc[points["kind"] == KIND, "id"].tolist()[:2]
        closed = (Scenario(f"VE{n}", "", (CloseServicePoint(one),)) for n, one in enumerate(ids, start=1))
        return (Scenario("VE0"), *closed)

    @cached_property
    def baseline(self) -> Baseline:
        settings = self.municipality.settings
        start, end = (
            int(hours) * 3600 + int(minutes) * 60
            for hours, minutes in (clock.split(":") for clock in settings.default_window.split("-"))
        )
        query = Query(settings.default_date, (start, end), kinds=(KIND,), modes=("transit", "walk"))
        return prepare(self.municipality, query)

    @cached_property
    def impact(self) -> Impact:
        return assess(self.baseline, self.scenarios)

    def body(self, name: str, kind: BodyKind = BodyKind.OLDER_PEOPLE) -> int:
        """A council, or another body."""
        council = kind is not BodyKind.DECIDING
        form = BodyForm(name, kind, statutory=council, legal_basis="27" if council else "")
        return add_body(self.database, self.administrator, form).id

    def secretary(self, body_id: int) -> Actor:
        """The secretary of a council."""
        return local_actor(self.database, f"Sihteeri {body_id}", {(Role.COUNCIL_SECRETARY, body_id)})

    def matter(self, title: str = "Kirjastojen palveluverkko", public: bool = False, board: int | None = None) -> int:
        """A matter with three alternatives, their results frozen; `board` decides it."""
        self.matters += 1
        number = f"{self.matters}/10.03.07.00/2026"
        name = f"{title} {self.matters}"
        form = MatterForm(
            number, name, "Kuvaus. " * 40, services=(KIND,), subjects=("services",), deciding_body_id=board
        )
        matter = create_matter(self.database, self.preparer, form)
        screen_matter(self.database, self.preparer, matter.id, True, ("service_network",), "", matter.version)
        for scenario in self.scenarios:
            name = f"Vaihtoehto {scenario.name}"
            add_alternative(self.database, self.preparer, matter.id, name, "Kuvaus.", write_scenario(scenario))
        run = run_of_matter(self.database, self.preparer, matter.id)
        freeze_results(self.database, self.preparer, run.to_freeze(), self.impact)
        if public:
            publish_matter(self.database, self.preparer, matter.id)
        return matter.id

    def ask(self, matter_id: int, body_id: int) -> int:
        """Ask a body for its statement."""
        form = RequestForm(body_id, DAY, CLOCK, QUESTIONS, "Pyydämme lausuntoanne.")
        return send_request(self.database, self.preparer, matter_id, form).id

    def give(self, request_id: int, secretary: Actor, alternatives: list[int], mark: str = "") -> Receipt:
        """Give the statement asked for."""
        return give_statement(self.database, secretary, request_id, statement_fields(alternatives, mark))

    def alternatives_of(self, matter_id: int) -> list[int]:
        """The ids of a matter's alternatives, in order."""
        with self.database.reading() as session:
            return [one.id for one in session.get_one(Matter, matter_id).alternatives]

    def lengthen(self, matter_ids: list[int], entries: int, at_once: int = 1000) -> None:
        """Add entries to the history, turn by turn of each matter: what many years of edits leave behind."""
        for start in range(0, entries, at_once):
            with self.database.transaction() as session:
                session.autoflush = False
                for number in range(start, min(start + at_once, entries)):
                    matter = session.get_one(Matter, matter_ids[number % len(matter_ids)])
                    facts = {"changed": ["description"], "description": f"Kuvaus {number}. " * 8}
                    append(session, self.preparer, Action.MATTER_EDIT, matter_scope(matter), facts, version=number)


def statement_fields(alternatives: list[int], mark: str = "") -> dict[str, str]:
    """The fields of a whole statement of some two pages."""
    fields = {
        "answer_1": "Nykyinen.",
        "answer_2": "Montako penkkiä reitillä on?",
        "text": f"{mark}\n{WORDS}",
        "conditions": "Bussi pysähtyy ovella.",
        "missing_information": "Aukioloajat.",
        "meeting_date": "1.11.2026",
        "section": "43",
        "chair": "Päivi Puheenjohtaja",
        "secretary": "Siiri Sihteeri",
    }
    for number, alternative in enumerate(alternatives):
        fields[f"stance_{alternative}"] = "opposes" if number else "supports"
        fields[f"reason_{alternative}"] = "Matka pitenee liikaa." if number else "Tämä käy."
    return fields


def say(words: str) -> None:
    """Tell on the error stream how far the making is."""
    print(words, file=sys.stderr, flush=True)

"""A small matter for tests: a town on a line, two alternatives with frozen results, councils that are asked."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessment.assess import Baseline, Impact, Query, assess, prepare
from assessment.records.actor import Actor
from assessment.records.alternatives import AlternativeRecord, add_alternative
from assessment.records.database import Database
from assessment.records.decisions import DecisionForm
from assessment.records.freezing import freeze_result
from assessment.records.matters import MatterForm, MatterRecord, create_matter, screen_matter
from assessment.records.requests import RequestForm, RequestRecord, send_request
from assessment.records.statement_rows import Receipt
from assessment.records.statements import give_statement
from assessment.scenario import ChangeOpeningHours, CloseServicePoint, Scenario, write_scenario
from tests.impact.towns import DATE, WINDOW, line_town
from tests.records.people import People

TODAY = Scenario("VE0", "", ())
CLOSED = Scenario("VE1", "Pohjoisen halli suljetaan", (CloseServicePoint("north"),))
KINDER = Scenario(
    "VE1", "Pohjoisen halli suljetaan", (CloseServicePoint("north"), ChangeOpeningHours("south", "Mo-Su 06:00-22:00"))
)


@functools.cache
def baseline() -> Baseline:
    """A town of two areas: 100 and 40 people beside a hall each, and two of 5 whom nobody is to count."""
    town = line_town(
        {
            "s": (0, 100, 20, 15, 12),
            "n": (4000, 40, 12, 11, 10),
            "f": (8400, 5, 5, 0, 0),
            "g": (9000, 5, 5, 0, 0),
        },
        {"south": ("swimming_hall", 100, "Mo-Su 10:00-18:00"), "north": ("swimming_hall", 4100, "Mo-Su 10:00-18:00")},
        (2000, 8000, 8700, 1e5),
    )
    return prepare(town, Query(DATE, WINDOW, modes=("walk",)))


@functools.cache
def impact_of(*scenarios: Scenario) -> Impact:
    """The impact of scenarios on the town."""
    return assess(baseline(), scenarios)


@dataclass
class Hearing:
    """A matter with VE0 and VE1 frozen, its people, and short ways to act in it."""

    database: Database
    people: People
    planner: Actor
    preparer: Actor
    matter: MatterRecord
    alternatives: Sequence[AlternativeRecord]

    def ask(self, body_id: int | None = None, day: str = "2026-12-01", clock: str = "16:00") -> RequestRecord:
        """Send a request, by default to the older people's council."""
        form = RequestForm(body_id or self.people.older, day, clock, ("Mikä on paras?",), "Pyydämme lausuntoa.")
        return send_request(self.database, self.planner, self.matter.id, form)

    def fields(self, **changed: str) -> dict[str, str]:
        """A whole statement form, some fields changed."""
        said = {
            "meeting_date": "2026-11-02",
            "section": "§ 19",
            "answer_1": "Nykyinen.",
            "text": "Hallin pitää olla enintään 3 km päässä. Auki jo aamulla.",
            "conditions": "Bussi pysähtyy ovella.",
            "missing_information": "Montako pysäköintipaikkaa?",
            "chair": "Kaisa Kuusi",
            "secretary": "Siiri Salo",
            "dissenting_name_1": "Eero Eri",
            "dissenting_text_1": "Olen eri mieltä.",
        }
        for alternative in self.alternatives:
            said[f"stance_{alternative.id}"] = "supports" if alternative.label == "VE0" else "opposes"
            said[f"reason_{alternative.id}"] = f"Perustelu {alternative.label}."
        return said | changed

    def give(self, request: RequestRecord, secretary: Actor | None = None, **changed: str) -> Receipt:
        """Give a statement, by default by the older people's secretary."""
        giver = secretary or self.people.secretary()
        return give_statement(self.database, giver, request.id, self.fields(**changed))

    def decision(self, accounts: Mapping[int, str] | None = None, **changed: object) -> DecisionForm:
        """A whole decision form of the board, some parts changed."""
        parts: dict[str, object] = {
            "body_id": self.people.board,
            "date": "2026-11-02",
            "section": "§ 106",
            "alternative_id": self.alternatives[0].id,
            "grounds": "Lausuntojen perusteella.",
            "accounts": accounts or {},
        }
        return DecisionForm(**(parts | changed))  # type: ignore[arg-type]

    def freeze(self, number: int, scenario: Scenario, reason: str = "") -> AlternativeRecord:
        """Freeze an alternative's result (again) of a scenario; the alternative as it is then."""
        from assessment.records.overview import matter_overview

        now = matter_overview(self.database, self.planner, self.matter.id).alternatives[number].alternative
        impact, text = impact_of(scenario), write_scenario(scenario)
        freeze_result(self.database, self.planner, now.id, impact, text, now.version, reason)
        return matter_overview(self.database, self.planner, self.matter.id).alternatives[number].alternative


def open_hearing(database: Database, people: People, number: str = "4524/10.03.07.00/2021") -> Hearing:
    """A matter with two frozen alternatives, to be assessed, nobody asked yet."""
    planner, preparer = people.planner(), people.preparer()
    form = MatterForm(
        number,
        "Uimahallin paikka",
        "Selkeä kuvaus.",
        (("2.12.2026", "Lausunnot"),),
        ("mobility", "services"),
        ("swimming_hall",),
        (),
        preparer.person_id,
        people.board,
    )
    opened = create_matter(database, planner, form)
    matter = screen_matter(database, planner, opened.id, True, ("service_network",), "", opened.version)
    alternatives = []
    for title, scenario in (("Nykyinen", TODAY), ("Pohjoinen suljetaan", CLOSED)):
        text = write_scenario(scenario)
        added = add_alternative(database, planner, matter.id, title, "", text)
        freeze_result(database, planner, added.id, impact_of(scenario), text, added.version)
        alternatives.append(added)
    return Hearing(database, people, planner, preparer, matter, alternatives)

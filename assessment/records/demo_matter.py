"""The example matter: the siting of a swimming hall, computed on the demo municipality, heard half-way, not decided.

Made through the same use cases as any matter, so that every rule holds for it and its history can be verified.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.assess import Baseline, Impact, Progress, Query, assess, modes_possible, prepare
from assessment.inputs.municipality import Municipality
from assessment.records import demo_texts as texts
from assessment.records.actor import Actor, Role
from assessment.records.alternatives import AlternativeRecord, add_alternative, edit_alternative
from assessment.records.database import Database
from assessment.records.deadlines import HELSINKI
from assessment.records.freezing import freeze_results, run_of_matter
from assessment.records.frozen_maps import FrozenJourney
from assessment.records.history import append
from assessment.records.matters import MatterForm, create_matter, screen_matter
from assessment.records.people import local_actor
from assessment.records.requests import RequestForm, send_request
from assessment.records.responses import answer_point, publish_responses, split_statement
from assessment.records.schema import Body, Matter
from assessment.records.scopes import matter_scope
from assessment.records.statements import give_statement
from assessment.records.states import BodyKind
from assessment.records.written_impacts import WrittenImpactForm, add_written_impact
from assessment.scenario import (
    Change,
    ChangeOpeningHours,
    CloseServicePoint,
    OpenServicePoint,
    Scenario,
    write_scenario,
)

KIND = "swimming_hall"
NEW_HALL = "swimming-hall-new"
CLOSED = ("swimming-hall-urheilupuisto", "swimming-hall-kuusankoski")
CHANGED = 3  # the alternative that the council's statement changes
SUBJECTS = ("wellbeing", "health", "participation", "mobility", "services")
DEADLINE_DAYS = 21
DEADLINE_TIME = "16:00"

PREPARER = "Esimerkki Valmistelija"
PLANNER = "Esimerkki Suunnittelija"
SECRETARY = "Esimerkki Sihteeri"


# Puts journeys of the named alternatives into words, by name; words are not the record's business.
Tell = Callable[[Baseline, Impact, Sequence[str], Progress], Mapping[str, Sequence[FrozenJourney]]]
# How the work is shared out: getting ready, the alternatives, those with the changed one, journeys of both.
_READY, _ASSESSED, _TOLD, _CHANGED = 0.4, 0.65, 0.8, 0.95


@dataclass(frozen=True)
class DemoMatter:
    """The example matter and its bodies. `made` is False where it was on record already."""

    matter_id: int
    older_body_id: int
    disabled_body_id: int
    deciding_body_id: int
    made: bool


def no_journeys(
    _baseline: Baseline, _impact: Impact, _names: Sequence[str], _progress: Progress
) -> Mapping[str, Sequence[FrozenJourney]]:
    """Tell no journeys."""
    return {}


def create_demo_matter(
    database: Database,
    municipality: Municipality,
    preparer: Actor | None = None,
    tell: Tell = no_journeys,
    progress: Progress = lambda _: None,
) -> DemoMatter:
    """Put the example matter on record, once; `preparer`: whose it is, by default a person of the example's own.

    The bodies are those on record of their kind, else made and marked as examples. Takes the time of one assessment of
    six alternatives. Everything is computed before anything is written: `progress` is told the done part in 0..1 and
    may raise to cancel, then nothing is on record. Raises Refused where the municipality is not the demo (its swimming
    halls are not there).
    """
    existing = _existing(database)
    if existing is not None:
        return DemoMatter(existing, *_bodies(database), made=False)
    computed = _compute(municipality, tell, progress)
    with_mornings = computed.with_mornings
    bodies = _bodies(database)
    older, disabled, deciding = bodies
    owner = preparer or local_actor(database, PREPARER, {(Role.PREPARER, None)})
    planner = local_actor(database, PLANNER, {(Role.PLANNER, None)}) if preparer is None else preparer
    secretary = local_actor(database, SECRETARY, {(Role.COUNCIL_SECRETARY, older)})
    matter_id = _matter(database, planner, owner, deciding)
    alternatives = _alternatives(database, planner, matter_id, computed)
    for number, dimension, words, direction, size, term, reason in texts.WRITTEN:
        of = None if number is None else alternatives[number].id
        add_written_impact(
            database, owner, matter_id, WrittenImpactForm(dimension, words, direction, size, term, reason, of)
        )
    today = database.now().astimezone(HELSINKI).date()
    deadline = (today + datetime.timedelta(days=DEADLINE_DAYS)).isoformat()
    asked = [
        send_request(
            database, planner, matter_id, RequestForm(body, deadline, DEADLINE_TIME, texts.QUESTIONS, texts.MESSAGE)
        )
        for body in (older, disabled)
    ]
    receipt = give_statement(database, secretary, asked[0].id, _statement_fields(alternatives, today))
    changed = edit_alternative(
        database,
        planner,
        alternatives[CHANGED].id,
        alternatives[CHANGED].title,
        alternatives[CHANGED].description,
        write_scenario(with_mornings),
        alternatives[CHANGED].version,
    )
    run = run_of_matter(database, planner, matter_id)
    freeze_results(
        database, planner, run.to_freeze(), computed.changed_impact, texts.FREEZE_REASON, computed.changed_journeys
    )
    _answer(database, owner, receipt.statement_id, changed.id)
    return DemoMatter(matter_id, *bodies, made=True)


@dataclass(frozen=True, eq=False)
class _Computed:
    """The alternatives, and the one that the statement changes, in figures and journeys."""

    scenarios: Sequence[Scenario]
    with_mornings: Scenario
    impact: Impact
    journeys: Mapping[str, Sequence[FrozenJourney]]
    changed_impact: Impact
    changed_journeys: Mapping[str, Sequence[FrozenJourney]]


def _compute(municipality: Municipality, tell: Tell, progress: Progress) -> _Computed:
    scenarios = [Scenario("VE0", texts.TODAY_DESCRIPTION, ())]
    scenarios += [
        Scenario(f"VE{number}", site.description, _changes(site, texts.HOURS))
        for number, site in enumerate(texts.SITES, start=1)
    ]
    with_mornings = _opened_earlier(scenarios[CHANGED])
    # As a run of the matter has it: what was published of the alternative before stands first, under its version.
    first = replace(scenarios[CHANGED], name=f"{scenarios[CHANGED].name} (1)")
    run = [first, *(with_mornings if one is scenarios[CHANGED] else one for one in scenarios)]

    def part(start: float, end: float) -> Progress:
        return lambda share: progress(start + (end - start) * share)

    baseline = prepare(municipality, _query(municipality), part(0.0, _READY))
    impact = assess(baseline, scenarios, None, part(_READY, _ASSESSED))
    journeys = tell(baseline, impact, [one.name for one in scenarios], part(_ASSESSED, _TOLD))
    changed_impact = assess(baseline, run, None, part(_TOLD, _CHANGED))
    changed_journeys = tell(baseline, changed_impact, [with_mornings.name], part(_CHANGED, 1.0))
    return _Computed(scenarios, with_mornings, impact, journeys, changed_impact, changed_journeys)


def _query(municipality: Municipality) -> Query:
    settings = municipality.settings
    start, end = (_seconds(clock) for clock in settings.default_window.split("-"))
    return Query(settings.default_date, (start, end), kinds=(KIND,), modes=modes_possible(municipality))


def _seconds(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60


def _changes(site: texts.Site, hours: str) -> tuple[Change, ...]:
    new = OpenServicePoint(NEW_HALL, f"Uusi uimahalli, {site.title}", KIND, site.lon, site.lat, hours)
    return (*(CloseServicePoint(hall) for hall in CLOSED), new)


def _opened_earlier(scenario: Scenario) -> Scenario:
    return replace(scenario, changes=(*scenario.changes, ChangeOpeningHours(NEW_HALL, texts.HOURS_WITH_MORNINGS)))


def _existing(database: Database) -> int | None:
    with database.reading() as session:
        return session.scalar(select(Matter.id).where(Matter.register_number == texts.REGISTER_NUMBER))


def _bodies(database: Database) -> tuple[int, int, int]:
    """The older people's council, the disabled people's council and the body that decides: ids."""
    with database.transaction() as session:
        return (
            _body(session, BodyKind.OLDER_PEOPLE, "Vanhusneuvosto", True, "27"),
            _body(session, BodyKind.DISABLED_PEOPLE, "Vammaisneuvosto", True, "28"),
            _body(session, BodyKind.DECIDING, "Kaupunginhallitus", False, ""),
        )


def _body(session: Session, kind: BodyKind, name: str, statutory: bool, legal_basis: str) -> int:
    wanted = select(Body.id).where(Body.kind == kind, Body.active, Body.statutory == statutory).order_by(Body.id)
    known = session.scalar(wanted)
    if known is not None:
        return known
    body = Body(name=name, kind=kind, statutory=statutory, legal_basis=legal_basis, active=True, example=True)
    session.add(body)
    session.flush()
    return body.id


def _matter(database: Database, planner: Actor, owner: Actor, deciding: int) -> int:
    today = database.now().astimezone(HELSINKI).date()
    form = MatterForm(
        texts.REGISTER_NUMBER,
        texts.TITLE,
        texts.DESCRIPTION,
        tuple(((today + datetime.timedelta(days=days)).isoformat(), what) for days, what in texts.MILESTONES),
        SUBJECTS,
        (KIND,),
        (),
        owner.person_id,
        deciding,
    )
    matter = create_matter(database, planner, form)
    with database.transaction() as session:
        row = session.get_one(Matter, matter.id)
        row.example = True
        session.flush()
        append(session, planner, "matter_mark_example", matter_scope(row), version=row.version_id)
        version = row.version_id
    criteria = ("many_residents", "group_or_area", "cost_100000_eur", "service_network")
    screen_matter(database, planner, matter.id, True, criteria, texts.SCREENING_REASON, version)
    return matter.id


def _alternatives(database: Database, planner: Actor, matter_id: int, computed: _Computed) -> list[AlternativeRecord]:
    titles = (texts.TODAY_TITLE, *(site.title for site in texts.SITES))
    made = [
        add_alternative(database, planner, matter_id, title, scenario.description, write_scenario(scenario))
        for title, scenario in zip(titles, computed.scenarios, strict=True)
    ]
    to_freeze = run_of_matter(database, planner, matter_id).to_freeze()
    freeze_results(database, planner, to_freeze, computed.impact, journeys=computed.journeys)
    return [replace(one, version=one.version + 1, result_version=1) for one in made]


def _statement_fields(alternatives: Sequence[AlternativeRecord], today: datetime.date) -> dict[str, str]:
    fields = {
        "meeting_date": today.isoformat(),
        "section": texts.SECTION,
        "text": texts.STATEMENT_TEXT,
        "conditions": texts.CONDITIONS,
        "missing_information": texts.MISSING_INFORMATION,
        "chair": texts.CHAIR,
        "secretary": texts.SECRETARY,
        "dissenting_name_1": texts.DISSENTING_NAME,
        "dissenting_text_1": texts.DISSENTING_TEXT,
    }
    for alternative, (stance, reason) in zip(alternatives, texts.STANCES, strict=True):
        fields |= {f"stance_{alternative.id}": stance, f"reason_{alternative.id}": reason}
    return fields | {f"answer_{number}": answer for number, answer in enumerate(texts.ANSWERS, start=1)}


def _answer(database: Database, owner: Actor, statement_id: int, changed_id: int) -> None:
    """Answer all points but the last, and show the answers to the council."""
    quotes = [quote for quote, _, _ in texts.RESPONSES]
    points = split_statement(database, owner, statement_id, [*quotes, texts.WAITING_QUOTE])
    for point, (quote, answer, reason) in zip(points, texts.RESPONSES, strict=False):
        link = changed_id if quote == texts.MORNINGS else None
        answer_point(database, owner, point.id, answer, reason, point.version, link)
    publish_responses(database, owner, statement_id)

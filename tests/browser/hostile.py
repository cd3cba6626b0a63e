"""A municipality and a record in which every name and text tries to run: payloads wherever somebody may write."""

from __future__ import annotations

import csv
import datetime as dt
import io
import shutil
import zipfile
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path
from typing import Any

import geopandas as gpd
import yaml

from assessment.assess import Query, assess, prepare
from assessment.inputs.municipality import Municipality, read_municipality
from assessment.records.actor import Actor, Role
from assessment.records.alternatives import add_alternative, withdraw_alternative
from assessment.records.attachments import add_attachment
from assessment.records.bodies import BodyForm, add_body
from assessment.records.closing_requests import decline_request, lapse_request
from assessment.records.database import Database, open_database
from assessment.records.deadlines import HELSINKI
from assessment.records.decisions import DecisionForm, record_decision
from assessment.records.follow_ups import FollowUpForm, add_follow_up
from assessment.records.freezing import freeze_results, run_of_matter
from assessment.records.frozen_maps import FrozenJourney
from assessment.records.invitations import create_invitation
from assessment.records.matters import MatterForm, create_matter, screen_matter
from assessment.records.overview import matter_overview
from assessment.records.people import erase_person, local_actor
from assessment.records.plain_texts import approve_plain_text, write_plain_text
from assessment.records.proposals import propose
from assessment.records.requests import RequestForm, remind, send_request
from assessment.records.responses import answer_point, publish_responses, split_statement
from assessment.records.statements import give_statement
from assessment.records.states import SUBJECTS, OwnerKind
from assessment.records.written_impacts import WrittenImpactForm, add_written_impact
from assessment.scenario import CloseServicePoint, OpenServicePoint, Scenario, write_scenario
from pages.statements.local_mode import LOCAL_NAME
from tests.browser.test_council import PAYLOADS

# Where the councils' pages have only HTML, the app has scripts of the map, Markdown and addresses too.
PAYLOADS_OF_APP = (
    *PAYLOADS,
    "</script><script>alert(31)</script>",
    "';alert(32);//",
    '";alert(33);//',
    "`${alert(34)}`",
    "\\';alert(35);//",
    "[x](javascript:alert(36))",
    "![x](https://x.example/x.png)",
    "$\\href{javascript:alert(37)}{x}$",
    "<template><script>alert(38)</script></template>",
    "<style>@import'//x.example/x';</style>",
)
ALL = "\n\n".join(PAYLOADS_OF_APP)
# Five at a time fit whole into a name of 200 characters.
NAMES = tuple(" ".join(PAYLOADS_OF_APP[first : first + 5]) for first in range(0, len(PAYLOADS_OF_APP), 5))


@dataclass(frozen=True)
class Hostile:
    """Where the record is, and the matter that has everything."""

    url: str
    matter_id: int
    requests: tuple[int, ...]


def hostile_folder(demo: Path, folder: Path) -> Path:
    """The demo municipality with a payload in every name: places, areas, services, lines, stops, taxis, kinds."""
    shutil.copytree(demo, folder, dirs_exist_ok=True)
    one = cycle(PAYLOADS_OF_APP)
    settings = yaml.safe_load((folder / "municipality.yaml").read_text(encoding="utf-8"))
    settings |= {"name": next(one), "example": False}
    settings["kinds"] = {kind: {language: next(one) for language in words} for kind, words in settings["kinds"].items()}
    for place in settings["places"]:
        place["name"] = next(one)
    for source in settings["sources"].values():
        source |= {"owner": next(one), "licence": next(one)}
    (folder / "municipality.yaml").write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    areas = gpd.read_file(folder / "areas.gpkg")
    areas["name"] = [next(one) for _ in range(len(areas))]
    (folder / "areas.gpkg").unlink()
    areas.to_file(folder / "areas.gpkg", driver="GPKG")
    points = folder / "service_points.csv"
    points.write_text(_renamed(points.read_text(encoding="utf-8"), ("name",), one), encoding="utf-8")
    taxis = yaml.safe_load((folder / "service_taxi.yaml").read_text(encoding="utf-8"))
    for taxi in taxis["service_taxis"]:
        taxi |= {"name": next(one), "note": next(one)}
    (folder / "service_taxi.yaml").write_text(yaml.safe_dump(taxis, allow_unicode=True), encoding="utf-8")
    _rename_timetable(folder / "timetable.zip", one)
    return folder


def hostile_record(folder: Path, data: Path) -> Hostile:
    """A record with eight matters, one of them from its opening to its follow-up, all in payloads."""
    url = f"sqlite:///{folder / 'records.sqlite'}"
    clock = _Clock(dt.timedelta(days=-10))  # the deadline that lapses is to go by
    database = open_database(url, clock=clock)

    def working() -> Actor:
        return local_actor(database, LOCAL_NAME, {(Role.PREPARER, None), (Role.PLANNER, None)})

    preparer = working()
    administrator = local_actor(database, NAMES[0], {(Role.ADMINISTRATOR, None)})
    bodies = [
        add_body(database, administrator, BodyForm(name, "older_people", name_sv=name, name_en=name)).id
        for name in NAMES
    ]
    board = add_body(database, administrator, BodyForm(f"Päättävä {PAYLOADS_OF_APP[0]}", "deciding")).id
    numbers = count(1)

    def matter(name: str, owner: Actor) -> int:
        form = MatterForm(
            f"{next(numbers)}/10.03.07.00/2026",
            name,
            ALL,
            (("2.12.2026", name), ("3.12.2026", NAMES[-1])),
            tuple(SUBJECTS)[:2],
            ("library",),
            (),
            None,
            board,
        )
        return create_matter(database, owner, form).id

    main = matter(NAMES[0], preparer)
    for name in NAMES[1:]:
        matter(name, local_actor(database, name, {(Role.PREPARER, None)}))
    screen_matter(database, preparer, main, True, (), ALL, 1)
    place = read_municipality(data)
    alternatives = _alternatives(database, preparer, main, place)
    for of in (None, *alternatives[:2]):
        form = WrittenImpactForm("residents", ALL, "negative", "large", "short", ALL, of)
        add_written_impact(database, preparer, main, form)
    add_attachment(database, preparer, OwnerKind.MATTER, main, f"{PAYLOADS_OF_APP[0]}.txt", b"teksti")
    requests = []
    for body in bodies:
        deadline = f"{clock() + dt.timedelta(days=5):%Y-%m-%d}" if body == bodies[-1] else "2100-12-17"
        asked = RequestForm(body, deadline, "16:00", (ALL[:1900], NAMES[0]), ALL)
        requests.append(send_request(database, preparer, main, asked).id)
    reminded = remind(database, preparer, requests[-1])
    clock.behind = dt.timedelta()
    preparer, administrator = working(), local_actor(database, NAMES[0], {(Role.ADMINISTRATOR, None)})
    lapse_request(database, preparer, requests[-1], ALL, reminded.version)
    secretaries = [
        local_actor(database, name, {(Role.COUNCIL_SECRETARY, body)}) for name, body in zip(NAMES, bodies, strict=True)
    ]
    given = give_statement(database, secretaries[0], requests[0], _statement(alternatives))
    for secretary, request in zip(secretaries[1:-1], requests[1:-1], strict=True):
        decline_request(database, secretary, request, ALL, 1)
    points = split_statement(database, preparer, given.statement_id, PAYLOADS_OF_APP[:6])
    for point in points:
        answer_point(database, preparer, point.id, "not", ALL, point.version)
    publish_responses(database, preparer, given.statement_id)
    create_invitation(database, administrator, bodies[0], Role.COUNCIL_MEMBER, NAMES[2])
    propose(database, preparer, main, alternatives[1], ALL)
    for language in ("fi", "sv", "en"):
        plain = write_plain_text(database, preparer, main, language, ALL)
        approve_plain_text(database, preparer, plain.id, plain.version)
    last = matter_overview(database, preparer, main).alternatives[-1].alternative
    withdraw_alternative(database, preparer, last.id, ALL, last.version)
    leaving = local_actor(database, f"Poistuva {PAYLOADS_OF_APP[0]}", {(Role.PREPARER, None)})
    assert leaving.person_id is not None
    erase_person(database, administrator, leaving.person_id, ALL)
    today = database.now().astimezone(HELSINKI).date().isoformat()
    decider = local_actor(database, NAMES[3], {(Role.DECISION_MAKER, board)})
    record_decision(
        database,
        decider,
        main,
        DecisionForm(board, today, PAYLOADS_OF_APP[0][:38], alternatives[1], ALL, {given.statement_id: ALL}),
    )
    add_follow_up(database, preparer, main, FollowUpForm(today, NAMES[4], ALL))
    database.empty_log()
    database.close()
    return Hostile(url, main, tuple(requests))


@dataclass
class _Clock:
    """The machine's clock, set behind for a while."""

    behind: dt.timedelta

    def __call__(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + self.behind


def _alternatives(database: Database, preparer: Actor, matter_id: int, place: Municipality) -> list[int]:
    """As many alternatives as there are names, all frozen; in each a service opens whose name is a payload."""
    libraries = [point for point in place.service_points.table.itertuples() if point.kind == "library"]
    made = []
    for number, name in enumerate(NAMES):
        changes: tuple[Any, ...] = ()
        if number:
            at = libraries[0]
            shown = name.replace("\u2028", "")  # no line break stands in a change's name
            new = OpenServicePoint(f"library-new-{number}", shown, "library", at.lon, at.lat, "Mo-Fr 09:00-15:00")
            changes = (new, CloseServicePoint(libraries[number].id))
        text = write_scenario(Scenario(f"VE{number}", name, changes))
        made.append(add_alternative(database, preparer, matter_id, name, ALL, text).id)
    run = run_of_matter(database, preparer, matter_id)
    settings = place.settings
    query = Query(settings.default_date, (9 * 3600, 11 * 3600), kinds=("library",), modes=("walk",))
    impact = assess(prepare(place, query), run.together(place))
    texts = {"fi": ALL, "sv": ALL, "en": ALL}
    journey = FrozenJourney(NAMES[0], "45100", "age_75_", "library", texts, texts)
    journeys = {one.name: [journey] for one in run.scenarios}
    freeze_results(database, preparer, run.to_freeze(), impact, ALL, journeys)
    return made


def _statement(alternatives: list[int]) -> dict[str, str]:
    fields = {
        "meeting_date": "24.11.2026",
        "section": PAYLOADS_OF_APP[0][:38],
        "text": "\n".join(PAYLOADS_OF_APP),
        "conditions": ALL,
        "missing_information": ALL,
        "chair": NAMES[0],
        "secretary": NAMES[1],
        "dissenting_name_1": NAMES[2],
        "dissenting_text_1": ALL,
        "answer_1": ALL,
        "answer_2": ALL,
    }
    for alternative in alternatives:
        fields |= {f"stance_{alternative}": "opposes", f"reason_{alternative}": ALL}
    return fields


def _rename_timetable(path: Path, one: Any) -> None:
    names = {
        "agency.txt": ("agency_name",),
        "routes.txt": ("route_short_name", "route_long_name"),
        "stops.txt": ("stop_name",),
        "trips.txt": ("trip_headsign",),
    }
    with zipfile.ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for member, content in members.items():
            text = content.decode("utf-8")
            new.writestr(member, _renamed(text, names[member], one) if member in names else text)


def _renamed(text: str, columns: tuple[str, ...], one: Any) -> str:
    """A CSV with a payload in each of the columns; the same name stays one name."""
    rows = list(csv.DictReader(io.StringIO(text)))
    known: dict[str, str] = {}
    for row in rows:
        for column in columns:
            if row[column]:
                row[column] = known.setdefault(row[column], next(one))
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()

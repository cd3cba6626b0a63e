"""`python -m assessment visits` as a user runs it: a village worked out on paper, and what it refuses.

Everything lies on one meridian, in paper metres of the town (see `tests/reference/town.py`): at 1 m/s a walk of n takes
n whole seconds. Walks of at most 15 min; at most 120 min each way; 60 s to change; opening 10:00-18:00 and a stay of
60 min where nothing else is said.

    home -300 | A 0 | shop and stop F 400 | B 10000 | library 10100 | cabin 20000, which nothing serves

Weekdays, Wednesday 2026-03-04. One bus in, A 09:30 - B 10:00, and one bus out, B 12:00 - A 12:30.
home -> library. Leaves at 09:30 - 300 s = 09:25:00, there at 10:00 + 100 s = 10:01:40, ready at 11:01:40, 100 s to the
bus at 12:00, home at 12:30 + 300 s = 12:35:00. Away 12:35 - 09:25 = 190 min, one option. To catch the bus she must be
ready by 11:58:20.
  opening at 10:58: ready at 11:58:00, just in time. At 10:59: ready at 11:59:00, the bus is missed by 40 s: impossible.
  closing at 11:02: she is ready at 11:01:40. At 11:01: impossible.
  stay of 116 min: ready at 11:57:40. 117 min: 11:58:40, impossible.
  home by 12:35, just. By 12:34: impossible.
  at most 94 min each way: home takes 12:35:00 - 11:01:40 = 93:20, just. At most 93: impossible.
  openings 10:00-10:30 and 10:50-12:00: 60 min do not fit the first; of the second she is ready at 11:50:00. With the
    second from 11:00 on: ready at 12:00:00, impossible.
  stay of 20 min, open 10:00-10:30: ready at 10:21:40, home takes 12:35:00 - 10:21:40 = 133:20 with the wait at B:
    possible with at most 134 min each way, not with 120. With a second opening 10:50-12:00 she may stay there until
    11:10:00 instead, and the way home takes 85 min.
  at most 4 min on foot: 300 s to A are too far, impossible.
home -> shop, on foot: 700 + 3600 + 700 s = 83:20, one option.
  open 10:00-11:00: there at 10:00:00 sharp, so away from 09:48:20 until 11:11:40. Open 10:00-10:59: impossible.
  at most 11 min on foot: impossible.
home -> home: 60 min. home -> cabin: impossible. library -> home: the bus out is at 12:00, no bus in after: impossible.

Saturday 2026-03-07. Three buses in, at 08:30, 09:30 and 13:30, two out, at 12:00 and 15:30, all of 30 min; and one bus
F 11:30 - A 11:32. Open 10:00-18:00.
home -> library. 08:25 to 12:35 (there at 09:01:40, waits until 10:00, ready 11:00) = 250; 09:25 to 12:35 = 190; 13:25
  to 16:05 (ready at 15:01:40) = 160. Three options, the shortest 160: 13:25:00, 14:01:40, 16:05:00.
  home by 15:00: two options, 190. Opening at 11:00: the first two would be ready at 12:00 for the bus at 15:30: 460 and
    400 min away, but more than 120 min home, impossible: one option, 160. With at most 245 min each way: three.
home -> shop. On foot there, by bus from F at 11:30, home at 11:37:00; so there at 10:30:00, leaving at 10:18:20. Away
  78:40 against 83:20 on foot, one option (on foot, at whatever moment).

Sunday: no service, the date is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.reference import street_town, town
from tests.reference.asked_visits import Answer, ask_visits
from tests.reference.oracle import Limits, Place, seconds_of
from tests.reference.small_feeds import WEEKDAYS_ONLY, SmallFeed, call_command, run_command, write_places
from tests.reference.town import TOWN

PLACES = {"home": -300, "shop": 400, "library": 10100, "cabin": 20000}
WEDNESDAY, SATURDAY, SUNDAY = "2026-03-04", "2026-03-07", "2026-03-08"
IMPOSSIBLE = "-"


@dataclass(frozen=True)
class Case:
    """A question and its answer: away as min:s, three clocks (or "" where any will do), options, on foot."""

    way: str
    away: str
    clocks: str = ""
    options: int = 1
    on_foot: int = 0
    opening: str = "10:00-18:00"
    stay_min: int = 60
    home_by: str = "24:00"
    date: str = WEDNESDAY
    limits: Limits = field(default=TOWN)


LIBRARY = {"way": "home library", "away": "190:00", "clocks": "09:25:00 10:01:40 12:35:00"}
NO_LIBRARY = {"way": "home library", "away": IMPOSSIBLE}
SHOP = {"way": "home shop", "away": "83:20", "on_foot": 1}
SATURDAY_160 = {"way": "home library", "away": "160:00", "clocks": "13:25:00 14:01:40 16:05:00", "date": SATURDAY}
CASES = {
    "one bus in, one bus out": Case(**LIBRARY),
    "opens just early enough": Case(**LIBRARY, opening="10:58-18:00"),
    "opens a minute too late": Case(**NO_LIBRARY, opening="10:59-18:00"),
    "closes just late enough": Case(**LIBRARY, opening="10:00-11:02"),
    "closes a minute too early": Case(**NO_LIBRARY, opening="10:00-11:01"),
    "the longest stay": Case(**LIBRARY, stay_min=116),
    "a minute longer": Case(**NO_LIBRARY, stay_min=117),
    "home just in time": Case(**LIBRARY, home_by="12:35"),
    "home a minute late": Case(**NO_LIBRARY, home_by="12:34"),
    "the way home just short enough": Case(**LIBRARY, limits=TOWN.but(max_time_min=94)),
    "the way home too long with the wait": Case(**NO_LIBRARY, limits=TOWN.but(max_time_min=93)),
    "waits for the second opening": Case(**LIBRARY, opening="10:00-10:30,10:50-12:00"),
    "the second opening is too late": Case(**NO_LIBRARY, opening="10:00-10:30,11:00-13:00"),
    "a short stay": Case(**LIBRARY, opening="10:00-10:30", stay_min=20, limits=TOWN.but(max_time_min=134)),
    "a short stay, then too long a wait": Case(**NO_LIBRARY, opening="10:00-10:30", stay_min=20),
    "waits for the second opening, not for the bus": Case(**LIBRARY, opening="10:00-10:30,10:50-12:00", stay_min=20),
    "too far to the stop": Case(**NO_LIBRARY, limits=TOWN.but(max_walk_min=4)),
    "on foot": Case(**SHOP),
    "on foot, open just long enough": Case(**SHOP, clocks="09:48:20 10:00:00 11:11:40", opening="10:00-11:00"),
    "on foot, not open long enough": Case("home shop", IMPOSSIBLE, opening="10:00-10:59"),
    "on foot, too far": Case("home shop", IMPOSSIBLE, limits=TOWN.but(max_walk_min=11)),
    "at the place itself": Case("home home", "60:00", on_foot=1),
    "nothing goes there": Case("home cabin", IMPOSSIBLE),
    "the buses go the wrong way round": Case("library home", IMPOSSIBLE),
    "the shortest of three options": Case(**SATURDAY_160, options=3),
    "home early, two options": Case(**{**LIBRARY, "date": SATURDAY}, options=2, home_by="15:00"),
    "opening late leaves one option": Case(**SATURDAY_160, opening="11:00-18:00"),
    "unless one may wait": Case(**SATURDAY_160, options=3, opening="11:00-18:00", limits=TOWN.but(max_time_min=245)),
    "there on foot, back by bus": Case("home shop", "78:40", "10:18:20 10:30:00 11:37:00", date=SATURDAY),
}


def places(*names: str) -> list[Place]:
    return [(name, town.LON, town.north(PLACES[name])) for name in names]


@pytest.fixture(scope="module")
def timetable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    feed = SmallFeed()
    feed.service("WD", WEEKDAYS_ONLY)
    feed.service("SAT", "0000010")
    for stop, at in {"A": 0, "F": 400, "B": 10000}.items():
        feed.stop(stop, town.LON, town.north(at))
    feed.trip("in", "A 09:30, B 10:00", "WD")
    feed.trip("out", "B 12:00, A 12:30", "WD")
    for start, end in (("08:30", "09:00"), ("09:30", "10:00"), ("13:30", "14:00")):
        feed.trip(f"in {start}", f"A {start}, B {end}", "SAT")
    for start, end in (("12:00", "12:30"), ("15:30", "16:00")):
        feed.trip(f"out {start}", f"B {start}, A {end}", "SAT")
    feed.trip("from the shop", "F 11:30, A 11:32", "SAT")
    return feed.write(tmp_path_factory.mktemp("village") / "village.zip")


def runs() -> list[list[str]]:
    """Group the cases that one run of the command answers together."""
    together: dict[str, list[str]] = {}
    for name, case in CASES.items():
        key = (case.opening, case.stay_min, case.home_by, case.date, case.limits)
        together.setdefault(repr(key), []).append(name)
    return list(together.values())


@pytest.mark.parametrize("names", runs(), ids=lambda names: names[0])
def test_village_worked_out_on_paper(names: list[str], timetable: Path, tmp_path: Path) -> None:
    case = CASES[names[0]]
    found = ask_visits(
        tmp_path,
        origins=places(*PLACES),
        destinations=places(*PLACES),
        timetables=[timetable],
        date=case.date,
        opening=case.opening,
        options=[*case.limits.options(), f"--stay-min={case.stay_min}", f"--home-by={case.home_by}"],
    )
    for name in names:
        assert wrong(CASES[name], found) == "", name


def wrong(case: Case, found: dict[tuple[str, str], Answer]) -> str:
    start, end = case.way.split()
    answer = found[start, end]
    if case.away == IMPOSSIBLE:
        return "" if answer == Answer(None, (None, None, None), 0, 0) else f"should be impossible, is {answer}"
    left, _, home = answer.clocks
    right = (
        answer.away_s is not None
        and left is not None
        and home is not None
        and answer.away_s == pytest.approx(town.seconds(case.away), abs=0.3)
        and home - left == town.seconds(case.away)
        and (answer.outward_options, answer.on_foot) == (case.options, case.on_foot)
        and (not case.clocks or answer.clocks == tuple(map(seconds_of, case.clocks.split())))
    )
    return "" if right else f"should be {case}, is {answer}"


def test_all_pairs_at_once_and_their_order(timetable: Path, tmp_path: Path) -> None:
    everywhere = places("home", "cabin", "library", "shop")
    found = ask_visits(
        tmp_path,
        origins=everywhere,
        destinations=everywhere,
        timetables=[timetable],
        date=WEDNESDAY,
        opening="10:00-18:00",
        options=TOWN.options(),
    )
    possible = {pair for pair, answer in found.items() if answer.away_s is not None}
    itself = {(p[0], p[0]) for p in everywhere}
    # from the shop to A one walks 400 s, so the library is open to it as well
    assert possible == itself | {("home", "shop"), ("shop", "home"), ("home", "library"), ("shop", "library")}
    assert found["shop", "library"].clocks == tuple(map(seconds_of, ("09:23:20", "10:01:40", "12:36:40")))


def test_along_streets_on_foot_and_in_a_wheelchair(tmp_path: Path) -> None:
    """West to the foot of the steps: 600 m each way, 800 m without the steps; 60 min there."""
    feed, streets = tmp_path / "feed.zip", tmp_path / "streets.osm.pbf"
    street_town.write_timetable(feed)
    street_town.write_streets(streets)
    named = {place[0]: place for place in street_town.places()}
    for limits, away_s in ((TOWN, 4800), (street_town.ROLLING, 5200)):
        found = ask_visits(
            tmp_path,
            origins=[named["west"]],
            destinations=[named["foot"]],
            timetables=[feed],
            date=WEDNESDAY,
            opening="10:00-18:00",
            options=limits.options(),
            streets=streets,
        )["west", "foot"]
        assert found.away_s == pytest.approx(away_s, abs=3)  # a second or two for the centimetres of the street file
        assert (found.outward_options, found.on_foot) == (1, 1)


# --- what it refuses -------------------------------------------------------------------------------------------------


def arguments(feed: Path, folder: Path, **changed: object) -> list[object]:
    given = {
        "timetable": feed,
        "origins": write_places(folder / "from.csv", places("home")),
        "destinations": write_places(folder / "to.csv", places("library")),
        "date": WEDNESDAY,
        "opening": "10:00-18:00",
        "output": folder / "visits.csv",
        **changed,
    }
    return [w for name, value in given.items() if value is not None for w in ("--" + name.replace("_", "-"), value)]


REFUSED = {
    "no opening": ({"opening": None}, "--opening"),
    "no date": ({"date": None}, "--date"),
    "no timetable": ({"timetable": None}, "--timetable"),
    "a day without service": ({"date": SUNDAY}, SUNDAY),
    "closing before opening": ({"opening": "18:00-10:00"}, "18:00-10:00"),
    "no clock": ({"opening": "morning"}, "morning"),
    "openings that overlap": ({"opening": "10:00-13:00,12:00-14:00"}, "12:00-14:00"),
    "a negative stay": ({"stay_min": "-1"}, "-1"),
    "a stay in words": ({"stay_min": "long"}, "--stay-min"),
    "home by no clock": ({"home_by": "evening"}, "evening"),
    "a negative speed": ({"walk_speed_ms": "-1"}, "-1"),
    "a file that is not there": ({"origins": "nowhere.csv"}, "nowhere.csv"),
    "an output in a folder that is not there": ({"output": "no/such/folder/visits.csv"}, "visits.csv"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refusals_are_clear_and_leave_nothing_behind(what: str, timetable: Path, tmp_path: Path) -> None:
    changed, named = REFUSED[what]
    (tmp_path / "visits.csv").write_text("what was there before\n", encoding="utf-8")
    done = call_command("visits", *arguments(timetable, tmp_path, **changed), cwd=tmp_path)
    said = done.stdout + done.stderr
    assert done.returncode == 2, f"exit {done.returncode}\n{said}"
    assert "Traceback" not in said
    assert named in said.replace("\n", ""), said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["from.csv", "to.csv", "visits.csv"]
    assert (tmp_path / "visits.csv").read_text(encoding="utf-8") == "what was there before\n"


def test_the_same_run_gives_the_same_bytes(timetable: Path, tmp_path: Path) -> None:
    outputs = [tmp_path / "one.csv", tmp_path / "two.csv"]
    for output in outputs:
        assert run_command("visits", *arguments(timetable, tmp_path, output=output)).returncode == 0
    assert outputs[0].read_bytes() == outputs[1].read_bytes()


def test_help_explains_every_option() -> None:
    done = run_command("visits", "--help")
    assert done.returncode == 0
    for option in ("--opening", "--stay-min", "--home-by", "--timetable", "--origins", "--destinations", "--output"):
        assert option in done.stdout

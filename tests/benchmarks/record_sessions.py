"""Fifty people on the page of a matter at once, each looking at another part every few seconds: when is it drawn?

`python -m tests.benchmarks.record_sessions [sqlite|postgresql] [--sessions 50] [--minutes 3] [--in FOLDER]`. Real
sessions over WebSocket, as a browser holds them, against the app as it is started for use. A session waits 1.3 to 3.9 s
between what it does. With `--in`, on the SQLite record that `record_large` keeps there.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from collections import defaultdict
from os import getloadavg
from pathlib import Path

from assessment.language import translator
from assessment.records.database import open_database
from assessment.records.schema import Matter
from pages.components.matters_addresses import PARTS, START
from tests.benchmarks.app_process import Session, running_app
from tests.benchmarks.measured import heading, spread, table
from tests.benchmarks.record_made import Making, empty_record, say

MATTERS = 10
THINK_S = (1.3, 3.9)
COUNCILS = 6

# The first page of a session, drawn while others are still coming; and that of the very first, on a cold server.
FIRST = ("first page", "first page of the server")

Seconds = defaultdict[str, list[float]]


def main() -> None:
    """Make the record or take the large one, run the app, let the sessions come one after another, and measure."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("database", nargs="?", choices=("sqlite", "postgresql"), default="sqlite")
    arguments.add_argument("--sessions", type=int, default=50)
    arguments.add_argument("--minutes", type=float, default=3.0)
    arguments.add_argument("--in", dest="folder", type=Path, default=None)
    asked = arguments.parse_args()
    heading(f"{asked.sessions} sessions on the page of a matter for {asked.minutes:g} minutes, {asked.database}")
    with tempfile.TemporaryDirectory(prefix="record-") as name:
        folder = asked.folder or Path(name)
        with empty_record(asked.database, folder) as url:
            matters = _matters(url, folder, asked.folder is not None)
            with running_app(url, folder, folder / "log") as server:
                seen, loads = asyncio.run(_all(server, matters, asked.sessions, asked.minutes * 60))
            log = (folder / "log").read_text(encoding="utf-8")
    rows: list[tuple[object, ...]] = [("", "number", "median s", "95 % s", "99 % s", "longest s")]
    rows += summed(seen)
    table(rows)
    acts = sum(len(seconds) for what, seconds in seen.items() if what not in FIRST)
    print(f"{acts / (asked.minutes * 60):.1f} acts a second; load of the machine: {min(loads):.1f} to {max(loads):.1f}")
    print(f"tracebacks in the server's log: {log.count('Traceback')}")


def summed(seen: Seconds) -> list[tuple[object, ...]]:
    """The rows of the table: what a newcomer waits for, each act, all acts, and everything anybody waited for."""
    acts = {what: seconds for what, seconds in seen.items() if what not in FIRST}
    rows: list[tuple[object, ...]] = [(what, *spread(seen[what])) for what in FIRST if what in seen]
    rows += [(what, *spread(seconds)) for what, seconds in sorted(acts.items())]
    rows.append(("every act after the first page", *spread([one for seconds in acts.values() for one in seconds])))
    rows.append(("everything, the first page too", *spread([one for seconds in seen.values() for one in seconds])))
    return rows


def _matters(url: str, folder: Path, kept: bool) -> list[int]:
    """The ids of ten matters, made where there are none."""
    if kept:
        database = open_database(url, folder)
        with database.reading() as session:
            ids = [one for (one,) in session.query(Matter.id).order_by(Matter.id).limit(MATTERS)]
        database.close()
        return ids
    making = Making(url, folder)
    councils = [making.body(f"Neuvosto {number}") for number in range(COUNCILS)]
    ids = []
    for _ in range(MATTERS):
        ids.append(making.matter())
        for body in councils:
            making.give(making.ask(ids[-1], body), making.secretary(body), making.alternatives_of(ids[-1]))
    making.database.close()
    say("made")
    return ids


async def _all(server: str, matters: list[int], sessions: int, seconds: float) -> tuple[Seconds, list[float]]:
    seen: Seconds = defaultdict(list)
    loads: list[float] = []
    async with Session(server, "asia", f"id={matters[0]}") as first:  # the server has read its modules before they come
        seen[FIRST[1]].append(await first.open())
    coming = 0.2 * sessions  # one after another, as people come
    ends = time.monotonic() + coming + seconds
    everybody = [_one(server, number, matters, 0.2 * number, coming, ends, seen) for number in range(sessions)]
    watching = asyncio.create_task(_watch(loads))
    await asyncio.gather(*everybody)
    watching.cancel()
    return seen, loads


async def _watch(loads: list[float]) -> None:
    while True:
        loads.append(getloadavg()[0])
        await asyncio.sleep(10)


async def _one(
    server: str, number: int, matters: list[int], comes_s: float, all_come_s: float, ends: float, seen: Seconds
) -> None:
    """One person: looks through the parts of a matter in an order of their own, and now and then at another matter."""
    chance = random.Random(number)
    words = translator("fi")
    begins = time.monotonic() + all_come_s
    await asyncio.sleep(comes_s)
    async with Session(server, "asia", f"id={matters[number % len(matters)]}") as session:
        seen[FIRST[0]].append(await session.open())
        while time.monotonic() < ends:
            await asyncio.sleep(chance.uniform(*THINK_S))
            if chance.random() < 0.1:
                what, took = "another matter", await session.open(f"id={chance.choice(matters)}")
            else:
                part = chance.choice(PARTS)
                what = words(f"matters.part.{part}")
                took = await session.choose("choose_part", what)
                if part != START and f"part={part}" not in session.query:
                    raise RuntimeError(f"{what} was not drawn, but {session.query}")
            if time.monotonic() > begins:
                seen[what].append(took)


if __name__ == "__main__":
    main()

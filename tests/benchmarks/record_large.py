"""Ten years of a municipality: 500 matters, 5,000 statements, 200,000 entries of history; what every page takes then.

`python -m tests.benchmarks.record_large [sqlite|postgresql] [--matters 500] [--statements 5000] [--entries 200000]`.
With `--in FOLDER` an SQLite record is kept in the folder and found there the next time. Pages of matters are asked for
through sessions of the real app, the councils' over HTTP; every page many times, the first time apart.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from assessment.language import translator
from assessment.records.actor import Role
from assessment.records.backup import restore_backup, write_backup
from assessment.records.database import Database, open_database
from assessment.records.deadlines import HELSINKI
from assessment.records.decisions import DecisionForm, record_decision
from assessment.records.invitations import create_invitation
from assessment.records.people import local_actor
from assessment.records.responses import answer_point, publish_responses, split_statement
from assessment.records.schema import Body, History, Matter, Statement, StatementRequest
from assessment.records.states import BodyKind
from assessment.records.verifying import Verified, verify
from pages.components.matters_addresses import PARTS
from tests.benchmarks.app_process import Session, running_app
from tests.benchmarks.measured import heading, spread, table
from tests.benchmarks.record_made import Making, empty_record, say
from tests.records import postgresql
from tests.statements.client import Client

COUNCILS = 15
EVERY_PAGE = 20
OPEN_ONES = 5  # of a hundred requests, those not yet answered
T = TypeVar("T")


@dataclass(frozen=True)
class Size:
    """How much there is on record."""

    matters: int
    statements: int
    entries: int


def main() -> None:
    """Make the record or find it, then measure on it."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("database", nargs="?", choices=("sqlite", "postgresql"), default="sqlite")
    arguments.add_argument("--matters", type=int, default=500)
    arguments.add_argument("--statements", type=int, default=5000)
    arguments.add_argument("--entries", type=int, default=200_000)
    arguments.add_argument("--in", dest="folder", type=Path, default=None)
    asked = arguments.parse_args()
    size = Size(asked.matters, asked.statements, asked.entries)
    heading(f"{size.matters} matters, {size.statements} statements, {size.entries} entries, {asked.database}")
    with _folder(asked.folder) as folder, empty_record(asked.database, folder) as url:
        if asked.database == "postgresql" or not (folder / "records.sqlite").exists():
            _, seconds = timed(lambda: make(url, folder, size))
            say(f"made in {seconds:.0f} s")
        database = open_database(url, folder)
        _count(database)
        found, seconds = timed(lambda: verify(database))
        whole = "whole" if isinstance(found, Verified) else str(found)
        rows: list[tuple[object, ...]] = [("", "seconds"), (f"history verify: {whole}", seconds)]
        backup, seconds = timed(lambda: write_backup(database, folder / "backups"))
        rows.append((f"backup, {backup.path.stat().st_size / 1e6:.0f} MB, {backup.rows} rows", seconds))
        rows.append((f"restore into {asked.database}", _restored(asked.database, backup.path, folder)))
        backup.path.unlink()
        table(rows)
        _pages(url, folder, database)
        database.close()


def make(url: str, folder: Path, size: Size) -> None:
    """Put it all on record: each matter asks ten councils; nearly all answer; what all answered is decided."""
    making = Making(url, folder)
    councils = [making.body(f"Neuvosto {number}") for number in range(COUNCILS)]
    board = making.body("Kaupunginhallitus", BodyKind.DECIDING)
    secretaries = {body: making.secretary(body) for body in councils}
    chair = local_actor(making.database, "Päivi Päättäjä", {(Role.DECISION_MAKER, board)})
    a_matter = max(1, round(size.statements / size.matters))
    given, ids = 0, []
    for number in range(size.matters):
        matter_id = making.matter(public=number % 2 == 0, board=board)
        ids.append(matter_id)
        alternatives = making.alternatives_of(matter_id)
        statements = []
        is_open = number % 20 == 0  # a twentieth of the matters is under way: one more council has not answered yet
        for turn in range(a_matter + is_open):
            body = councils[(number + turn) % COUNCILS]
            request = making.ask(matter_id, body)
            if turn < a_matter and given < size.statements:
                given += 1
                statements.append(making.give(request, secretaries[body], alternatives, f"Lausunto {given}."))
        for receipt in statements[:2]:
            quotes = ["Bussi pysähtyy ovella.", "Aukioloajat."]
            for point in split_statement(making.database, making.preparer, receipt.statement_id, quotes):
                answer_point(
                    making.database, making.preparer, point.id, "partly", "Pysäkkiä siirretään.", point.version
                )
            publish_responses(making.database, making.preparer, receipt.statement_id)
        if not is_open:
            accounts = {receipt.statement_id: "Otettiin huomioon." for receipt in statements}
            never = dict.fromkeys(councils, "Ei koske.")
            today = making.database.now().astimezone(HELSINKI).date().isoformat()
            form = DecisionForm(board, today, "§ 1", alternatives[0], "Lausuntojen mukaan.", accounts, never)
            record_decision(making.database, chair, matter_id, form)
        if number % 50 == 49:
            say(f"{number + 1} matters, {given} statements")
    with making.database.reading() as session:
        there = session.query(History).count()
    # A twentieth of what is missing goes to the first matter, whose history is then the longest of all.
    missing = max(0, size.entries - there)
    making.lengthen(ids[:1], missing // 20)
    making.lengthen(ids, missing - missing // 20)
    making.database.close()


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What the work brings, and its seconds."""
    began = time.perf_counter()
    brought = work()
    return brought, time.perf_counter() - began


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="record-") as name:
        yield Path(name)


def _count(database: Database) -> None:
    with database.reading() as session:
        counts = {one.__tablename__: session.query(one).count() for one in (Matter, Statement, History)}
    size = f", {Path(str(database.url.database)).stat().st_size / 1e6:.0f} MB" if not database.is_postgresql else ""
    print(", ".join(f"{count} rows of {name}" for name, count in counts.items()) + size + "\n")


def _restored(kind: str, backup: Path, folder: Path) -> float:
    """Seconds of restoring into an empty record of the same kind, its history verified."""
    with tempfile.TemporaryDirectory(prefix="restored-") as name:
        place = Path(name)
        for key in folder.glob("*.key"):
            (place / key.name).write_bytes(key.read_bytes())
        if kind == "sqlite":
            return timed(lambda: restore_backup(backup, f"sqlite:///{place / 'records.sqlite'}", place))[1]
        with postgresql.server(durable=True) as address:
            postgresql.run_sql(address, "CREATE DATABASE restored")
            return timed(lambda: restore_backup(backup, f"{address}/restored", place))[1]


def _pages(url: str, folder: Path, database: Database) -> None:
    """Every page many times; the first time is told apart, as a process reads its modules then."""
    with database.reading() as session:
        matters = [one for (one,) in session.query(Matter.id).order_by(Matter.id).limit(EVERY_PAGE)]
        body = session.query(Body).filter(Body.kind != BodyKind.DECIDING).order_by(Body.id).first()
        assert body is not None
        own = session.query(StatementRequest).filter(StatementRequest.body_id == body.id)
        given = [one.id for one in own.filter(StatementRequest.state == "given").limit(EVERY_PAGE)]
        still_open = [one.id for one in own.filter(StatementRequest.state == "requested").limit(EVERY_PAGE)]
        body_id = body.id
    administrator = local_actor(database, "Aino Ylläpitäjä", {(Role.ADMINISTRATOR, None)})
    token = create_invitation(database, administrator, body_id, Role.COUNCIL_SECRETARY).token
    database.empty_log()
    with running_app(url, folder, folder / "log") as server:
        client = Client(server)
        client.accept(token)
        seen = asyncio.run(_sessions(server, matters))
        for name, paths in {
            "councils: list": ["/lausunnot"] * EVERY_PAGE,
            "councils: a request answered": [f"/lausunnot/{one}" for one in given],
            "councils: a request open, with the form": [f"/lausunnot/{one}" for one in still_open],
            "councils: figures": [f"/lausunnot/{one}/luvut" for one in given],
            "councils: a statement": [f"/lausunnot/{one}/lausunto/1" for one in given],
            "councils: what it changed": [f"/lausunnot/{one}/vaikutus" for one in given],
            "decision-makers: list": ["/paatokset"] * EVERY_PAGE,
            "decision-makers: summary": [f"/paatokset/{one}" for one in matters],
            "decision-makers: history": [f"/paatokset/{one}/historia" for one in matters],
        }.items():
            seconds = []
            for path in paths:
                page, took = timed(lambda path=path: client.get(path))  # type: ignore[misc]
                if page.status == 200:
                    seconds.append(took)
                elif page.status != 403:  # matters that are not public, in which this council is not heard
                    say(f"{path}: {page.status}")
            seen[name] = seconds
    rows: list[tuple[object, ...]] = [("page", "number", "median s", "95 % s", "longest s", "the first")]
    for name, seconds in seen.items():
        number, middle, most, _, longest = spread(seconds[1:])
        rows.append((name, number, middle, most, longest, seconds[0] if seconds else float("nan")))
    table(rows)
    if "Traceback" in (log := (folder / "log").read_text(encoding="utf-8")):
        print(log[-3000:])


async def _sessions(server: str, matters: list[int]) -> dict[str, list[float]]:
    """The list of matters, and every part of a matter, each matter in turn."""
    seen: dict[str, list[float]] = {"matters: list": []}
    async with Session(server, "asiat") as session:
        for _ in range(EVERY_PAGE):
            seen["matters: list"].append(await session.open())
        seen["matters: looked for"] = [await session.write("matter_text", f"verkko {n}") for n in range(EVERY_PAGE)]
    words = translator("fi")
    async with Session(server, "asia", f"id={matters[0]}") as session:
        await session.open()
        for part in PARTS:
            name = f"a matter: {words(f'matters.part.{part}')}"
            seen[name] = [await session.open(f"id={one}&part={part}") for one in matters]
            if "notice-error" in session.said:
                say(f"{name}: {session.said[-300:]}")
    return seen


if __name__ == "__main__":
    main()

"""Statements given through the councils' pages, one a second, while two assessments run without pause.

`python -m tests.benchmarks.record_submissions [sqlite|postgresql] [--minutes 10] [--a-minute 60]`. One assessment runs
in a process beside the server, over and over (`python -m assessment assess --data data/demo`), the other in the server
itself: a planner's page that moves a library a little further each time. A statement is begun every second whether or
not the earlier ones are through: the page is opened, the draft saves itself twice, is previewed and sent. Each receipt
must have its statement on record.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from os import getloadavg
from pathlib import Path

from assessment.records.actor import Role
from assessment.records.database import open_database
from assessment.records.invitations import create_invitation
from assessment.records.schema import Statement, StatementRequest
from assessment.records.verifying import Verified, verify
from tests.benchmarks.app_process import Session, running_app
from tests.benchmarks.measured import heading, spread, table
from tests.benchmarks.record_made import DEMO, ROOT, Making, empty_record, say, statement_fields
from tests.statements.client import Client, Page

BODIES = 20
IN_A_MATTER = 10
BETWEEN_SAVES_S = 2.0
RECEIPT = re.compile(r"L-\d{4}-\d{5}-[0-9A-F]{4}")
SCENARIO = ROOT / "data" / "scenarios" / "inkeroinen.yaml"
TRIES = 3


@dataclass(frozen=True)
class Asked:
    """A request to be answered: by which council, on which alternatives."""

    request_id: int
    body: int
    alternatives: list[int]


@dataclass
class Seen:
    """What the visitors saw: seconds by kind of request, receipts by request, and what went wrong."""

    seconds: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    receipts: dict[int, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    loads: list[float] = field(default_factory=list)
    assessed: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def timed(self, what: str, work: Callable[[], Page]) -> Page:
        """The page that the work brings; its seconds are kept."""
        began = time.perf_counter()
        page = work()
        took = time.perf_counter() - began
        with self._lock:
            self.seconds[what].append(took)
            if page.status >= 400:
                self.faults.append(f"{what}: {page.status} {page.address}")
        return page

    def fault(self, words: str) -> None:
        with self._lock:
            self.faults.append(words)


def main() -> None:
    """Make the record, run the server and the assessments, give the statements, look for every receipt."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("database", nargs="?", choices=("sqlite", "postgresql"), default="sqlite")
    arguments.add_argument("--minutes", type=float, default=10.0)
    arguments.add_argument("--a-minute", type=int, default=60)
    asked = arguments.parse_args()
    heading(f"{asked.a_minute} statements a minute for {asked.minutes:g} minutes, {asked.database}")
    number = round(asked.minutes * asked.a_minute)
    with tempfile.TemporaryDirectory(prefix="record-") as name:
        folder = Path(name)
        with empty_record(asked.database, folder) as url:
            requests, tokens = _made(url, folder, number)
            seen = Seen()
            with running_app(url, folder, folder / "log") as server:
                _give_all(server, requests, tokens, 60.0 / asked.a_minute, seen, folder)
            _tell(seen, number)
            lost = _lost(url, folder, seen)
            log = (folder / "log").read_text(encoding="utf-8")
            print(f"tracebacks in the server's log: {log.count('Traceback')}")
            if "Traceback" in log:
                print(log[-3000:])
    if lost or len(seen.receipts) != number:
        sys.exit(1)


def _made(url: str, folder: Path, number: int) -> tuple[list[Asked], list[str]]:
    """Matters with ten requests each, and an invitation for the secretary of every council."""
    making = Making(url, folder)
    bodies = [making.body(f"Neuvosto {index}") for index in range(BODIES)]
    requests: list[Asked] = []
    while len(requests) < number:
        matter = making.matter()
        alternatives = making.alternatives_of(matter)
        for _ in range(min(IN_A_MATTER, number - len(requests))):
            index = len(requests) % BODIES
            requests.append(Asked(making.ask(matter, bodies[index]), index, alternatives))
    tokens = [
        create_invitation(making.database, making.administrator, body, Role.COUNCIL_SECRETARY).token for body in bodies
    ]
    making.database.close()
    say(f"{making.matters} matters, {len(requests)} requests")
    return requests, tokens


def _give_all(server: str, requests: list[Asked], tokens: list[str], every_s: float, seen: Seen, folder: Path) -> None:
    clients = [Client(server) for _ in tokens]
    for index, (client, token) in enumerate(zip(clients, tokens, strict=True)):
        client.accept(token, f"Siiri Sihteeri {index}")
    stop = threading.Event()
    beside = [
        threading.Thread(target=_assess_beside, args=(stop, folder, seen)),
        threading.Thread(target=lambda: asyncio.run(_assess_in_app(server, stop, seen))),
    ]
    for thread in beside:
        thread.start()
    _first_of_each(stop, seen)
    began = time.monotonic()
    with ThreadPoolExecutor(60) as visitors:
        for index, one in enumerate(requests):
            time.sleep(max(0.0, began + index * every_s - time.monotonic()))
            visitors.submit(_give, clients[one.body], one, seen)
            if index % 10 == 0:
                seen.loads.append(getloadavg()[0])
    stop.set()
    for thread in beside:
        thread.join()


def _first_of_each(stop: threading.Event, seen: Seen) -> None:
    """Wait until both assessments are under way."""
    for _ in range(600):
        if len(seen.assessed) == 2 or stop.wait(0.1):
            return


def _give(client: Client, asked: Asked, seen: Seen) -> None:
    """Write a statement and send it, as a secretary does without scripts but for the saving ones."""
    try:
        path = f"/lausunnot/{asked.request_id}"
        fields = statement_fields(asked.alternatives, f"Lausunto {asked.request_id}")
        page = seen.timed("open the request", lambda: client.get(path))
        form = page.form() | {"device": "measuring"}
        for part in ("conditions", "text"):
            time.sleep(BETWEEN_SAVES_S)
            form |= {name: text for name, text in fields.items() if name == part or part == "text"}
            saved = seen.timed("save the draft", lambda form=form: client.post(f"{path}/luonnos", form))  # type: ignore[misc]
            version = re.search(rb'"version":\s*(\d+)', saved.body)
            if version:
                form["version"] = version[1].decode()
        preview = seen.timed("preview", lambda: client.post(path, form | {"do": "preview"}, files={}))
        sending = next(form for action, form in preview.forms.items() if action.startswith(f"{path}/laheta"))
        receipt = seen.timed("send, until the receipt", lambda: client.post(f"{path}/laheta", sending))
        found = RECEIPT.search(receipt.text)
        if found is None:
            seen.fault(f"no receipt at {receipt.address}")
        else:
            seen.receipts[asked.request_id] = found[0]
    except Exception as error:
        seen.fault(f"{asked.request_id}: {error!r}")


def _assess_beside(stop: threading.Event, folder: Path, seen: Seen) -> None:
    """The command, over and over, in a process of its own."""
    command = [sys.executable, "-m", "assessment", "assess", "--data", str(DEMO), "--scenario", str(SCENARIO)]
    command += ["--output", str(folder / "result")]
    while not stop.is_set():
        began = time.perf_counter()
        done = subprocess.run(
            [*command, "--output", str(folder / "result")], cwd=ROOT, capture_output=True, check=False
        )
        seen.assessed["in a process beside"].append(time.perf_counter() - began)
        if done.returncode:
            seen.fault(done.stderr.decode()[-500:])
            return


async def _assess_in_app(server: str, stop: threading.Event, seen: Seen) -> None:
    """A planner's page; every run asks for what was never computed before."""
    async with Session(server, "palveluverkko", "alternative=VE1") as session:
        number = 0
        while not stop.is_set():
            number += 1
            moved = f"move~library-inkeroinen~{26.70 + number * 0.00007:.5f}~60.87000"
            took = await session.open(f"alternative=VE1&kind=library&group=all&mode=transit&do={moved}")
            seen.assessed["in the app"].append(took)
            if "notice-error" in session.said:
                seen.fault("the planner's page says: " + session.said[-400:])
                return


def _tell(seen: Seen, number: int) -> None:
    rows: list[tuple[object, ...]] = [("", "number", "median s", "95 % s", "99 % s", "longest s")]
    rows += [(what, *spread(seconds)) for what, seconds in seen.seconds.items()]
    rows += [(f"assessment {where}", *spread(seconds)) for where, seconds in seen.assessed.items()]
    table(rows)
    print(f"statements asked for: {number}, receipts: {len(seen.receipts)}, faults: {len(seen.faults)}")
    for fault in seen.faults[:10]:
        print("  ", fault)
    print(f"load of the machine meanwhile: {min(seen.loads):.1f} to {max(seen.loads):.1f}")


def _lost(url: str, folder: Path, seen: Seen) -> int:
    """Receipts without their statement; and whether the history is whole."""
    database = open_database(url, folder)
    with database.reading() as session:
        held = dict(session.query(Statement.request_id, Statement.receipt).filter(Statement.version_number == 1).all())
        texts = dict(session.query(Statement.request_id, Statement.text).all())
        waiting = session.query(StatementRequest).filter(StatementRequest.state != "given").count()
    lost = [request for request, receipt in seen.receipts.items() if held.get(request) != receipt]
    wrong = [request for request, text in texts.items() if not text.startswith(f"Lausunto {request}\n")]
    found = verify(database)
    database.close()
    print(f"receipts without their statement: {len(lost)}; statements with another's text: {len(wrong)}")
    print(f"requests not given: {waiting}; history: {'whole' if isinstance(found, Verified) else found}")
    return len(lost) + len(wrong) + (not isinstance(found, Verified))


if __name__ == "__main__":
    main()

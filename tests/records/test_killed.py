"""Two hundred servers killed while a statement is being given: every receipt has its statement, and none is half."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from assessment.records.database import Database
from assessment.records.schema import History, Statement, StatementName
from assessment.records.states import BodyKind, RequestState
from assessment.records.verifying import Verified, verify
from tests.records.hearing import open_hearing
from tests.records.people import People

ROOT = Path(__file__).resolve().parents[2]
KILLS, REQUESTS = 200, 10


@pytest.mark.slow
def test_two_hundred_kills_lose_no_receipt_and_leave_no_half(database: Database, people: People) -> None:
    hearing = open_hearing(database, people)
    secretary = people.secretary()
    requests = [hearing.ask()]
    for number in range(1, REQUESTS):
        body = people.body(f"Aluetoimikunta {number}", BodyKind.AREA)
        secretary = people.signed_in(secretary.name, *secretary.roles, *people.secretary(body, secretary.name).roles)
        requests.append(hearing.ask(body))
    url = database.url.render_as_string(hide_password=False)
    numbers = [str(request.id) for request in requests]
    command = [sys.executable, "-m", "tests.records.killed_while_giving"]
    done = subprocess.run(
        [*command, url, str(database.folder), str(secretary.person_id), str(KILLS), *numbers],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.split()
    assert "failed" not in done.stdout, done.stdout[-2000:]
    assert lines.count("ready") == KILLS
    receipts = [line for line in lines if line != "ready"]
    assert len(receipts) >= KILLS / 2

    outcome = verify(database)
    assert isinstance(outcome, Verified), outcome
    with database.reading() as session:
        statements = session.query(Statement).all()
        on_record = {statement.receipt: statement for statement in statements}
        assert len(on_record) == len(statements)
        assert [receipt for receipt in receipts if receipt not in on_record] == []
        # One may have been written and not yet told when its process was killed; no more than one each.
        assert len(statements) <= len(receipts) + KILLS
        for statement in statements:
            assert len(statement.names) == 3
            assert len(statement.stances) == 2
            assert statement.request.state is RequestState.GIVEN
        assert session.query(StatementName).count() == 3 * len(statements)
        acts = session.query(History).filter(History.action.in_(["statement_submit", "statement_correct"])).all()
        assert sorted(act.subject_id for act in acts if act.subject_id) == sorted(on.id for on in statements)
        assert all(json.loads(act.facts)["seal"] for act in acts)
        versions: dict[int, list[int]] = {}
        for statement in statements:
            versions.setdefault(statement.request_id, []).append(statement.version_number)
        assert all(sorted(found) == list(range(1, len(found) + 1)) for found in versions.values())
    if not database.is_postgresql:
        with database.engine.connect() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []

"""One writer at a time, readers who wait for nobody, and plain words when the database cannot."""

import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from assessment.errors import Refused
from assessment.records import database as database_module
from assessment.records.actor import PUBLIC
from assessment.records.database import Database, open_database
from assessment.records.history import append
from assessment.records.permissions import Action, Scope, require
from assessment.records.refusals import Conflict, NotAllowed
from assessment.records.schema import Body, History, Matter
from assessment.records.states import BodyKind
from assessment.records.verifying import Verified, verify
from assessment.records.versions import expect_version
from tests.records.conftest import Clock
from tests.records.full_disk import full_disk
from tests.records.people import People


def add_body(database: Database, name: str) -> int:
    with database.transaction() as session:
        body = Body(name=name, kind=BodyKind.OTHER)
        session.add(body)
        session.flush()
        append(session, None, Action.BODY_EDIT, Scope("body", body.id))
        return body.id


def test_thirty_writers_at_once_all_get_through_and_the_chain_holds(database: Database) -> None:
    failures: list[BaseException] = []

    def write(number: int) -> None:
        try:
            for n in range(5):
                add_body(database, f"{number}-{n}")
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    outcome = verify(database)
    assert isinstance(outcome, Verified)
    assert outcome.entries == 151


def test_a_rule_checked_in_a_transaction_holds_until_it_commits(database: Database) -> None:
    """Fifty who each make the body only when there is none yet: one is made."""

    def make_the_only_one() -> None:
        with database.transaction() as session:
            if session.query(Body).count() == 0:
                time.sleep(0.02)
                session.add(Body(name="the only one", kind=BodyKind.OTHER))

    threads = [threading.Thread(target=make_the_only_one) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert session.query(Body).count() == 1


def test_readers_do_not_wait_for_a_writer_and_see_one_moment(database: Database) -> None:
    add_body(database, "first")
    with database.reading() as reader:
        assert reader.query(Body).count() == 1
        with database.transaction() as writer:
            writer.add(Body(name="second", kind=BodyKind.OTHER))
            writer.flush()
            began = time.monotonic()
            with database.reading() as another:
                assert another.query(Body).count() == 1
            assert time.monotonic() - began < 1
        assert reader.query(Body).count() == 1
    with database.reading() as reader:
        assert reader.query(Body).count() == 2


def test_a_reading_transaction_writes_nothing(database: Database) -> None:
    with database.reading() as session:
        session.add(Body(name="x", kind=BodyKind.OTHER))
        with pytest.raises(RuntimeError, match="asked to write"):
            session.flush()


def test_a_record_locked_for_long_says_so_and_loses_nothing(
    records_url: str, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "BUSY_TIMEOUT_S", 0.1)
    database, other = (open_database(records_url, tmp_path / "records", clock) for _ in range(2))
    with other.transaction() as session:
        session.add(Body(name="slow", kind=BodyKind.OTHER))
        session.flush()
        with pytest.raises(Refused, match="records_busy"):
            add_body(database, "impatient")
    add_body(database, "patient")
    with database.reading() as session:
        assert sorted(body.name for body in session.query(Body)) == ["patient", "slow"]
    assert isinstance(verify(database), Verified)
    database.close()
    other.close()


def test_a_full_disk_keeps_what_was_there_and_writes_nothing_by_halves(sqlite_database: Database) -> None:
    database = sqlite_database
    add_body(database, "before")
    written = 1
    with full_disk(database, room=5):
        with pytest.raises(Refused, match="records_full"):
            for number in range(100):
                add_body(database, f"{number} {'x' * 4000}")
                written += 1
        with database.reading() as session:
            assert session.query(Body).count() == written
        outcome = verify(database)
        assert isinstance(outcome, Verified)
        assert outcome.entries == 1 + written
        with database.engine.connect() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    # Once there is room again, writing goes on.
    add_body(database, "after" * 2000)
    assert isinstance(verify(database), Verified)


def test_the_loser_is_told_whose_change_came_first(database: Database, people: People) -> None:
    planner = people.planner()
    with database.transaction() as session:
        require(session, planner, Action.MATTER_CREATE, Scope("matter"))
        matter = Matter(register_number="1", title="first", created_at=database.now())
        session.add(matter)
    with database.transaction() as session:
        require(session, planner, Action.MATTER_CREATE, Scope("matter"))
        session.get_one(Matter, matter.id).title = "second"
    with database.transaction() as session, pytest.raises(Conflict) as conflict:
        expect_version(session, session.get_one(Matter, matter.id), expected=1)
    assert (conflict.value.by_name, conflict.value.at) == (planner.name, database.now())
    with database.reading() as session:
        kept = session.get_one(Matter, matter.id)
        assert (kept.title, kept.version_id, kept.changed_by_id) == ("second", 2, planner.person_id)


def test_a_refusal_is_put_into_the_history_and_nothing_else_is(database: Database, people: People) -> None:
    member = people.member()
    with pytest.raises(NotAllowed), database.transaction() as session:
        session.add(Body(name="smuggled", kind=BodyKind.OTHER))
        session.flush()
        require(session, member, Action.BODY_EDIT, Scope("body", 1))
    with pytest.raises(NotAllowed), database.reading() as session:
        require(session, PUBLIC, Action.MATTER_READ, Scope("matter", 3, 3))
    with database.reading() as session:
        assert session.query(Body).filter_by(name="smuggled").count() == 0
        first, second = session.query(History).filter_by(action="refused").order_by(History.seq)
        assert (first.actor_id, first.subject, first.subject_id) == (member.person_id, "body", 1)
        assert first.facts == '{"attempted":"body_edit","expired":false}'
        assert (second.actor_id, second.matter_id) == (None, 3)
    assert isinstance(verify(database), Verified)


@pytest.mark.parametrize("wrong", ["a\x00b", "half \ud800"])
def test_text_that_not_every_database_holds_is_refused(database: Database, wrong: str) -> None:
    with pytest.raises(Refused, match="text_not_storable"), database.transaction() as session:
        session.add(Body(name=wrong, kind=BodyKind.OTHER))
    with pytest.raises(Refused, match="text_not_storable"), database.transaction() as session:
        session.add(
            Matter(register_number="1", title="x", created_at=database.now(), timetable=[{"what": ["deep", wrong]}])
        )


def test_moments_come_back_as_they_went_in(database: Database, clock: Clock) -> None:
    clock.forward(microseconds=123456)
    with database.transaction() as session:
        session.add(Matter(register_number="1", title="x", created_at=database.now()))
    with database.reading() as session:
        assert session.query(Matter).one().created_at == database.now()


@pytest.mark.parametrize(
    "name",
    [
        "'; DROP TABLE body; --",
        "%",
        "_",
        "Robert'); DELETE FROM history;",
        '" OR 1=1',
        "\\",
        "$$",
        ":name",
        "ääkköset 🦉",
    ],
)
def test_text_is_only_ever_text(database: Database, name: str) -> None:
    body_id = add_body(database, name)
    with database.reading() as session:
        assert session.get_one(Body, body_id).name == name
        assert session.query(Body).filter_by(name=name).count() == 1

"""Tampering of each kind is found, and the chain stands when a person is erased."""

import hashlib
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from assessment.errors import Refused
from assessment.records import history
from assessment.records.database import Database
from assessment.records.history import Head, append, current_head, publish_head
from assessment.records.people import erase_person
from assessment.records.permissions import Action, Scope
from assessment.records.schema import UNCHANGEABLE, Alternative, FrozenResult, History, HistoryHead, Matter, Person
from assessment.records.verifying import Breach, Broken, Verified, verify
from tests.records.people import People


def write_entries(database: Database, number: int) -> Head:
    head = None
    with database.transaction() as session:
        for n in range(number):
            head = append(session, None, Action.MATTER_EDIT, Scope("matter", n, n), {"n": n, "text": "ä " * 3})
    assert head is not None
    return head


def tamper(database: Database, *statements: str) -> None:
    """What somebody can do who may drop the triggers."""
    with database.engine.begin() as connection:
        for table in UNCHANGEABLE:
            for event in ("update", "delete"):
                where = f" ON {table}" if database.is_postgresql else ""
                connection.execute(text(f"DROP TRIGGER keep_{table}_{event}{where}"))
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_an_untouched_history_is_whole(database: Database) -> None:
    head = write_entries(database, 20)
    assert verify(database) == Verified(21, head, 0)
    with database.reading() as session:
        assert current_head(session) == head


SET = {"history": "facts = facts", "frozen_result": "version = version", "anchor": "seq = seq"}


@pytest.mark.parametrize("table", SET)
def test_the_database_itself_refuses_to_change_or_delete(database: Database, people: People, table: str) -> None:
    publish_head(database, people.administrator(), "the minutes")
    keep_a_result(database)
    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET {SET[table]}"):
        with pytest.raises(DBAPIError, match="the record keeps"), database.engine.begin() as connection:
            connection.execute(text(statement))


def test_no_table_of_the_record_gives_up_a_row(database: Database, people: People) -> None:
    with pytest.raises(DBAPIError, match="the record keeps"), database.engine.begin() as connection:
        connection.execute(text("DELETE FROM body"))


COLUMNS = {
    "at_utc": "'2020-01-01 00:00:00.000000'",
    "actor_id": "(SELECT max(id) FROM person)",
    "action": "'other'",
    "subject": "'other'",
    "subject_id": "999",
    "subject_version": "7",
    "matter_id": "NULL",
    "facts": "'{}'",
    "previous_hash": f"'{'a' * 64}'",
    "hash": f"'{'b' * 64}'",
}


@pytest.mark.parametrize("column", COLUMNS)
def test_editing_any_column_of_an_entry_is_found(database: Database, people: People, column: str) -> None:
    people.planner()
    before = write_entries(database, 0 + 10).seq
    tamper(database, f"UPDATE history SET {column} = {COLUMNS[column]} WHERE seq = {before - 4}")
    assert verify(database) == Broken(before - 4, Breach.CHANGED)


def test_deleting_an_entry_is_found(database: Database) -> None:
    write_entries(database, 10)
    tamper(database, "DELETE FROM history WHERE seq = 5")
    assert verify(database) == Broken(5, Breach.MISSING)


def test_deleting_an_entry_and_closing_the_gap_is_found(database: Database) -> None:
    write_entries(database, 10)
    tamper(
        database,
        "DELETE FROM history WHERE seq = 5",
        *(f"UPDATE history SET seq = {n - 1} WHERE seq = {n}" for n in range(6, 12)),
    )
    assert verify(database) == Broken(5, Breach.CHANGED)


def test_deleting_every_entry_is_found(database: Database) -> None:
    tamper(database, "DELETE FROM history")
    assert verify(database) == Broken(1, Breach.MISSING)


def test_reordering_is_found(database: Database) -> None:
    write_entries(database, 10)
    tamper(
        database,
        "UPDATE history SET seq = -1 WHERE seq = 4",
        "UPDATE history SET seq = 4 WHERE seq = 7",
        "UPDATE history SET seq = 7 WHERE seq = -1",
    )
    assert verify(database) == Broken(4, Breach.CHANGED)


def test_an_entry_slipped_in_without_the_key_is_found(database: Database) -> None:
    head = write_entries(database, 5)
    digest = hashlib.sha256(b"forged").hexdigest()
    tamper(
        database,
        "INSERT INTO history (seq, at_utc, action, subject, facts, previous_hash, hash)"
        f" VALUES ({head.seq + 1}, '2026-11-02 09:00:00.000000', 'matter_edit', 'matter', '{{}}',"
        f" '{head.hash}', '{digest}')",
    )
    assert verify(database) == Broken(head.seq + 1, Breach.CHANGED)


def test_cutting_the_tail_is_found_by_the_signed_head(database: Database) -> None:
    head = write_entries(database, 10)
    tamper(database, f"DELETE FROM history WHERE seq > {head.seq - 3}")
    assert verify(database) == Broken(head.seq - 2, Breach.HEAD)


def test_cutting_the_tail_and_forging_the_head_is_found(database: Database) -> None:
    head = write_entries(database, 10)
    tamper(
        database,
        f"DELETE FROM history WHERE seq > {head.seq - 3}",
        f"UPDATE history_head SET seq = {head.seq - 3}, hash = (SELECT hash FROM history WHERE seq = {head.seq - 3})",
    )
    assert verify(database) == Broken(head.seq - 3, Breach.HEAD)


def test_cutting_the_tail_with_an_old_signed_head_is_found_with_the_published_head(database: Database) -> None:
    write_entries(database, 5)
    with database.reading() as session:
        kept = session.get_one(HistoryHead, 1)
        seq, digest, signature = kept.seq, kept.hash, kept.signature
    published = write_entries(database, 5)
    tamper(
        database,
        f"DELETE FROM history WHERE seq > {seq}",
        f"UPDATE history_head SET seq = {seq}, hash = '{digest}', signature = '{signature}'",
    )
    assert verify(database) == Verified(seq, Head(seq, digest), 0)
    assert verify(database, [published]) == Broken(published.seq, Breach.ANCHOR)


def rewrite_all(database: Database) -> None:
    """What somebody can do who has the key: change an early entry and recompute every hash after it, and the head."""
    tamper(database, "UPDATE history SET facts = '{\"n\":777}' WHERE seq = 3")
    with database.transaction() as session:
        before = history.NOTHING_BEFORE
        for entry in session.query(History).order_by(History.seq):
            entry.previous_hash = before
            entry.hash = before = history.entry_hash(database.key, entry)
        head = session.get_one(HistoryHead, 1)
        head.hash, head.signature = before, history.head_signature(database.key, head.seq, before)


def test_a_history_rewritten_whole_with_the_key_is_found_with_the_published_head(database: Database) -> None:
    with database.reading() as session:
        first = current_head(session)
    published = write_entries(database, 10)
    write_entries(database, 3)
    rewrite_all(database)
    assert isinstance(verify(database), Verified)
    assert verify(database, [published]) == Broken(published.seq, Breach.ANCHOR)
    # The head published before the entry that was changed still holds; it says nothing of what came after it.
    assert isinstance(verify(database, [first]), Verified)


def test_a_head_kept_in_the_record_finds_a_rewritten_history_too(database: Database, people: People) -> None:
    write_entries(database, 10)
    head = publish_head(database, people.administrator(), "kh 2.11.2026 § 106")
    rewrite_all(database)
    assert verify(database) == Broken(head.seq, Breach.ANCHOR)


def test_random_edits_of_one_character_are_found(sqlite_database: Database) -> None:
    database = sqlite_database
    write_entries(database, 30)
    tamper(database)
    chance = random.Random(4)
    for _ in range(60):
        seq, column = chance.randint(1, 31), chance.choice(["action", "subject", "facts", "previous_hash", "hash"])
        with database.engine.begin() as connection:
            old = connection.execute(text(f"SELECT {column} FROM history WHERE seq = {seq}")).scalar_one()
            at = chance.randrange(len(old))
            new = old[:at] + chr(ord(old[at]) ^ 1) + old[at + 1 :]
            connection.execute(text(f"UPDATE history SET {column} = :new WHERE seq = {seq}"), {"new": new})
        assert verify(database) == Broken(seq, Breach.CHANGED), (seq, column, old, new)
        with database.engine.begin() as connection:
            connection.execute(text(f"UPDATE history SET {column} = :old WHERE seq = {seq}"), {"old": old})
    assert isinstance(verify(database), Verified)


def test_text_where_a_moment_should_be_is_found(sqlite_database: Database) -> None:
    write_entries(sqlite_database, 3)
    tamper(sqlite_database, "UPDATE history SET at_utc = 'yesterday' WHERE seq = 3")
    assert verify(sqlite_database) == Broken(3, Breach.CHANGED)


def keep_a_result(database: Database) -> FrozenResult:
    """A frozen result, sealed."""
    with database.transaction() as session:
        matter = Matter(register_number=f"1/{database.now():%f}", title="Uimahalli", created_at=database.now())
        session.add(matter)
        session.flush()
        alternative = Alternative(matter_id=matter.id, number=1, label="VE1", title="Marjoniemi")
        session.add(alternative)
        session.flush()
        result = FrozenResult(
            alternative_id=alternative.id,
            version=1,
            scenario_yaml="name: Marjoniemi",
            impact_csv=b"alternative,value\nVE1,12.5\n",
            digests={"population.csv": "ab" * 32},
            query={"window": [32400, 39600], "share": 0.1},
            engine_version="0.1.0",
            frozen_at=datetime(2026, 11, 2, 8, 0, 0, 120, tzinfo=UTC),
        )
        session.add(result)
        session.flush()
        scope = Scope("frozen_result", result.id, matter.id)
        append(session, None, Action.RESULT_FREEZE, scope, {"version": 1}, version=1, sealed=result)
        return result


def test_a_sealed_row_read_back_has_its_seal(database: Database) -> None:
    keep_a_result(database)
    assert isinstance(verify(database), Verified)


CONTENT = {
    "impact_csv": "impact_csv = '\\x00'",
    "query": "query = '{}'",
    "query no longer JSON": "query = 'what'",
    "scenario": "scenario_yaml = 'name: other'",
    "version": "version = 2",
    "frozen_at": "frozen_at = '2026-11-02 08:00:00.000000'",
}


@pytest.mark.parametrize("what", CONTENT)
def test_changing_what_an_entry_seals_is_found(database: Database, what: str) -> None:
    if database.is_postgresql and what == "query no longer JSON":
        pytest.skip("PostgreSQL lets nobody write that")
    result = keep_a_result(database)
    with database.reading() as session:
        seq = current_head(session).seq
    write_entries(database, 2)
    tamper(database, f"UPDATE frozen_result SET {CONTENT[what]}")
    assert verify(database) == Broken(seq, Breach.CONTENT, "frozen_result", result.id)


def test_deleting_what_an_entry_seals_is_found(database: Database) -> None:
    result = keep_a_result(database)
    with database.reading() as session:
        seq = current_head(session).seq
    tamper(database, "DELETE FROM frozen_result")
    assert verify(database) == Broken(seq, Breach.CONTENT_MISSING, "frozen_result", result.id)


def test_a_result_slipped_in_beside_the_history_is_found(database: Database) -> None:
    result = keep_a_result(database)
    columns = "scenario_yaml, impact_csv, digests, query, account, engine_version, frozen_at, alternative_id"
    tamper(database, f"INSERT INTO frozen_result (version, {columns}) SELECT 9, {columns} FROM frozen_result")
    outcome = verify(database)
    assert isinstance(outcome, Broken)
    assert (outcome.breach, outcome.subject) == (Breach.CONTENT_UNKNOWN, "frozen_result")
    assert outcome.subject_id != result.id


def test_personal_data_is_kept_out_of_the_history(database: Database) -> None:
    with database.transaction() as session, pytest.raises(ValueError, match="personal"):
        append(session, None, Action.MATTER_EDIT, Scope("matter", 1), {"name": "Aino"})


def test_an_erased_person_is_gone_and_the_chain_stands(database: Database, people: People, tmp_path: Path) -> None:
    name = "Tuntematonnimi Häivytettävä"
    person = people.member(name=name)
    assert person.person_id is not None
    head = publish_head(database, people.administrator(), "the minutes")
    erase_person(database, people.administrator(), person.person_id, "GDPR 17 § request")
    assert isinstance(verify(database, [head]), Verified)
    with database.reading() as session:
        row = session.get_one(Person, person.person_id)
        assert (row.name, row.email, row.subject, row.salt) == (None, None, None, None)
        assert row.erased_reason == "GDPR 17 § request"
        assert row.erased_at is not None
        facts = " ".join(entry.facts for entry in session.query(History))
        assert name not in facts
    if not database.is_postgresql:
        database.close()
        for file in (tmp_path / "records").rglob("records.sqlite*"):
            assert name.encode() not in file.read_bytes(), file.name


@pytest.mark.parametrize("wrong", ["", "12", "12:", "12:xyz", ":" + "a" * 64, "-1:" + "a" * 64, "1:" + "A" * 64])
def test_a_malformed_anchor_is_refused(wrong: str) -> None:
    with pytest.raises(Refused, match="history_anchor_malformed"):
        Head.parse(wrong)


def test_a_head_reads_back_as_printed() -> None:
    head = Head(12, "ab" * 32)
    assert Head.parse(f" {head}\n") == head


def test_the_entry_and_what_it_records_stand_or_fall_together(database: Database) -> None:
    before = write_entries(database, 1)

    def fail() -> None:
        with database.transaction() as session:
            session.add(Matter(register_number="9", title="x", created_at=database.now()))
            append(session, None, Action.MATTER_CREATE, Scope("matter", 1))
            raise KeyError("something of ours")

    with pytest.raises(KeyError):
        fail()
    with database.reading() as session:
        assert current_head(session) == before
        assert session.query(Matter).count() == 0

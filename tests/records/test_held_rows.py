"""Whatever is edited, taken away or slipped in past the program, in whichever table and column, is found and named."""

import datetime
import enum
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Connection, LargeBinary, Table, UniqueConstraint, delete, insert, select, update
from sqlalchemy import text as sql
from sqlalchemy.types import Integer

from assessment.language import LANGUAGES, catalogue
from assessment.records.actor import Role
from assessment.records.attached_files import FOLDER, path_of
from assessment.records.canonical import SEALED
from assessment.records.columns import Base, UtcMoment
from assessment.records.database import Database
from assessment.records.guards import guard, unguard
from assessment.records.held_rows import HELD, NOT_HELD, NOT_HELD_COLUMNS, held_columns
from assessment.records.history import ROWS_HELD, ROWS_WRITTEN
from assessment.records.invitations import create_invitation
from assessment.records.named_rows import find_named
from assessment.records.people import Claims, erase_person, sign_in
from assessment.records.schema import KEPT, UNCHANGEABLE, History, Invitation, Person, StatementDraft
from assessment.records.upgrading import hold_rows
from assessment.records.verifying import Breach, Broken, Verified, verify
from tests.records.conftest import Clock
from tests.records.people import People
from tests.records.whole_record import PDF_BYTES, whole_record

TABLES = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
HELD_NAMES = {table.__tablename__ for table in HELD}
# What nothing can be said of: no part of the record yet.
UNHELD = {StatementDraft.__tablename__}


@contextmanager
def past_the_program(database: Database) -> Iterator[Connection]:
    """What somebody does who may drop the triggers and switch off the keys between tables."""
    with database.engine.connect() as connection:
        if database.is_postgresql:
            connection.execute(sql("SET session_replication_role = replica"))
        else:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection
        connection.commit()
        if database.is_postgresql:
            connection.execute(sql("SET session_replication_role = DEFAULT"))
            connection.commit()
        else:
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")


def another(column: Column[Any], value: Any) -> Any:
    """Some other value of the column's kind."""
    kind = column.type
    if isinstance(kind, Boolean):
        return not value
    if isinstance(value, enum.StrEnum):
        return next(one for one in type(value) if one is not value)
    if getattr(kind, "enum_class", None):
        return next(iter(kind.enum_class))  # type: ignore[attr-defined]
    if isinstance(kind, UtcMoment):
        start = value or datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
        return start + datetime.timedelta(microseconds=1)
    if isinstance(value, datetime.date):
        return value + datetime.timedelta(days=1)
    if isinstance(kind, Integer):
        return (value or 0) + 7000
    if isinstance(kind, LargeBinary):
        return b"\x00"
    if isinstance(value, list | dict) or "Structure" in type(kind).__name__:
        return [value, "x"]
    return f"{value or ''}x"[-(getattr(kind, "length", None) or 1_000_000) :]


def named(outcome: Verified | Broken, table: str, what: str) -> None:
    """The outcome is broken, and names the table where its rows are held."""
    assert isinstance(outcome, Broken), f"{table}: {what} was not found"
    if table in HELD_NAMES and outcome.breach is not Breach.ANCHOR:  # a head published is told by its own words
        assert outcome.subject == table, (table, what, outcome)


def rows_of(connection: Connection, table: Table) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]


@pytest.fixture
def whole(database: Database, people: People, clock: Clock) -> Iterator[Database]:
    """A record with rows in every table, its triggers dropped."""
    whole_record(database, people, clock)
    with database.engine.begin() as connection:
        unguard(connection, (*UNCHANGEABLE, *KEPT))
    yield database
    assert isinstance(verify(database), Verified)  # every test puts back what it changed
    with database.engine.begin() as connection:
        guard(connection, UNCHANGEABLE, KEPT)


def test_every_table_and_column_is_held_or_has_a_reason_in_one_place() -> None:
    assert {*HELD, *NOT_HELD} == set(TABLES.values())
    assert set(HELD).isdisjoint(NOT_HELD) and set(SEALED) <= set(NOT_HELD)
    assert all(reason.strip() for reason in (*NOT_HELD.values(), *NOT_HELD_COLUMNS.values()))
    for table in HELD:
        left_out = {name for of, name in NOT_HELD_COLUMNS if of is table}
        assert {*held_columns(table), *left_out} == set(table.__table__.columns.keys())
        assert len(table.__table__.primary_key.columns) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_and_breach_can_be_said(language: str) -> None:
    words = catalogue(language)
    told = {*HELD_NAMES, *(table.__tablename__ for table in SEALED), "frozen_map"}
    assert [name for name in told if not words.get(f"records.subject.{name}")] == []
    assert [breach for breach in Breach if not words.get(f"history.breach.{breach}")] == []
    acts = (ROWS_HELD, ROWS_WRITTEN, "person_renamed")
    assert [act for act in acts if not words.get(f"history.action.{act}")] == []


def test_an_edit_of_any_column_is_found(whole: Database) -> None:
    tried = 0
    for name, model in TABLES.items():
        table = model.__table__
        assert isinstance(table, Table)
        with whole.engine.connect() as connection:
            rows = rows_of(connection, table)
        assert rows, name
        for column in table.columns:
            if name in UNHELD or (model, column.key) in NOT_HELD_COLUMNS:
                continue
            row = next((one for one in rows if one[column.key] is not None), rows[-1])
            values = [another(column, row[column.key])]
            values += [None] if column.nullable and row[column.key] is not None else []
            for value in values:
                where = [own == row[own.key] for own in table.primary_key.columns]
                with past_the_program(whole) as connection:
                    connection.execute(update(table).where(*where).values({column.key: value}))
                named(verify(whole), name, f"{column.key} = {value!r}")
                if column.primary_key:
                    where = [column == value]
                with past_the_program(whole) as connection:
                    connection.execute(update(table).where(*where).values({column.key: row[column.key]}))
                tried += 1
    assert tried > 250


def test_a_row_taken_away_is_found(whole: Database) -> None:
    for name, model in TABLES.items():
        table = model.__table__
        assert isinstance(table, Table)
        if name in UNHELD:
            continue
        with past_the_program(whole) as connection:
            row = rows_of(connection, table)[-1]
            connection.execute(delete(table).where(*(own == row[own.key] for own in table.primary_key.columns)))
        named(verify(whole), name, "a row gone")
        with past_the_program(whole) as connection:
            connection.execute(insert(table).values(row))


def test_a_row_slipped_in_is_found(whole: Database) -> None:
    for name, model in TABLES.items():
        table = model.__table__
        assert isinstance(table, Table)
        if name in UNHELD | {"history_head"}:  # there is one head, and `verify` reads no other
            continue
        unique = {column.key for column in table.columns if column.unique}
        for constraint in table.constraints:
            if isinstance(constraint, UniqueConstraint):
                unique |= {list(constraint.columns)[-1].key}
        with past_the_program(whole) as connection:
            row = rows_of(connection, table)[-1]
            for key in {*unique, *(own.key for own in table.primary_key.columns)}:
                row[key] = another(table.c[key], row[key])
            connection.execute(insert(table).values(row))
        named(verify(whole), name, "a row slipped in")
        with past_the_program(whole) as connection:
            connection.execute(delete(table).where(*(own == row[own.key] for own in table.primary_key.columns)))


def test_an_attached_file_altered_or_gone_is_found(whole: Database) -> None:
    with whole.reading() as session:
        digest = session.scalars(sql("SELECT sha256 FROM attachment WHERE owner_kind = 'statement'")).one()
    path = path_of(whole.folder / FOLDER, digest)
    path.write_bytes(PDF_BYTES + b"more")
    outcome = verify(whole)
    assert isinstance(outcome, Broken) and (outcome.breach, outcome.subject) == (Breach.FILE, "attachment")
    path.unlink()
    outcome = verify(whole)
    assert isinstance(outcome, Broken) and (outcome.breach, outcome.subject) == (Breach.FILE_MISSING, "attachment")
    path.write_bytes(PDF_BYTES)


def test_the_entry_of_a_statement_tells_its_attachments(whole: Database) -> None:
    with whole.reading() as session:
        digest = session.scalars(sql("SELECT sha256 FROM attachment WHERE owner_kind = 'statement'")).one()
        (given,) = [json.loads(one.facts) for one in session.query(History).filter_by(action="statement_submit")]
    assert given["attachments"] == [digest]


def test_use_cases_leave_no_row_to_be_told_of_afterwards(whole: Database) -> None:
    """What no entry of theirs tells is told in one of its own: here only the bodies that the tests write by hand."""
    with whole.reading() as session:
        told = [json.loads(one.facts) for one in session.query(History).filter_by(action=ROWS_WRITTEN)]
    assert {row[0] for facts in told for row in facts["rows"]} == {"body"}


def test_names_are_in_no_digest_that_can_be_tried_out(database: Database, people: People, clock: Clock) -> None:
    """What names somebody is salted, and erasing takes the salt along while the history stands."""
    administrator = people.administrator()
    kaisa = people.member(name="Kaisa Kuusi")
    create_invitation(database, administrator, people.older, Role.COUNCIL_MEMBER, "Kaisa Kuusi")
    with database.reading() as session:
        assert session.query(Invitation).one().salt
    assert kaisa.person_id is not None
    named = [row.key for row in find_named(database, administrator, "Kaisa Kuusi")]
    erase_person(database, administrator, kaisa.person_id, "pyysi", named)
    with database.reading() as session:
        invitation = session.query(Invitation).one()
        assert (invitation.name, invitation.salt) == (None, None)
        assert session.get_one(Person, kaisa.person_id).salt is None
    assert isinstance(verify(database), Verified)


def test_a_sign_in_leaves_no_entry_unless_it_says_something_new(database: Database, clock: Clock) -> None:
    def signed_in(name: str) -> list[str]:
        clock.forward(minutes=5)
        claims = Claims("iss", "sub", name, "a@b.fi", (), clock() + datetime.timedelta(hours=1))
        sign_in(database, claims)
        with database.reading() as session:
            return [one.action for one in session.query(History).order_by(History.seq)][1:]

    assert signed_in("Aino Ahti") == ["person_added"]
    assert signed_in("Aino Ahti") == ["person_added"]
    assert signed_in("Aino Anttila") == ["person_added", "person_renamed"]
    assert isinstance(verify(database), Verified)


def test_an_upgrade_holds_the_rows_once(whole: Database) -> None:
    """A row edited past the program is not taken for true by opening the record with a later program."""
    with past_the_program(whole) as connection:
        connection.execute(sql("UPDATE matter SET title = 'Toinen'"))
    with whole.transaction() as session:
        hold_rows(session)
    named(verify(whole), "matter", "title")
    with past_the_program(whole) as connection:
        connection.execute(sql("UPDATE matter SET title = 'Uimahallin paikka'"))

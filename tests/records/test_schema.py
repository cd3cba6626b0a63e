"""The migrations make the tables of the schema; newer records are refused, older ones upgraded after a backup."""

import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from assessment.errors import Refused
from assessment.records import upgrading
from assessment.records.columns import Base
from assessment.records.database import Database, database_url, open_database
from assessment.records.history_key import KEY_FILE
from assessment.records.schema import KEPT, UNCHANGEABLE
from assessment.records.verifying import Verified, verify
from tests.records.conftest import KEY, Clock


def test_the_migrations_make_the_tables_of_the_schema(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_every_table_is_guarded(database: Database) -> None:
    wanted = {f"keep_{table}_delete" for table in (*UNCHANGEABLE, *KEPT)}
    wanted |= {f"keep_{table}_update" for table in UNCHANGEABLE}
    found = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if database.is_postgresql
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with database.engine.connect() as connection:
        assert set(connection.execute(text(found)).scalars()) == wanted
        assert set(inspect(connection).get_table_names()) == {*UNCHANGEABLE, *KEPT, "alembic_version"}


def test_a_record_of_a_newer_program_is_refused_untouched(records_url: str, tmp_path: Path, clock: Clock) -> None:
    database = open_database(records_url, tmp_path / "records", clock)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(Refused, match="records_newer"):
        open_database(records_url, tmp_path / "records", clock)


def test_an_older_record_is_backed_up_before_it_is_upgraded(
    records_url: str, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A later program whose one new revision adds a column, made by hand beside the real one."""
    scripts = tmp_path / "migrations"
    (scripts / "versions").mkdir(parents=True)
    for path in upgrading.MIGRATIONS.glob("versions/r*.py"):
        (scripts / "versions" / path.name).write_text(path.read_text())
    (scripts / "env.py").write_text("")
    (scripts / "script.py.mako").write_text("")
    later = """import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "later", "{down}", None, None
def upgrade():
    op.add_column("matter", sa.Column("added", sa.Text()))
    {then}
"""
    newest = upgrading.newest_revision()
    path = scripts / "versions" / "later.py"
    monkeypatch.setattr(upgrading, "MIGRATIONS", scripts)

    path.write_text(later.format(down=newest, then='raise RuntimeError("the power went")'))
    with pytest.raises(RuntimeError, match="the power went"):
        open_database(records_url, tmp_path / "records", clock)
    assert "added" not in columns_of(records_url, "matter")

    path.write_text(later.format(down=newest, then="pass"))
    clock.forward(seconds=1)
    database = open_database(records_url, tmp_path / "records", clock)
    assert isinstance(verify(database), Verified)
    database.close()
    assert "added" in columns_of(records_url, "matter")
    assert len(list((tmp_path / "records" / "backups").glob("*before-later.zip"))) == 2


def columns_of(url: str, table: str) -> set[str]:
    from assessment.records.database import make_engine

    engine = make_engine(database_url(url))
    try:
        with engine.connect() as connection:
            return {column["name"] for column in inspect(connection).get_columns(table)}
    finally:
        engine.dispose()


def test_eight_who_open_a_new_record_at_once_make_one(tmp_path: Path, clock: Clock) -> None:
    url = f"sqlite:///{tmp_path / 'records.sqlite'}"
    failures: list[BaseException] = []

    def open_it() -> None:
        try:
            open_database(url, tmp_path, clock).close()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    database = open_database(url, tmp_path, clock)
    outcome = verify(database)
    assert isinstance(outcome, Verified)
    assert outcome.entries == 1
    database.close()


def test_sqlite_is_durable_and_keeps_its_references(sqlite_database: Database) -> None:
    with sqlite_database.engine.connect() as connection:
        for pragma, value in {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}.items():
            assert connection.execute(text(f"PRAGMA {pragma}")).scalar() == value
        assert connection.execute(text("PRAGMA busy_timeout")).scalar() >= 5000


def test_the_key_is_made_once_and_only_for_its_owner(tmp_path: Path, clock: Clock) -> None:
    url = f"sqlite:///{tmp_path / 'records.sqlite'}"
    open_database(url, clock=clock).close()
    key = tmp_path / KEY_FILE
    assert key.stat().st_mode & 0o777 == 0o600
    assert len(key.read_text().strip()) == 64
    key.unlink()
    with pytest.raises(Refused, match="history_key_missing"):
        open_database(url, clock=clock)
    key.write_text("short")
    with pytest.raises(Refused, match="history_key_short"):
        open_database(url, clock=clock)


def test_the_key_may_come_from_the_environment(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HISTORY_KEY", KEY)
    database = open_database(f"sqlite:///{tmp_path / 'records.sqlite'}", clock=clock)
    assert database.key == KEY.encode()
    assert not (tmp_path / KEY_FILE).exists()
    database.close()


@pytest.mark.parametrize(
    "url", ["", " ", "mysql://root@h/d", "nonsense", "sqlite://", "sqlite:///:memory:", "postgresql"]
)
def test_addresses_of_no_database_are_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    if not url.strip():
        assert str(database_url(None)).endswith("data/records/records.sqlite")
        return
    with pytest.raises(Refused, match="database_url_malformed"):
        database_url(url)


@pytest.mark.parametrize("url", ["postgres://u@h/d", "postgresql://u@h/d", "postgresql+psycopg2://u@h/d"])
def test_every_spelling_of_postgresql_uses_our_driver(url: str) -> None:
    assert database_url(url).drivername == "postgresql+psycopg"


def test_nobody_at_the_address_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="records_unreachable"):
        open_database("postgresql://nobody@127.0.0.1:1/none", tmp_path)


def test_a_file_that_is_no_database_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "records.sqlite").write_bytes(b"this is no database" * 100)
    with pytest.raises(Refused, match="records_damaged"):
        open_database(f"sqlite:///{tmp_path / 'records.sqlite'}")

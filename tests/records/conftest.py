"""An empty record for each test, on SQLite and on PostgreSQL, with a clock the test sets."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from assessment.records.database import Database, open_database
from assessment.records.history_key import KEY_FILE
from tests.records import postgresql
from tests.records.people import People

KEY = "a key that only the tests use, of more than thirty-two characters"
_numbers = count()


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    moment: datetime = field(default_factory=lambda: datetime(2026, 11, 2, 8, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **time: float) -> None:
        """Move the clock, by the arguments of timedelta."""
        self.moment += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite record, to be copied."""
    folder = tmp_path_factory.mktemp("records")
    (folder / KEY_FILE).write_text(KEY)
    database = open_database(f"sqlite:///{folder / 'records.sqlite'}", folder, Clock())
    database.empty_log()
    database.close()
    return folder / "records.sqlite"


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    with postgresql.server() as address:
        yield address


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of an empty PostgreSQL record, to be copied."""
    folder = tmp_path_factory.mktemp("records")
    (folder / KEY_FILE).write_text(KEY)
    postgresql.run_sql(postgresql_server, "CREATE DATABASE template_records")
    open_database(f"{postgresql_server}/template_records", folder, Clock()).close()
    return "template_records"


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of an empty SQLite record of this test's own."""
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / KEY_FILE).write_text(KEY)
    shutil.copy(sqlite_template, tmp_path / "records" / "records.sqlite")
    return f"sqlite:///{tmp_path / 'records' / 'records.sqlite'}"


@pytest.fixture
def postgresql_url(postgresql_server: str, postgresql_template: str, tmp_path: Path) -> Iterator[str]:
    """The address of an empty PostgreSQL record of this test's own."""
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / KEY_FILE).write_text(KEY)
    name = f"records_{next(_numbers)}"
    postgresql.run_sql(postgresql_server, f"CREATE DATABASE {name} TEMPLATE {postgresql_template}")
    yield f"{postgresql_server}/{name}"
    postgresql.run_sql(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def records_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty record of this test's own; the test runs on both databases."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def database(records_url: str, tmp_path: Path, clock: Clock) -> Iterator[Database]:
    """An empty record of this test's own, open; the test runs on both databases."""
    opened = open_database(records_url, tmp_path / "records", clock)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_database(sqlite_url: str, tmp_path: Path, clock: Clock) -> Iterator[Database]:
    """An empty SQLite record of this test's own, open."""
    opened = open_database(sqlite_url, tmp_path / "records", clock)
    yield opened
    opened.close()


@pytest.fixture
def people(database: Database) -> People:
    """The people and bodies most tests need."""
    return People(database)

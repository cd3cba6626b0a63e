"""A record kept from every release: it opens in this one, nothing lost, and its history still holds."""

from pathlib import Path

import pytest

from assessment.errors import Refused
from assessment.records.alternatives import edit_alternative
from assessment.records.backup import restore_backup
from assessment.records.database import Database, open_database
from assessment.records.freezing import freeze_results, run_of_matter
from assessment.records.frozen_results import read_result, result_bytes
from assessment.records.given_statements import list_statements
from assessment.records.history_key import KEY_FILE
from assessment.records.overview import matter_overview
from assessment.records.upgrading import newest_revision, revision_of
from assessment.records.verifying import Verified, verify
from assessment.scenario import write_scenario
from tests.records import postgresql
from tests.records.conftest import KEY, Clock
from tests.records.hearing import KINDER, impact_of
from tests.records.people import People

RELEASES = Path(__file__).parent / "releases"


@pytest.fixture(params=["sqlite", "postgresql"])
def nowhere(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that holds nothing; the key lies in the folder `records`."""
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / KEY_FILE).write_text(KEY)
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'records' / 'records.sqlite'}"
    server = request.getfixturevalue("postgresql_server")
    name = f"upgraded_{abs(hash(str(tmp_path)))}"
    postgresql.run_sql(server, f"CREATE DATABASE {name}")
    return f"{server}/{name}"


@pytest.mark.parametrize("release", sorted(RELEASES.glob("*.zip")), ids=lambda path: path.stem)
def test_a_record_of_an_earlier_release_is_kept_whole(
    nowhere: str, tmp_path: Path, clock: Clock, release: Path
) -> None:
    with pytest.raises(Refused, match="backup_unsealed"):
        restore_backup(release, nowhere, tmp_path / "records")
    restored = restore_backup(release, nowhere, tmp_path / "records", unsealed=True)
    assert not restored.sealed
    database = open_database(nowhere, tmp_path / "records", clock)
    try:
        with database.engine.connect() as connection:
            assert revision_of(connection) == newest_revision()
        assert verify(database) == restored.verified
        _read_and_go_on(database, maps_kept=release.stem != "record_of_0001")
        assert isinstance(verify(database), Verified)
    finally:
        database.close()


def _read_and_go_on(database: Database, maps_kept: bool) -> None:
    """Everything in it is read, and worked on with today's use cases. `maps_kept`: with its results, by the release."""
    planner = People(database).planner()
    overview = matter_overview(database, planner, 1)
    assert [view.alternative.result_version for view in overview.alternatives] == [1, 1]
    assert overview.statements[0].points[0].reason == "Avataan aamulla."
    (given,) = list_statements(database, planner, overview.requests[0].id)
    assert (given.chair, given.dissenting[0].name) == ("Kaisa Kuusi", "Eero Eri")
    second = overview.alternatives[1].alternative
    before = result_bytes(database, planner, second.id)
    edit_alternative(database, planner, second.id, second.title, "", write_scenario(KINDER), second.version)
    run = run_of_matter(database, planner, 1)
    frozen = freeze_results(database, planner, run.to_freeze(), impact_of(*run.earlier, *run.scenarios), "Pyydettiin.")
    assert frozen[1].version == 2
    assert result_bytes(database, planner, second.id, 1) == before
    assert bool(read_result(database, planner, second.id, 1).map_sha256) == maps_kept
    assert read_result(database, planner, second.id).map_sha256

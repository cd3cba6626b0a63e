"""Nobody but their owner reads the record's files: new ones, those of an earlier release, and what SQLite adds."""

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from assessment.records.attachments import FOLDER, add_attachment
from assessment.records.backup import restore_backup, write_backup
from assessment.records.database import Database, open_database
from assessment.records.history_key import KEY_FILE
from assessment.records.private_files import OWN_NAMES
from assessment.records.states import OwnerKind
from tests.records.people import People
from tests.records.test_attachments import PDF_BYTES, Hearing


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def opened(folder: Path) -> Database:
    return open_database(f"sqlite:///{folder / 'records.sqlite'}")


def filled(folder: Path) -> Database:
    """A record with an attachment and a backup, still open."""
    database = opened(folder)
    hearing = Hearing(database, People(database))
    add_attachment(database, hearing.planner, OwnerKind.MATTER, hearing.matter, "a.pdf", PDF_BYTES)
    write_backup(database)
    return database


def modes(folder: Path) -> dict[str, int]:
    everything = [folder, *folder.rglob("*")]
    return {str(one.relative_to(folder)): stat.S_IMODE(one.stat().st_mode) for one in everything}


def wrong(folder: Path) -> dict[str, str]:
    """What others may do something with."""
    return {name: oct(mode) for name, mode in modes(folder).items() if mode & 0o077}


def test_a_new_record_is_its_owners(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "records"
    database = filled(folder)
    try:
        found = modes(folder)
        assert {"records.sqlite", "records.sqlite-wal", "records.sqlite-shm", KEY_FILE, FOLDER, "backups"} <= set(found)
        assert wrong(folder) == {}
        assert found["."] == 0o700 and found["records.sqlite"] == 0o600
    finally:
        database.close()
    assert FOLDER in OWN_NAMES


def test_what_an_earlier_release_left_open_is_closed(tmp_path: Path) -> None:
    folder = tmp_path / "records"
    database = filled(folder)
    for one in [folder, *folder.rglob("*")]:
        one.chmod(0o755 if one.is_dir() else 0o644)
    second = opened(folder)
    try:
        assert wrong(folder) == {}
    finally:
        second.close()
        database.close()


def test_a_restored_record_is_its_owners(tmp_path: Path) -> None:
    database = filled(tmp_path / "records")
    backup = write_backup(database)
    folder = tmp_path / "restored"
    folder.mkdir()
    (folder / KEY_FILE).write_bytes((tmp_path / "records" / KEY_FILE).read_bytes())
    restore_backup(backup.path, f"sqlite:///{folder / 'records.sqlite'}")
    database.close()
    assert (folder / FOLDER).is_dir() and wrong(folder) == {}


def test_a_folder_with_other_things_in_it_stays_open(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir(mode=0o755)
    (folder / "something else.txt").write_text("x")
    filled(folder).close()
    assert set(wrong(folder)) == {".", "something else.txt"}


def test_everybodys_folder_is_left(tmp_path: Path) -> None:
    folder = tmp_path / "everybody"
    folder.mkdir()
    folder.chmod(0o1777)
    filled(folder).close()
    assert set(wrong(folder)) == {"."} and modes(folder)["."] == 0o1777


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "records", tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o755)
    folder.mkdir()
    (folder / "backups").symlink_to(elsewhere)
    opened(folder).close()
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o755


def test_where_rights_cannot_be_changed_the_record_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "records"
    opened(folder).close()
    (folder / "records.sqlite").chmod(0o644)

    def refused(_path: Path, _mode: int) -> None:
        raise PermissionError("not allowed here")

    monkeypatch.setattr(Path, "chmod", refused)
    with caplog.at_level(logging.WARNING, "assessment.records"):
        opened(folder).close()
    assert "could not be changed" in caplog.text

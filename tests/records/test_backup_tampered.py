"""A backup that somebody changed, or a disk damaged, is not restored: its seal, its attachments, nothing too large."""

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assessment.__main__ import app
from assessment.errors import Refused
from assessment.records import backup as backups
from assessment.records.attachments import FOLDER, add_attachment, path_of, read_attachment, store
from assessment.records.backup import restore_backup, write_backup
from assessment.records.database import Database, open_database
from assessment.records.history_key import KEY_FILE
from assessment.records.states import OwnerKind
from tests.records.people import People
from tests.records.test_attachments import PDF_BYTES, Hearing
from tests.records.test_backup import as_first_release, changed


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with the key and no record."""
    folder = tmp_path / "restored"
    folder.mkdir()
    shutil.copy(tmp_path / "records" / KEY_FILE, folder / KEY_FILE)
    return folder


@pytest.fixture
def attached(sqlite_database: Database) -> tuple[Hearing, int, str]:
    """A record with one attachment: who reads it, its number and its digest."""
    hearing = Hearing(sqlite_database, People(sqlite_database))
    kept = add_attachment(sqlite_database, hearing.planner, OwnerKind.MATTER, hearing.matter, "a.pdf", PDF_BYTES)
    return hearing, kept.attachment_id, kept.sha256


def address(folder: Path) -> str:
    return f"sqlite:///{folder / 'records.sqlite'}"


def granted(held: bytes) -> bytes:
    """One more role than was granted."""
    first = json.loads(held.splitlines()[0])
    return held + json.dumps(first | {"id": 999, "role": "administrator", "body_id": None}).encode() + b"\n"


@pytest.mark.parametrize(
    ("member", "edit"),
    [
        ("tables/role_grant.jsonl", granted),
        ("tables/role_grant.jsonl", lambda _held: None),
        ("manifest.json", lambda held: held.replace(b'"written_at": "20', b'"written_at": "19')),
        ("manifest.json", lambda held: json.dumps(json.loads(held) | {"seal": "0" * 64}).encode()),
        ("manifest.json", lambda held: json.dumps(json.loads(held) | {"seal": None}).encode()),
        ("manifest.json", lambda held: json.dumps(json.loads(held) | {"seal": "é"}).encode()),
    ],
)
def test_what_the_history_does_not_tell_is_held_by_the_seal(
    sqlite_database: Database, attached: object, place: Path, member: str, edit: Callable[[bytes], bytes | None]
) -> None:
    backup = write_backup(sqlite_database)
    with pytest.raises(Refused, match="backup_changed"):
        restore_backup(changed(backup.path, member, edit), address(place), place)
    assert restore_backup(backup.path, address(place), place).sealed


def test_a_part_twice_breaks_the_seal(sqlite_database: Database, place: Path) -> None:
    backup = write_backup(sqlite_database)
    with (
        zipfile.ZipFile(backup.path, "a") as archive,
        pytest.warns(UserWarning, match="Duplicate name"),
    ):
        archive.writestr("tables/person.jsonl", archive.read("tables/person.jsonl"))
    with pytest.raises(Refused, match="backup_changed"):
        restore_backup(backup.path, address(place), place)


def test_a_backup_without_a_seal_is_restored_only_when_asked(
    sqlite_database: Database, attached: object, place: Path
) -> None:
    old = as_first_release(write_backup(sqlite_database).path)
    told = CliRunner().invoke(app, ["records", "restore", str(old), "--database", address(place), "--lang", "en"])
    assert told.exit_code != 0 and "--unsealed" in told.output and not (place / "records.sqlite").exists()
    arguments = ["records", "restore", str(old), "--database", address(place), "--lang", "fi", "--unsealed"]
    told = CliRunner().invoke(app, arguments)
    assert told.exit_code == 0 and "ei ollut sinettiä" in told.output
    # A sealed one says nothing of seals.
    other = place.parent / "other"
    shutil.copytree(place, other, ignore=shutil.ignore_patterns("records.sqlite*"))
    whole = write_backup(sqlite_database).path
    told = CliRunner().invoke(app, ["records", "restore", str(whole), "--database", address(other), "--unsealed"])
    assert told.exit_code == 0 and "sinet" not in told.output


@pytest.mark.parametrize("edit", [lambda held: held[:-1] + b"X", lambda held: held + b"X", lambda _held: None])
def test_an_attachment_changed_or_taken_away_is_not_restored(
    sqlite_database: Database, attached: tuple[Hearing, int, str], place: Path, edit: Callable[[bytes], bytes | None]
) -> None:
    backup = write_backup(sqlite_database)
    bad = changed(as_first_release(backup.path), f"{FOLDER}/{attached[2]}", edit)
    with pytest.raises(Refused, match="backup_attachment"):
        restore_backup(bad, address(place), place, unsealed=True)
    assert restore_backup(backup.path, address(place), place).sealed


def test_an_attachment_that_unpacks_to_too_much_is_not_unpacked(
    sqlite_database: Database,
    attached: tuple[Hearing, int, str],
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    backup = write_backup(sqlite_database)
    bomb = changed(as_first_release(backup.path), f"{FOLDER}/{attached[2]}", lambda _held: bytes(30 * 1024 * 1024))
    assert bomb.stat().st_size < 200_000
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_a, **_k: pytest.fail("read without a limit"))
    with pytest.raises(Refused, match="backup_attachment"):
        restore_backup(bomb, address(place), place, unsealed=True)
    manifest = changed_manifest(backup.path)
    with pytest.raises(Refused, match="backup_unreadable"):
        restore_backup(manifest, address(place), place)


def changed_manifest(path: Path) -> Path:
    """A backup whose manifest is longer than any."""
    other = path.with_name("long-manifest.zip")
    with zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", b'{"revision": "0001", "format": 2, "seal": "' + bytes(2 * 1024**2) + b'"}')
    return other


def test_a_row_longer_than_any_is_not_read_whole(
    sqlite_database: Database, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assessment.records.backup_tables.LARGEST_ROW_CHARACTERS", 20)
    backup = write_backup(sqlite_database)
    with pytest.raises(Refused, match="backup_unreadable"):
        restore_backup(backup.path, address(place), place)


def test_a_damaged_file_of_the_same_length_is_replaced(
    sqlite_database: Database, attached: tuple[Hearing, int, str], place: Path
) -> None:
    hearing, attachment_id, digest = attached
    backup = write_backup(sqlite_database)
    damaged = path_of(place / FOLDER, digest)
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(bytes(len(PDF_BYTES)))
    restore_backup(backup.path, address(place), place)
    copy = open_database(address(place), place, sqlite_database.now)
    try:
        assert read_attachment(copy, hearing.planner, attachment_id)[1] == PDF_BYTES
    finally:
        copy.close()
    # What is whole is left as it is.
    before = damaged.stat().st_ino
    store(place / FOLDER, digest, PDF_BYTES)
    assert damaged.stat().st_ino == before


def test_no_backup_is_made_of_a_damaged_attachment(
    sqlite_database: Database, attached: tuple[Hearing, int, str]
) -> None:
    path_of(sqlite_database.folder / FOLDER, attached[2]).write_bytes(bytes(len(PDF_BYTES)))
    with pytest.raises(Refused, match="attachment_damaged"):
        write_backup(sqlite_database)
    assert list((sqlite_database.folder / "backups").iterdir()) == []


@pytest.mark.parametrize("damage", [b"\xff" * 40, b""])
def test_a_damaged_file_is_said_to_be_unreadable(sqlite_database: Database, place: Path, damage: bytes) -> None:
    backup = write_backup(sqlite_database)
    with zipfile.ZipFile(backup.path) as archive:
        start = archive.getinfo("tables/history.jsonl").header_offset + 70
    content = bytearray(backup.path.read_bytes())
    if damage:
        content[start : start + len(damage)] = damage
    else:
        del content[start : start + 40]
    backup.path.write_bytes(content)
    with pytest.raises(Refused, match="backup_unreadable"):
        restore_backup(backup.path, address(place), place)
    assert backups.FORMAT == 2

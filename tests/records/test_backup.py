"""A backup taken while others write is one moment of the record, and comes back whole on either database."""

import json
import shutil
import threading
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import text

from assessment.errors import Refused
from assessment.records.attachments import add_attachment, read_attachment
from assessment.records.backup import restore_backup, write_backup
from assessment.records.database import Database, open_database
from assessment.records.history import publish_head
from assessment.records.history_key import KEY_FILE
from assessment.records.people import list_people
from assessment.records.schema import Base
from assessment.records.states import OwnerKind
from assessment.records.verifying import Verified, verify
from tests.records import postgresql
from tests.records.conftest import Clock
from tests.records.people import People
from tests.records.test_attachments import PDF_BYTES, Hearing
from tests.records.test_database import add_body
from tests.records.test_history import keep_a_result


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_place(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    """The address of a database with nothing in it, and a folder with the key."""
    folder = tmp_path / "restored"
    folder.mkdir()
    shutil.copy(tmp_path / "records" / KEY_FILE, folder / KEY_FILE)
    if request.param == "sqlite":
        return f"sqlite:///{folder / 'records.sqlite'}", folder
    server = request.getfixturevalue("postgresql_server")
    name = f"restored_{abs(hash(str(tmp_path)))}"
    postgresql.run_sql(server, f"CREATE DATABASE {name}")
    return f"{server}/{name}", folder


def every_row(database: Database) -> dict[str, list[dict[str, object]]]:
    tables: dict[str, list[dict[str, object]]] = {}
    with database.reading() as session:
        for mapper in Base.registry.mappers:
            keys = [attribute.key for attribute in mapper.column_attrs]
            rows = [{key: getattr(row, key) for key in keys} for row in session.query(mapper.class_)]
            tables[mapper.local_table.name] = sorted(rows, key=str)  # type: ignore[attr-defined]
    return tables


def test_everything_comes_back_on_either_database(
    database: Database, people: People, empty_place: tuple[str, Path], clock: Clock
) -> None:
    hearing = Hearing(database, people)
    kept = add_attachment(database, hearing.planner, OwnerKind.MATTER, hearing.matter, "ä.pdf", PDF_BYTES)
    keep_a_result(database)
    publish_head(database, people.administrator(), "the minutes")
    backup = write_backup(database)
    before = every_row(database)
    url, folder = empty_place
    restored = restore_backup(backup.path, url, folder)
    assert restored.verified.head == backup.head
    copy = open_database(url, folder, clock)
    try:
        assert every_row(copy) == before
        assert isinstance(verify(copy), Verified)
        assert read_attachment(copy, hearing.planner, kept.attachment_id)[1] == PDF_BYTES
        # Numbers go on where they stopped.
        assert add_body(copy, "new") > add_body(database, "new") - 1
        People(copy)
        assert isinstance(verify(copy), Verified)
    finally:
        copy.close()


def test_a_backup_under_load_is_one_moment(database: Database, people: People, empty_place: tuple[str, Path]) -> None:
    hearing = Hearing(database, people)
    stop = threading.Event()
    failures: list[BaseException] = []

    def keep_writing(number: int) -> None:
        try:
            n = 0
            while not stop.is_set():
                content = PDF_BYTES + f"{number} {n}".encode()
                add_attachment(database, hearing.planner, OwnerKind.REQUEST, hearing.request, "a.pdf", content)
                n += 1
        except Refused as refused:
            if "attachments_too_many" not in str(refused):
                failures.append(refused)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=keep_writing, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    backups = [write_backup(database, reason=str(number)) for number in range(3)]
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []
    url, folder = empty_place
    assert restore_backup(backups[1].path, url, folder).verified.head == backups[1].head


def test_nothing_is_restored_over_a_record(database: Database, records_url: str, tmp_path: Path) -> None:
    backup = write_backup(database)
    with pytest.raises(Refused, match="restore_over_record"):
        restore_backup(backup.path, records_url, tmp_path / "records")


def test_without_the_key_nothing_is_restored(sqlite_database: Database, tmp_path: Path) -> None:
    backup = write_backup(sqlite_database)
    url = f"sqlite:///{tmp_path / 'elsewhere' / 'records.sqlite'}"
    with pytest.raises(Refused, match="history_key_missing"):
        restore_backup(backup.path, url, tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / KEY_FILE).write_text("another key that is as long as a key has to be")
    with pytest.raises(Refused, match="backup_changed"):
        restore_backup(backup.path, url, tmp_path / "elsewhere")
    with pytest.raises(Refused, match="backup_broken"):
        restore_backup(as_first_release(backup.path), url, tmp_path / "elsewhere", unsealed=True)


def changed(path: Path, member: str, edit: object) -> Path:
    """The backup with one member edited."""
    other = path.with_name(f"changed-{path.name}")
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in whole.namelist():
            content = whole.read(name)
            kept = edit(content) if name == member else content  # type: ignore[operator]
            if kept is not None:
                archive.writestr(name, kept)
    return other


def as_first_release(path: Path) -> Path:
    """The backup without its seal, as the first release wrote them."""

    def edit(held: bytes) -> bytes:
        told = json.loads(held)
        del told["seal"]
        return json.dumps(told | {"format": 1}).encode()

    return changed(path, "manifest.json", edit)


@pytest.mark.parametrize(
    ("member", "edit", "code"),
    [
        ("tables/history.jsonl", lambda held: held.replace(b"body_edit", b"body_edix"), "backup_broken"),
        ("tables/history.jsonl", lambda held: b"".join(held.splitlines(True)[:-1]), "backup_broken"),
        ("tables/frozen_result.jsonl", lambda held: b"", "backup_"),
        ("tables/history.jsonl", lambda held: held[:-20], "backup_unreadable"),
        ("manifest.json", lambda held: b"{", "backup_unreadable"),
        ("manifest.json", lambda held: b"[]", "backup_unreadable"),
        ("manifest.json", lambda held: json.dumps(json.loads(held) | {"revision": "9999"}).encode(), "backup_newer"),
    ],
)
def test_a_backup_that_was_changed_is_refused_whole(
    sqlite_database: Database, empty_place: tuple[str, Path], member: str, edit: object, code: str
) -> None:
    add_body(sqlite_database, "Vanhusneuvosto")
    keep_a_result(sqlite_database)
    backup = write_backup(sqlite_database)
    url, folder = empty_place
    sealed_code = "backup_changed" if member != "manifest.json" else code
    with pytest.raises(Refused, match=sealed_code):
        restore_backup(changed(backup.path, member, edit), url, folder)
    with pytest.raises(Refused, match=code):
        restore_backup(changed(as_first_release(backup.path), member, edit), url, folder, unsealed=True)
    # Nothing of it stays: the whole backup goes in afterwards.
    assert restore_backup(backup.path, url, folder).verified.head == backup.head


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + bytes(18)])
def test_files_that_are_no_backups_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "backup.zip").write_bytes(content)
    with pytest.raises(Refused, match="backup_unreadable"):
        restore_backup(tmp_path / "backup.zip", f"sqlite:///{tmp_path / 'records.sqlite'}", tmp_path)
    with pytest.raises(Refused, match="backup_unreadable"):
        restore_backup(tmp_path / "absent.zip", f"sqlite:///{tmp_path / 'records.sqlite'}", tmp_path)


def test_a_path_out_of_the_folder_is_refused(sqlite_database: Database, empty_place: tuple[str, Path]) -> None:
    backup = write_backup(sqlite_database)
    with zipfile.ZipFile(backup.path, "a") as archive:
        archive.writestr("attachments/../../../escaped", b"x")
    url, folder = empty_place
    with pytest.raises(Refused, match="backup_changed"):
        restore_backup(backup.path, url, folder)
    # What no attachment on record asks for is not unpacked.
    restore_backup(as_first_release(backup.path), url, folder, unsealed=True)
    assert not list(folder.parent.rglob("escaped"))


def test_a_backup_is_for_its_owner_and_holds_no_key(sqlite_database: Database) -> None:
    backup = write_backup(sqlite_database)
    assert backup.path.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(backup.path) as archive:
        assert not [name for name in archive.namelist() if "key" in name]
        assert all(sqlite_database.key not in archive.read(name) for name in archive.namelist())


def test_a_lost_attachment_is_told_and_no_half_backup_is_left(database: Database, people: People) -> None:
    hearing = Hearing(database, people)
    add_attachment(database, hearing.planner, OwnerKind.MATTER, hearing.matter, "a.pdf", PDF_BYTES)
    shutil.rmtree(database.folder / "attachments")
    with pytest.raises(Refused, match="attachment_damaged"):
        write_backup(database)
    assert list((database.folder / "backups").iterdir()) == []


def test_an_erased_person_is_in_no_later_backup(database: Database, people: People, clock: Clock) -> None:
    from assessment.records.people import erase_person

    person = people.member(name="Tuntematonnimi Häivytettävä")
    assert person.person_id is not None
    erase_person(database, people.administrator(), person.person_id, "asked for")
    backup = write_backup(database)
    with zipfile.ZipFile(backup.path) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode("unicode_escape")
    assert "Tuntematonnimi" not in everything
    assert len(list_people(database, people.administrator())) >= 2
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM person WHERE name LIKE 'Tuntematon%'")).scalar() == 0

"""`history verify` and `records` as a person at the command line sees them."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from assessment.__main__ import app
from assessment.records.database import open_database
from assessment.records.people import Claims, sign_in
from assessment.records.verifying import verify
from tests.records.test_database import add_body


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A record with a few entries."""
    address = f"sqlite:///{tmp_path / 'records' / 'records.sqlite'}"
    database = open_database(address)
    for number in range(3):
        add_body(database, f"Neuvosto {number}")
    database.close()
    return address


def test_a_whole_history_gives_its_head(url: str) -> None:
    result = run("history", "verify", "--database", url, "--lang", "en")
    assert result.exit_code == 0
    seq, digest = result.stdout.strip().split(":")
    assert (seq, len(digest)) == ("4", 64)
    assert "4 entries" in result.stderr
    again = run("history", "verify", "--database", url, "--anchor", result.stdout.strip(), "--lang", "en")
    assert again.exit_code == 0
    assert "1 published" in again.stderr


def test_the_address_may_come_from_the_environment(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    assert run("history", "verify").exit_code == 0


def test_a_broken_history_gives_the_first_broken_entry(url: str) -> None:
    database = open_database(url)
    with database.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER keep_history_update"))
        connection.execute(text("UPDATE history SET subject_id = 77 WHERE seq = 3"))
    database.close()
    result = run("history", "verify", "--database", url, "--lang", "fi")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.strip() == "Merkintää 3 on muutettu, tai se on kirjoitettu ilman avainta."


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", "Merkintä 2 pitää, mutta sen vahvistamaa on muutettu: toimielin 1."),
        ("sv", "Post 2 håller, men det den bekräftar har ändrats: organ 1."),
        ("en", "Entry 2 holds, but what it seals was changed: body 1."),
    ],
)
def test_a_row_edited_past_the_program_is_named(url: str, language: str, words: str) -> None:
    database = open_database(url)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE body SET statutory = 1 - statutory WHERE id = 1"))
    database.close()
    result = run("history", "verify", "--database", url, "--lang", language)
    assert (result.exit_code, result.stdout, result.stderr.strip()) == (2, "", words)


def test_a_foreign_head_is_found(url: str) -> None:
    result = run("history", "verify", "--database", url, "--anchor", f"2:{'a' * 64}", "--lang", "en")
    assert result.exit_code == 2
    assert "Entry 2" in result.stderr
    assert run("history", "verify", "--database", url, "--anchor", "nonsense", "--lang", "en").exit_code == 2


@pytest.mark.parametrize("command", [("history", "verify"), ("records", "backup")])
def test_where_there_is_no_record_none_is_made(tmp_path: Path, command: tuple[str, str]) -> None:
    result = run(*command, "--database", f"sqlite:///{tmp_path / 'none.sqlite'}", "--lang", "en")
    assert result.exit_code == 2
    assert "There is no record at" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_password_in_an_address_is_never_shown(tmp_path: Path) -> None:
    for address in ("postgresql://u:geheim@127.0.0.1:1/d", "mysql://u:geheim@h/d"):
        result = run("history", "verify", "--database", address)
        assert result.exit_code == 2
        assert "geheim" not in result.output


def test_a_backup_comes_back(url: str, tmp_path: Path) -> None:
    result = run("records", "backup", "--database", url, "--output", tmp_path / "out", "--lang", "en")
    assert result.exit_code == 0, result.output
    path = Path(result.stdout.strip())
    assert path.parent == tmp_path / "out"
    elsewhere = tmp_path / "elsewhere"
    other = f"sqlite:///{elsewhere / 'records.sqlite'}"
    without = run("records", "restore", path, "--database", other, "--lang", "en")
    assert without.exit_code == 2
    assert "key of the history is missing" in without.stderr
    shutil.copy(tmp_path / "records" / "history.key", elsewhere / "history.key")
    restored = run("records", "restore", path, "--database", other, "--lang", "en")
    assert restored.exit_code == 0, restored.output
    assert restored.stdout == run("history", "verify", "--database", url).stdout
    over = run("records", "restore", path, "--database", other, "--lang", "en")
    assert over.exit_code == 2
    assert "already" in over.stderr


def test_naming_an_administrator_who_never_signed_in_is_refused(url: str) -> None:
    result = run("records", "administrator", "nobody@example.fi", "--database", url, "--lang", "en")
    assert result.exit_code == 2
    assert "must sign in once first" in result.stderr
    database = open_database(url)
    assert getattr(verify(database), "entries", 0) == 4
    database.close()


@pytest.mark.parametrize("told", [(), ("a@example.fi", "--subject", "s", "--issuer", "i"), ("--subject", "s")])
def test_an_administrator_is_named_in_one_way(url: str, told: tuple[str, ...]) -> None:
    result = run("records", "administrator", *told, "--database", url, "--lang", "en")
    assert result.exit_code == 2
    assert "either the e-mail or both" in result.stderr


def test_naming_an_administrator_by_a_subject_nobody_has_is_refused(url: str) -> None:
    told = ("--issuer", "https://login.example", "--subject", "nobody")
    result = run("records", "administrator", *told, "--database", url, "--lang", "en")
    assert result.exit_code == 2
    assert "records sign-ins" in result.stderr


def test_who_signed_in_is_told_and_can_be_named_so(url: str) -> None:
    database = open_database(url)
    now = database.now()
    for number, (subject, name) in enumerate((("aino-1", "Aino\tAalto"), ("b\n2", "Aino Aalto"))):
        at = now + timedelta(seconds=number)
        sign_in(database, Claims("https://login.example", subject, name, "", (), now + timedelta(hours=1), at))
    database.close()
    result = run("records", "sign-ins", "--database", url, "--lang", "en")
    assert result.exit_code == 0
    rows = [line.split("\t") for line in result.stdout.splitlines()]
    assert [row[1:] for row in rows] == [
        ["https://login.example", "'b\\n2'", "-", "Aino Aalto"],
        ["https://login.example", "aino-1", "-", "Aino Aalto"],
    ]
    named = run("records", "administrator", "--issuer", rows[1][1], "--subject", rows[1][2], "--database", url)
    assert named.exit_code == 0
    assert "aino-1" in named.stderr

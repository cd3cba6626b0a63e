"""Attachments: kept by hash, known by their bytes, named safely, read only by those who read what they belong to."""

import io
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import event

from assessment.errors import Refused
from assessment.records import attachments
from assessment.records.actor import PUBLIC, Actor
from assessment.records.attached_files import FOLDER, path_of
from assessment.records.attachments import (
    LARGEST_BYTES,
    add_attachment,
    content_disposition,
    list_attachments,
    read_attachment,
    safe_name,
    withdraw_attachment,
)
from assessment.records.database import Database
from assessment.records.file_types import DOCX, ODT, PDF, TEXT, file_type
from assessment.records.permissions import Action, Scope, require
from assessment.records.refusals import NotAllowed, NotFound
from assessment.records.request_states import SETTLED
from assessment.records.schema import Attachment, Matter, StatementDraft, StatementRequest
from assessment.records.states import MatterState, OwnerKind, RequestState
from assessment.records.verifying import Verified, verify
from tests.records.people import People

PDF_BYTES = b"%PDF-1.7\n%%EOF\n"


def office(*members: str, mimetype: str | None = None) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        if mimetype is not None:
            archive.writestr("mimetype", mimetype)
        for member in members:
            archive.writestr(member, "<x/>")
    return held.getvalue()


class Hearing:
    """A matter with one request out and its draft begun."""

    def __init__(self, database: Database, people: People) -> None:
        self.planner = people.planner()
        with database.transaction() as session:
            require(session, self.planner, Action.MATTER_CREATE, Scope("matter"))
            now = database.now()
            matter = Matter(
                register_number="1", title="Uimahalli", created_at=now, created_by_id=self.planner.person_id
            )
            session.add(matter)
            session.flush()
            request = StatementRequest(matter_id=matter.id, body_id=people.older, deadline_utc=now, requested_at=now)
            session.add(request)
            session.flush()
            draft = StatementDraft(request_id=request.id, saved_at=now)
            session.add(draft)
            session.flush()
            self.matter, self.request, self.draft = matter.id, request.id, draft.id


@pytest.fixture
def hearing(database: Database, people: People) -> Hearing:
    return Hearing(database, people)


def attach(database: Database, actor: Actor, hearing: Hearing, content: bytes = PDF_BYTES, name: str = "a.pdf") -> int:
    return add_attachment(database, actor, OwnerKind.MATTER, hearing.matter, name, content).attachment_id


def test_what_was_attached_comes_back(database: Database, hearing: Hearing) -> None:
    attached = add_attachment(database, hearing.planner, OwnerKind.MATTER, hearing.matter, "Kartta.PDF", PDF_BYTES)
    assert (attached.name, attached.media_type, attached.size_bytes) == ("Kartta.pdf", PDF.media_type, len(PDF_BYTES))
    assert read_attachment(database, hearing.planner, attached.attachment_id) == (attached, PDF_BYTES)
    assert list_attachments(database, hearing.planner, OwnerKind.MATTER, hearing.matter) == (attached,)
    assert isinstance(verify(database), Verified)


def test_the_bytes_lie_by_hash_once_and_away_from_what_is_served(database: Database, hearing: Hearing) -> None:
    first, second = (attach(database, hearing.planner, hearing, name=name) for name in ("a.pdf", "b.pdf"))
    files = [path for path in (database.folder / FOLDER).rglob("*") if path.is_file()]
    assert first != second
    assert [len(path.name) for path in files] == [64]
    assert "static" not in str(database.folder.relative_to(Path("/")).parts)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF_BYTES, PDF),
        (b"nimi;luku\r\n\xc3\xa4iti;3\n", TEXT),
        (b"\xef\xbb\xbfa;b\n", TEXT),
        (office("[Content_Types].xml", "word/document.xml"), DOCX),
        (office("content.xml", mimetype=ODT.media_type), ODT),
        (b"<html><script>alert(1)</script>", None),
        (b"\xef\xbb\xbf \n<!DOCTYPE html>", None),
        (b"<svg onload=alert(1)>", None),
        (b"<?xml version='1.0'?><x/>", None),
        (b"hello <script>alert(1)</script>", None),
        (b"MZ\x90\x00", None),
        (b"\x7fELF", None),
        (b"\xff\xfea\x00", None),
        (b"latin \xe4", None),
        (b"null \x00", None),
        (office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), None),
        (office("evil.exe"), None),
        (office("content.xml", mimetype="text/html"), None),
        (b"PK\x03\x04 not a zip", None),
    ],
)
def test_a_file_is_known_by_its_bytes(content: bytes, kind: object) -> None:
    assert file_type(content) == kind


def test_a_page_called_pdf_is_refused(database: Database, hearing: Hearing) -> None:
    with pytest.raises(Refused, match="attachment_kind"):
        attach(database, hearing.planner, hearing, b"<html>hi</html>", "minutes.pdf")
    with pytest.raises(Refused, match="attachment_empty"):
        attach(database, hearing.planner, hearing, b"")
    assert list_attachments(database, hearing.planner, OwnerKind.MATTER, hearing.matter) == ()


def test_twenty_megabytes_go_in_and_a_byte_more_does_not(sqlite_database: Database) -> None:
    hearing = Hearing(sqlite_database, People(sqlite_database))
    whole = PDF_BYTES + b"\0" * (LARGEST_BYTES - len(PDF_BYTES))
    kept = attach(sqlite_database, hearing.planner, hearing, whole)
    assert read_attachment(sqlite_database, hearing.planner, kept)[1] == whole
    with pytest.raises(Refused, match="attachment_too_large"):
        attach(sqlite_database, hearing.planner, hearing, whole + b"\0")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\temp\\kartta.pdf", "kartta.pdf"),
        ("evil.html", "evil.html.pdf"),
        ("fdp\u202e.exe", "fdp.exe.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ('"><script>.pdf', "script.pdf"),
        ("", "liite.pdf"),
        ("...", "liite.pdf"),
        (".pdf", "liite.pdf"),
        ("x" * 400 + ".pdf", "x" * 150 + ".pdf"),
        ("Lausunto äö 2026.PDF", "Lausunto äö 2026.pdf"),
    ],
)
def test_names_are_made_safe(name: str, safe: str) -> None:
    assert safe_name(name, PDF) == safe
    header = content_disposition(safe)
    assert header.isascii()
    assert "\n" not in header
    assert "\r" not in header
    assert header.startswith("attachment; ")
    assert header.count('"') == 2


def test_only_those_of_the_matter_attach_to_it(database: Database, people: People, hearing: Hearing) -> None:
    refused = (people.member(), people.secretary(), people.decision_maker(), people.administrator(), PUBLIC)
    for actor in (*refused, people.planner("Another Planner")):
        with pytest.raises(NotAllowed):
            attach(database, actor, hearing)


def test_a_council_attaches_to_its_own_draft_only(database: Database, people: People, hearing: Hearing) -> None:
    kept = add_attachment(database, people.member(), OwnerKind.DRAFT, hearing.draft, "a.pdf", PDF_BYTES)
    for actor in (people.member(people.disabled, "Other Member"), hearing.planner, people.administrator(), PUBLIC):
        with pytest.raises(NotAllowed):
            add_attachment(database, actor, OwnerKind.DRAFT, hearing.draft, "a.pdf", PDF_BYTES)
        with pytest.raises(NotAllowed):
            read_attachment(database, actor, kept.attachment_id)
        with pytest.raises(NotAllowed):
            list_attachments(database, actor, OwnerKind.DRAFT, hearing.draft)
        with pytest.raises(NotAllowed):
            withdraw_attachment(database, actor, kept.attachment_id)


def test_the_public_reads_what_is_public_but_never_a_draft(
    database: Database, people: People, hearing: Hearing
) -> None:
    kept = attach(database, hearing.planner, hearing)
    drafted = add_attachment(database, people.member(), OwnerKind.DRAFT, hearing.draft, "a.pdf", PDF_BYTES)
    with pytest.raises(NotAllowed):
        read_attachment(database, PUBLIC, kept)
    with database.transaction() as session:
        session.get_one(Matter, hearing.matter).published_at = database.now()
    assert read_attachment(database, PUBLIC, kept)[1] == PDF_BYTES
    with pytest.raises(NotAllowed):
        read_attachment(database, PUBLIC, drafted.attachment_id)


@pytest.mark.parametrize("state", [MatterState.DECIDED, MatterState.FOLLOW_UP])
def test_what_a_decision_rested_on_stands(database: Database, hearing: Hearing, state: MatterState) -> None:
    kept = attach(database, hearing.planner, hearing)
    asked = add_attachment(database, hearing.planner, OwnerKind.REQUEST, hearing.request, "b.pdf", PDF_BYTES)
    with database.transaction() as session:
        session.get_one(Matter, hearing.matter).state = state
    for attachment_id in (kept, asked.attachment_id):
        with pytest.raises(Refused, match="matter_decided"):
            withdraw_attachment(database, hearing.planner, attachment_id)
    for kind, owner in ((OwnerKind.MATTER, hearing.matter), (OwnerKind.REQUEST, hearing.request)):
        with pytest.raises(Refused, match="matter_decided"):
            add_attachment(database, hearing.planner, kind, owner, "c.pdf", PDF_BYTES)
        assert len(list_attachments(database, hearing.planner, kind, owner)) == 1


@pytest.mark.parametrize("state", sorted(SETTLED))
def test_what_a_council_answered_on_stands(
    database: Database, people: People, hearing: Hearing, state: RequestState
) -> None:
    asked = add_attachment(database, hearing.planner, OwnerKind.REQUEST, hearing.request, "b.pdf", PDF_BYTES)
    with database.transaction() as session:
        session.get_one(StatementRequest, hearing.request).state = state
    with pytest.raises(Refused, match="request_settled"):
        withdraw_attachment(database, hearing.planner, asked.attachment_id)
    with pytest.raises(Refused, match="request_settled"):
        add_attachment(database, hearing.planner, OwnerKind.REQUEST, hearing.request, "c.pdf", PDF_BYTES)
    assert list_attachments(database, hearing.planner, OwnerKind.REQUEST, hearing.request) == (asked,)
    attach(database, hearing.planner, hearing)  # the matter is still worked on
    # A lapsed request may still be answered, and a given statement corrected; a declined one is over.
    if state is RequestState.DECLINED:
        with pytest.raises(Refused, match="request_settled"):
            add_attachment(database, people.member(), OwnerKind.DRAFT, hearing.draft, "a.pdf", PDF_BYTES)
    else:
        add_attachment(database, people.member(), OwnerKind.DRAFT, hearing.draft, "a.pdf", PDF_BYTES)


def test_numbers_of_nothing_tell_nothing(database: Database, hearing: Hearing) -> None:
    with pytest.raises(NotAllowed):
        read_attachment(database, PUBLIC, 999_999)
    with pytest.raises(NotFound):
        read_attachment(database, hearing.planner, 999_999)
    with pytest.raises(NotFound):
        add_attachment(database, hearing.planner, OwnerKind.MATTER, 999_999, "a.pdf", PDF_BYTES)
    for kind in OwnerKind:
        with pytest.raises(NotAllowed):
            list_attachments(database, PUBLIC, kind, 999_999)
        with pytest.raises(NotAllowed):
            add_attachment(database, PUBLIC, kind, 999_999, "a.pdf", PDF_BYTES)


def test_what_is_withdrawn_is_out_of_sight_but_on_record(database: Database, hearing: Hearing) -> None:
    kept = attach(database, hearing.planner, hearing)
    withdraw_attachment(database, hearing.planner, kept)
    withdraw_attachment(database, hearing.planner, kept)
    assert list_attachments(database, hearing.planner, OwnerKind.MATTER, hearing.matter) == ()
    with pytest.raises(NotFound):
        read_attachment(database, hearing.planner, kept)
    with database.reading() as session:
        assert path_of(database.folder / FOLDER, session.get_one(Attachment, kept).sha256).exists()


def test_an_attachment_changed_on_disk_is_not_given_out(database: Database, hearing: Hearing) -> None:
    kept = add_attachment(database, hearing.planner, OwnerKind.MATTER, hearing.matter, "a.pdf", PDF_BYTES)
    path = path_of(database.folder / FOLDER, kept.sha256)
    path.write_bytes(PDF_BYTES[:-1] + b"!")
    with pytest.raises(Refused, match="attachment_damaged"):
        read_attachment(database, hearing.planner, kept.attachment_id)
    path.unlink()
    with pytest.raises(Refused, match="attachment_damaged"):
        read_attachment(database, hearing.planner, kept.attachment_id)


def test_fifty_of_one_thing_and_no_more(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MOST_OF_ONE", 3)
    hearing = Hearing(sqlite_database, People(sqlite_database))
    for _ in range(3):
        attach(sqlite_database, hearing.planner, hearing)
    with pytest.raises(Refused, match="attachments_too_many"):
        attach(sqlite_database, hearing.planner, hearing)


def test_a_file_whose_row_was_never_committed_is_no_attachment(sqlite_database: Database) -> None:
    database = sqlite_database
    hearing = Hearing(database, People(database))

    def fail(_session: object) -> None:
        raise KeyError("the power went")

    event.listen(database._writing.class_, "before_commit", fail)
    try:
        with pytest.raises(KeyError):
            attach(database, hearing.planner, hearing)
    finally:
        event.remove(database._writing.class_, "before_commit", fail)
    assert list_attachments(database, hearing.planner, OwnerKind.MATTER, hearing.matter) == ()
    attach(database, hearing.planner, hearing)
    assert len(list_attachments(database, hearing.planner, OwnerKind.MATTER, hearing.matter)) == 1

"""Files on the pages of matters: attached to a matter and to a request, refused in words; raw figures only for some."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from assessment.language import translator
from assessment.records.actor import Actor, Role
from assessment.records.attachments import list_attachments, read_attachment
from assessment.records.database import Database
from assessment.records.matters import read_matter
from assessment.records.overview import matter_overview
from assessment.records.people import local_actor
from assessment.records.schema import Matter
from assessment.records.states import MatterState, OwnerKind
from pages.statements.local_mode import LOCAL_NAME
from tests.pages.conftest import html_of
from tests.pages.matters import OpenMatters, example_database, example_record, open_matters
from tests.pages.test_matters_acts import fill
from tests.records.full_disk import full_disk

__all__ = ["example_database", "example_record", "open_matters"]

T = translator("fi")
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def preparer(database: Database) -> Actor:
    return local_actor(database, LOCAL_NAME, {(Role.PREPARER, None)})


def attach(app: AppTest, name: str, content: bytes, mime: str) -> AppTest:
    uploader = next(one for one in app.get("file_uploader") if str(one.key).startswith("matter_file_file_"))
    uploader.upload(name, content, mime)
    app.run()
    return app.button(key="matter_file_do").click().run()


def test_a_file_is_attached_to_a_matter_once(open_matters: OpenMatters, example_database: Database) -> None:
    app = attach(open_matters(1), "selvitys <b>.pdf", PDF, "application/pdf")
    assert not app.exception
    assert T("matters.attached") in html_of(app)
    who = preparer(example_database)
    (kept,) = list_attachments(example_database, who, OwnerKind.MATTER, 1)
    assert kept.name == "selvitys b.pdf"
    assert read_attachment(example_database, who, kept.attachment_id)[1] == PDF
    # The field is empty again: pressing twice attaches nothing twice.
    assert "matter_file_do" not in {button.key for button in app.button}
    app.run()
    assert len(list_attachments(example_database, who, OwnerKind.MATTER, 1)) == 1


def test_no_file_is_attached_to_a_matter_that_is_decided(open_matters: OpenMatters, example_database: Database) -> None:
    with example_database.transaction() as session:
        session.get_one(Matter, 1).state = MatterState.DECIDED
    app = open_matters(1)
    assert not app.exception
    assert T("matters.attach_decided") in html_of(app)
    assert not [one for one in app.get("file_uploader") if str(one.key).startswith("matter_file_file_")]


def test_a_council_is_offered_no_field_it_may_not_use(open_matters: OpenMatters) -> None:
    app = open_matters(1, role="council_secretary:1")
    assert not app.exception
    assert not app.get("file_uploader")


def test_what_is_no_file_of_a_known_kind_is_refused_in_words(
    open_matters: OpenMatters, example_database: Database
) -> None:
    app = attach(open_matters(1), "selvitys.pdf", b"MZ\x90\x00\x03", "application/pdf")
    assert "selvitys.pdf" in html_of(app) and T("matters.attached") not in html_of(app)
    assert list_attachments(example_database, preparer(example_database), OwnerKind.MATTER, 1) == ()


def test_files_go_with_a_request(open_matters: OpenMatters, example_database: Database) -> None:
    app = open_matters(1, "statements")
    app.selectbox(key="ask.body_id").set_value(1)
    fill(app, "ask", deadline_day="24.12.2030", questions="Miksi?")
    who = preparer(example_database)
    sent = len(matter_overview(example_database, who, 1).requests)

    def choose(*files: tuple[str, bytes, str]) -> None:
        next(one for one in app.get("file_uploader") if one.key == "ask_files_0").set_value(list(files))

    # A file that is refused sends nothing, and the text stays.
    choose(("a.pdf", PDF, "application/pdf"), ("b.txt", b"MZ\x90\x00\xff", "text/plain"))
    app.button(key="ask_send").click().run()
    assert not app.exception
    assert T("matters.not_saved") in html_of(app) and "b.txt" in html_of(app)
    assert app.text_area(key="ask.questions").value == "Miksi?"
    assert len(matter_overview(example_database, who, 1).requests) == sent
    choose(("a.pdf", PDF, "application/pdf"), ("b.txt", b"teksti\n", "text/plain"))
    app.button(key="ask_send").click().run()
    assert not app.exception
    # The field is empty again: the next request goes without these files.
    assert {one.key for one in app.get("file_uploader") if str(one.key).startswith("ask_files")} == {"ask_files_1"}
    request = matter_overview(example_database, who, 1).requests[-1]
    assert [one.name for one in list_attachments(example_database, who, OwnerKind.REQUEST, request.id)] == [
        "a.pdf",
        "b.txt",
    ]


def test_a_full_disk_is_said_plainly_and_the_text_stays(open_matters: OpenMatters, example_database: Database) -> None:
    app = open_matters(1)
    long = "Kuvaus selkeällä kielellä. " * 700
    fill(app, "basics", title="Uusi otsikko", description=long.strip())
    with full_disk(example_database):
        app.button(key="basics_send").click().run()
        assert not app.exception
        assert T("fault.records_full") in html_of(app)
        assert app.text_area(key="basics.description").value == long.strip()
        assert read_matter(example_database, preparer(example_database), 1).title.startswith("Esimerkki")
    app.button(key="basics_send").click().run()
    assert read_matter(example_database, preparer(example_database), 1).description == long.strip()


@pytest.mark.parametrize(("role", "offered"), [("preparer", True), ("planner", True), ("council_secretary:1", False)])
def test_raw_figures_are_offered_to_those_who_prepare(open_matters: OpenMatters, role: str, offered: bool) -> None:
    app = open_matters(1, "alternatives", role=role)
    assert ("/suojaamattomat/" in html_of(app)) is offered
    assert (T("matters.raw.warning") in html_of(app)) is offered

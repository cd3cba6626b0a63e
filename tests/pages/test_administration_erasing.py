"""The administrator sees where a name stands, chooses, and erases: with an account and without one."""

from __future__ import annotations

from assessment.language import LANGUAGES, translator
from assessment.records.actor import Role
from assessment.records.database import Database
from assessment.records.invitations import create_invitation
from assessment.records.named_rows import find_named
from assessment.records.overview import matter_overview
from assessment.records.people import list_people, local_actor
from assessment.records.verifying import Verified, verify
from tests.pages.conftest import html_of
from tests.pages.matters import OpenMatters, example_database, example_record, open_matters
from tests.pages.test_matters_acts import fill
from tests.pages.test_matters_files import preparer

__all__ = ["example_database", "example_record", "open_matters"]

T = translator("fi")


def test_a_chair_without_an_account_is_found_chosen_and_erased(
    open_matters: OpenMatters, example_database: Database
) -> None:
    administrator = local_actor(example_database, "Aino", {(Role.ADMINISTRATOR, None)})
    statement = matter_overview(example_database, preparer(example_database), 1).statements[0].statement
    assert statement.chair
    app = open_matters(role="administrator").switch_page("administration/people.py").run()
    assert not [one for one in app.checkbox if str(one.key).startswith("nameless.row")]
    app.text_input(key="nameless.search").set_value(statement.chair.lower()).run()
    (row,) = [one for one in find_named(example_database, administrator, statement.chair) if one.part == "chair"]
    box = app.checkbox(key=f"nameless.row:{row.key}")
    assert not box.value
    for told in (statement.receipt, T("people.named.part.chair"), "Vanhusneuvosto"):
        assert told in box.label.replace("\\", "")
    fill(app, "nameless", reason="Pyysi itse")
    app.checkbox(key="nameless.sure").set_value(True)
    app.button(key="nameless_send").click().run()
    assert T("fault.erasing_needs_rows") in html_of(app)
    app.checkbox(key=f"nameless.row:{row.key}").set_value(True)
    app.button(key="nameless_send").click().run()
    assert not app.exception and T("people.names_erased") in html_of(app)
    after = matter_overview(example_database, preparer(example_database), 1).statements[0].statement
    assert (after.chair, after.text, after.secretary) == ("", statement.text, statement.secretary)
    assert isinstance(verify(example_database), Verified)


def test_with_an_account_only_the_chosen_rows_lose_the_name(
    open_matters: OpenMatters, example_database: Database
) -> None:
    administrator = local_actor(example_database, "Aino", {(Role.ADMINISTRATOR, None)})
    for body in (1, 2):
        create_invitation(example_database, administrator, body, Role.COUNCIL_MEMBER, "Esko Esimerkki")
    person = local_actor(example_database, "Esko Esimerkki", ()).person_id
    app = open_matters(role="administrator").switch_page("administration/people.py").run()
    app.selectbox(key="person_chosen").set_value(person).run()
    first, second = find_named(example_database, administrator, "Esko Esimerkki")
    assert app.checkbox(key=f"erase_{person}.row:{second.key}").value is False
    app.checkbox(key=f"erase_{person}.row:{first.key}").set_value(True)
    fill(app, f"erase_{person}", reason="Pyysi itse")
    app.checkbox(key=f"erase_{person}.sure").set_value(True)
    app.button(key=f"erase_{person}_send").click().run()
    assert not app.exception and T("people.erased_now") in html_of(app)
    assert find_named(example_database, administrator, "Esko Esimerkki") == (second,)
    assert [one.name for one in list_people(example_database, administrator) if one.person_id == person] == [""]


def test_every_place_is_said_in_every_language() -> None:
    for language in LANGUAGES:
        t = translator(language)
        for place in ("statement", "draft", "invitation", "follow_up"):
            facts = {"name": "N", "part": "P", "body": "B", "number": "1", "matter": "M"}
            assert "N" in t(f"people.named.{place}", **facts)

"""Administration's pages: each in each language, only for its roles; what is done on them stands on record."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assessment.language import LANGUAGES, translator
from assessment.records.actor import Role
from assessment.records.bodies import BodyForm, add_body, list_bodies
from assessment.records.database import Database, open_database
from assessment.records.invitations import InvitationState, accept_invitation, create_invitation, list_invitations
from assessment.records.people import list_people, local_actor
from assessment.records.refusals import NotAllowed
from assessment.records.verifying import Verified, verify
from pages.components import signed_in
from pages.components.contents import ENTRIES, KNOWN_PATHS, LINKS, links_for, listed_for
from pages.statements import record
from tests.pages.conftest import ROOT, html_of

PAGES = ("bodies", "people", "invitations", "condition")
T = translator("fi")
OpenPage = Callable[..., AppTest]


@pytest.fixture
def database(demo_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A record with two councils and a board; the pages use it, in the local mode."""
    monkeypatch.setenv("ASSESSMENT_DATA", str(demo_folder))
    opened = open_database(f"sqlite:///{tmp_path / 'records.sqlite'}")
    administrator = local_actor(opened, "Aino Admin", {(Role.ADMINISTRATOR, None)})
    for name, kind in (("Vanhusneuvosto", "older_people"), ("Vammaisneuvosto", "disabled_people")):
        add_body(opened, administrator, BodyForm(name, kind, name_sv=f"{name} på svenska", statutory=True))
    add_body(opened, administrator, BodyForm("Kaupunginhallitus", "deciding"))
    monkeypatch.setattr(record, "_opened", [opened])
    monkeypatch.setattr(signed_in, "browser", lambda: (None, {"host": "127.0.0.1:8501"}))
    yield opened
    opened.close()


@pytest.fixture
def open_page(database: Database) -> OpenPage:
    def open_it(page: str, role: str = "administrator", language: str = "fi") -> AppTest:
        app = AppTest.from_file(str(ROOT / "pages" / "navigation.py"), default_timeout=120)
        app.session_state["local_role"] = "decision_maker"  # the lightest page first: the pages are known after a run
        app.query_params["lang"] = language
        app.run()
        app.session_state["local_role"] = role
        return app.switch_page(f"administration/{page}.py").run()

    return open_it


def administrator(database: Database) -> object:
    return local_actor(database, "Aino Admin", {(Role.ADMINISTRATOR, None)})


def fill(app: AppTest, form: str, **texts: str) -> None:
    for name, text in texts.items():
        app.text_input(key=f"{form}.{name}").set_value(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_runs_in_every_language(open_page: OpenPage, language: str) -> None:
    for page in PAGES:
        app = open_page(page, language=language)
        html = html_of(app)
        assert not app.exception
        assert translator(language)(f"page.{page}") in html
        assert "notice-error" not in html
        assert [key for key in re.findall(r">\s*([a-z_]+\.[a-z_0-9.]+)\s*<", html) if "/" not in key] == []


@pytest.mark.parametrize(
    "role", ["planner", "preparer", "council_member:1", "council_secretary:1", "decision_maker:3", "public_reader"]
)
def test_other_roles_are_refused_in_words(open_page: OpenPage, role: str) -> None:
    for page in PAGES:
        app = open_page(page, role)
        assert not app.exception
        if page == "invitations" and role == "council_secretary:1":
            assert app.selectbox(key="invitations_body").options == ["Vanhusneuvosto"]
        else:
            assert T("not_here.title") in html_of(app)
            assert not app.button and not app.text_input


def test_the_menu_holds_what_the_role_uses(open_page: OpenPage) -> None:
    def titles(*roles: Role) -> list[str]:
        return [link.path for link in links_for(roles)] + [entry.path for entry in listed_for(roles)]

    planning = ["palveluverkko", "vaikutukset", "lahtotiedot"]
    assert titles(Role.PLANNER) == [*planning, "asiat"]
    assert titles(Role.PREPARER) == [*planning, "paatettavat", "asiat"]
    assert titles(Role.PUBLIC_READER) == ["asiat"]
    assert titles(Role.DECISION_MAKER) == ["paatettavat", "asiat"]
    for role in (Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY):
        assert titles(role)[0] == "lausunnot-sivut" and not set(planning) & set(titles(role))
    assert {"toimielimet", "henkilot", "kutsut", "kunto"} <= set(titles(Role.ADMINISTRATOR))
    assert len({entry.path for entry in ENTRIES} | {link.path for link in LINKS}) == len(ENTRIES) + len(LINKS)
    assert {entry.path for entry in ENTRIES} < KNOWN_PATHS


def test_bodies_are_added_changed_and_set_aside(open_page: OpenPage, database: Database) -> None:
    app = open_page("bodies")
    fill(app, "new_body", name="Vanhusneuvosto", name_sv="Äldrerådet")
    app.button(key="new_body_send").click().run()
    assert "notice-error" in html_of(app)
    assert app.text_input(key="new_body.name_sv").value == "Äldrerådet"
    fill(app, "new_body", name="Nuorisovaltuusto <b>")
    app.selectbox(key="new_body.kind").set_value("youth")
    app.button(key="new_body_send").click().run()
    assert T("bodies.added", name="Nuorisovaltuusto &lt;b&gt;") in html_of(app)
    made = list_bodies(database)[-1]
    assert (made.name, made.kind.value, made.active) == ("Nuorisovaltuusto <b>", "youth", True)
    app.selectbox(key="body_chosen").set_value(made.id).run()
    app.checkbox(key=f"body_{made.id}.active").set_value(False)
    app.selectbox(key=f"body_{made.id}.legal_basis").set_value("27")
    app.button(key=f"body_{made.id}_send").click().run()
    changed = list_bodies(database)[-1]
    assert (changed.active, changed.legal_basis, changed.version) == (False, "27", made.version + 1)
    assert T("bodies.set_aside") in html_of(app)
    # A second writer is told, and saves knowingly.
    fill(app, f"body_{made.id}", name="Toinen nimi")
    with database.transaction() as session:
        from assessment.records.schema import Body

        session.get_one(Body, made.id).name = "Ehti ensin"
    app.button(key=f"body_{made.id}_send").click().run()
    assert "Ehti ensin" in html_of(app)
    assert app.text_input(key=f"body_{made.id}.name").value == "Toinen nimi"


def test_roles_are_given_and_taken_and_the_last_administrator_stays(open_page: OpenPage, database: Database) -> None:
    person = local_actor(database, "Paula Planner", ()).person_id
    app = open_page("people")
    app.text_input(key="people_text").set_value("paula").run()
    app.selectbox(key=f"grant_{person}.role").set_value("council_member").run()
    app.button(key=f"grant_{person}_send").click().run()
    assert "Rooli council_member annetaan aina jossakin toimielimessä" in html_of(app)
    app.selectbox(key=f"grant_{person}.body").set_value(2).run()
    app.button(key=f"grant_{person}_send").click().run()
    assert "Paula Planner on nyt: Vammaisneuvosto: neuvoston jäsen." in html_of(app)

    def roles() -> set[object]:
        found = next(one for one in list_people(database, administrator(database)) if one.person_id == person)
        return set(found.roles) - {(Role.PUBLIC_READER, None)}

    assert roles() == {(Role.COUNCIL_MEMBER, 2)}
    app.button(key=f"revoke_{person}_council_member_2").click().run()
    assert roles() == set()
    actor = local_actor(database, "Paula Planner", {(Role.PLANNER, None)})
    app.button(key=f"out_{person}_send").click().run()
    assert T("people.signed_out") in html_of(app)
    with pytest.raises(NotAllowed):
        list_people(database, actor)
    # Two administrators hold the role, the local mode's own among them: one may go, the last may not.
    first = administrator(database).person_id
    app.text_input(key="people_text").set_value("").run()
    for one, refused in ((first, False), (own(database), True)):
        app.selectbox(key="person_chosen").set_value(one).run()
        app.button(key=f"revoke_{one}_administrator_0").click().run()
        assert (T("fault.last_administrator") in html_of(app)) is refused


def own(database: Database) -> int | None:
    return local_actor(database, "Kokeilija", ()).person_id


def test_somebody_is_erased_with_a_reason_and_knowingly(open_page: OpenPage, database: Database) -> None:
    person = local_actor(database, "Esko Esimerkki", ()).person_id
    app = open_page("people")
    app.selectbox(key="person_chosen").set_value(person).run()
    for key in ("people.erase_goes", "people.erase_stays", "people.erase_not", "people.erase_final"):
        assert T(key) in html_of(app)
    app.button(key=f"erase_{person}_send").click().run()
    assert T("people.erase_not_sure") in html_of(app)
    app.checkbox(key=f"erase_{person}.sure").set_value(True)
    app.button(key=f"erase_{person}_send").click().run()
    assert T("fault.erasing_needs_reason") in html_of(app)
    fill(app, f"erase_{person}", reason="Pyysi itse")
    app.button(key=f"erase_{person}_send").click().run()
    html = html_of(app)
    assert T("people.erased_now") in html and "Esko Esimerkki" not in html
    assert T("people.erased", number=person) in html
    assert isinstance(verify(database), Verified)


def test_an_invitation_is_shown_once_and_taken_back(open_page: OpenPage, database: Database) -> None:
    app = open_page("invitations", "council_secretary:1")
    fill(app, "invite", name="Ulla Uusi")
    app.button(key="invite_send").click().run()
    (link,) = [code.value for code in app.code]
    token = link.rsplit("/", 1)[1]
    assert "Ulla Uusi" in html_of(app) and T("invitations.state.open") in html_of(app)
    app.button(key="link_done").click().run()
    assert not app.code
    accept_invitation(database, token, "Ulla Uusi", hours=8)
    app.button(key="invite_send").click().run()
    assert "käytetty" in html_of(app)
    (open_one,) = [
        one
        for one in list_invitations(database, administrator(database), 1)
        if one.state(database.now()) is InvitationState.OPEN
    ]
    app.button(key=f"take_back_{open_one.invitation_id}").click().run()
    assert T("invitations.taken_back") in html_of(app)
    assert "peruttu" in html_of(app)
    other = create_invitation(database, administrator(database), 2, Role.COUNCIL_MEMBER, "Toisen neuvoston")
    assert other.token not in html_of(app) and "Toisen neuvoston" not in html_of(app.run())


def test_the_condition_is_told_and_the_history_checked(open_page: OpenPage, database: Database) -> None:
    from assessment.records.backup import write_backup

    with pytest.raises(NotAllowed):
        list_people(database, local_actor(database, "Utelias <b>", {(Role.PLANNER, None)}))
    app = open_page("condition")
    assert T("condition.no_backup") in html_of(app)
    assert "Utelias &lt;b&gt;" in html_of(app) and T("history.action.person_read") in html_of(app)
    backup = write_backup(database)
    app.run()
    assert backup.path.name in html_of(app)
    app.button(key="verify_all").click().run()
    assert T("matters.history.whole_title") in html_of(app)
    app.text_input(key="anchor_given").set_value("7:abc")
    app.button(key="verify_all").click().run()
    assert "Historian tarkiste 7:abc ei kelpaa" in html_of(app)
    app.text_input(key="anchor_given").set_value(f"3:{'0' * 64}")
    app.button(key="verify_all").click().run()
    assert T("matters.history.broken_title") in html_of(app)
    fill(app, "publish_head", where="Kaupunginhallituksen pöytäkirja § 1")
    app.button(key="publish_head_send").click().run()
    (head,) = [code.value for code in app.code]
    assert re.fullmatch(r"\d+:[0-9a-f]{64}", head)
    assert isinstance(verify(database), Verified)

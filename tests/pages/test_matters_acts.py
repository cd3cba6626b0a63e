"""What is done on the pages of matters stands on record; what may not be done is refused by name, no text is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from streamlit.testing.v1 import AppTest

from assessment.language import translator
from assessment.records.actor import PUBLIC, Role
from assessment.records.alternatives import withdraw_alternative
from assessment.records.council import what_our_statement_changed
from assessment.records.database import Database
from assessment.records.deadlines import HELSINKI
from assessment.records.matters import (
    MatterForm,
    create_matter,
    edit_matter,
    list_matters,
    read_matter,
    screen_matter,
)
from assessment.records.overview import matter_overview
from assessment.records.people import local_actor
from assessment.records.plain_texts import write_plain_text
from assessment.records.proposals import propose
from assessment.records.statement_form import fields_of
from assessment.records.statements import correct_statement
from assessment.records.states import SUBJECTS, MatterState, RequestState
from assessment.scenario import CloseServicePoint, Scenario
from pages.components import signed_in
from pages.components.matters_addresses import PARTS
from pages.statements.local_mode import LOCAL_NAME
from pages.statements.statement_fields import as_form
from tests.pages.conftest import html_of
from tests.pages.matters import OpenMatters, example_database, example_record, go_to, open_matters

__all__ = ["example_database", "example_record", "open_matters"]

T = translator("fi")


def fill(app: AppTest, form: str, **texts: str) -> None:
    for name, text in texts.items():
        key = f"{form}.{name}"
        boxes = [*app.text_input, *app.text_area]
        next(box for box in boxes if box.key == key).set_value(text)


def test_a_matter_is_opened_and_what_is_wrong_is_named(open_matters: OpenMatters, example_database: Database) -> None:
    app = open_matters()
    fill(app, "new_matter", register_number="huono", title="Kirjastojen aukiolo", timetable="2.12.2026 Lausunnot")
    app.button(key="new_matter_send").click().run()
    html = html_of(app)
    assert "Asianumero: huono ei ole asianumero" in html
    assert T("matters.text_kept") in html
    assert app.text_input(key="new_matter.title").value == "Kirjastojen aukiolo"
    fill(app, "new_matter", register_number="12/00.01.02/2026", description="<script>alert(1)</script>")
    app.checkbox(key="new_matter.subject_services").check()
    app.multiselect(key="new_matter.services").set_value(["library"])
    app.button(key="new_matter_send").click().run()
    assert not app.exception
    preparer = local_actor(example_database, LOCAL_NAME, {(Role.PREPARER, None)})
    (row,) = list_matters(example_database, preparer, "Kirjastojen")
    matter = read_matter(example_database, preparer, row.id)
    assert (matter.services, matter.subjects, matter.timetable[0].date) == (("library",), ("services",), "2026-12-02")
    app = open_matters(row.id)
    assert "<script>" not in html_of(app)
    assert "&lt;script&gt;alert(1)" in html_of(app)
    app.radio(key="screening.needed").set_value("no")
    app.button(key="screening_send").click().run()
    assert T("fault.screening_reason_missing") in html_of(app)
    fill(app, "screening", reason="Yksittäinen asia.")
    app.button(key="screening_send").click().run()
    assert read_matter(example_database, preparer, row.id).state is MatterState.NOT_ASSESSED


def test_a_planners_matter_is_taken_over_by_a_preparer(open_matters: OpenMatters, example_database: Database) -> None:
    app = open_matters(role="planner")
    fill(app, "new_matter", register_number="12/00.01.02/2026", title="Kirjastojen aukiolo")
    assert app.selectbox(key="new_matter.preparer_id").options[0] == T("matters.preparer_not_named")
    for number in range(8):
        assert app.checkbox(key=f"new_matter.subject_{SUBJECTS[number]}").label
    app.button(key="new_matter_send").click().run()
    assert not app.exception
    preparer = local_actor(example_database, LOCAL_NAME, {(Role.PREPARER, None)})
    (row,) = list_matters(example_database, preparer, "Kirjastojen")
    assert read_matter(example_database, preparer, row.id).preparer_id is None
    app = open_matters(row.id, role="planner")
    assert T("matters.preparer_not_named") in html_of(app)
    assert T("matters.preparer_vacant") in html_of(app)
    assert "preparer_take" not in {button.key for button in app.button}
    app = open_matters(row.id, role="preparer")
    app.button(key="preparer_take").click().run()
    assert not app.exception
    assert T("matters.preparer_taken") in html_of(app)
    assert read_matter(example_database, preparer, row.id).preparer_id == preparer.person_id
    other = local_actor(example_database, "Toinen Valmistelija", {(Role.PREPARER, None)})
    app = open_matters(row.id, role="administrator")
    app.selectbox(key="preparer.person_id").set_value(other.person_id)
    app.button(key="preparer_send").click().run()
    assert not app.exception
    assert read_matter(example_database, preparer, row.id).preparer_name == "Toinen Valmistelija"


def test_a_publication_ends_with_a_reason(open_matters: OpenMatters, example_database: Database) -> None:
    app = open_matters(1)
    app.button(key="publish_do").click().run()
    assert list_matters(example_database, PUBLIC)
    app.button(key="unpublish_send").click().run()
    assert T("fault.form_missing") in html_of(app)
    assert list_matters(example_database, PUBLIC)
    fill(app, "unpublish", reason="Valitusaika on mennyt.")
    app.button(key="unpublish_send").click().run()
    assert T("matters.unpublished") in html_of(app)
    assert not app.exception
    assert list_matters(example_database, PUBLIC) == ()


def test_who_comes_second_is_told_by_whom_and_keeps_the_text(
    open_matters: OpenMatters, example_database: Database
) -> None:
    app = open_matters(1)
    fill(app, "basics", title="Minun otsikkoni")
    preparer = local_actor(example_database, LOCAL_NAME, {(Role.PREPARER, None)})
    now = read_matter(example_database, preparer, 1)
    told = MatterForm(
        now.register_number,
        "Toisen otsikko",
        now.description,
        (),
        now.subjects,
        now.services,
        (),
        now.preparer_id,
        now.deciding_body_id,
    )
    edit_matter(example_database, preparer, 1, told, now.version)
    app.button(key="basics_send").click().run()
    html = html_of(app)
    assert T("matters.conflict.title") in html
    assert f"{LOCAL_NAME} muutti tätä" in html
    assert "Toisen otsikko" in html
    assert app.text_input(key="basics.title").value == "Minun otsikkoni"
    assert read_matter(example_database, preparer, 1).title == "Toisen otsikko"
    # A third change after the conflict was told is a conflict again.
    again = read_matter(example_database, preparer, 1)
    edit_matter(example_database, preparer, 1, MatterForm(**(vars(told) | {"title": "Kolmas"})), again.version)
    app.button(key="basics_send").click().run()
    assert T("matters.conflict.title") in html_of(app)
    assert read_matter(example_database, preparer, 1).title == "Kolmas"
    app.button(key="basics_send").click().run()
    assert read_matter(example_database, preparer, 1).title == "Minun otsikkoni"


def test_who_proposes_or_writes_selkokieli_second_keeps_the_text(
    open_matters: OpenMatters, example_database: Database
) -> None:
    preparer = local_actor(example_database, LOCAL_NAME, {(Role.PREPARER, None)})
    now = matter_overview(example_database, preparer, 1)
    stands = now.proposal.id if now.proposal else None
    app = open_matters(1, "decision")
    fill(app, "proposal", reason="Minun perusteluni.")
    first, second = (view.alternative for view in now.alternatives[:2])
    propose(example_database, preparer, 1, first.id, "Toisen perustelut.", stands)
    app.button(key="proposal_send").click().run()
    html = html_of(app)
    assert T("matters.conflict.title") in html and "Toisen perustelut." in html
    assert app.text_area(key="proposal.reason").value == "Minun perusteluni."
    app.radio(key="proposal.alternative_id").set_value(second.id)
    app.button(key="proposal_send").click().run()
    proposal = matter_overview(example_database, preparer, 1).proposal
    assert proposal is not None and (proposal.label, proposal.reason) == (second.label, "Minun perusteluni.")

    app = open_matters(1, "written")
    known = {one.language: one.id for one in now.plain_texts}
    fill(app, "plain_text", text="Minun tekstini.")
    write_plain_text(example_database, preparer, 1, "fi", "Toisen teksti.", known.get("fi"))
    app.button(key="plain_text_send").click().run()
    html = html_of(app)
    assert T("matters.conflict.title") in html and "Toisen teksti." in html
    assert app.text_area(key="plain_text.text").value == "Minun tekstini."
    app.button(key="plain_text_send").click().run()
    texts = matter_overview(example_database, preparer, 1).plain_texts
    assert [one.text for one in texts if one.language == "fi"] == ["Minun tekstini."]


def test_a_planners_alternative_is_attached_computed_and_frozen(
    open_matters: OpenMatters, example_database: Database
) -> None:
    planner = local_actor(example_database, LOCAL_NAME, {(Role.PLANNER, None)})
    form = MatterForm("13/00.01.02/2026", "Jaalan kirjasto", services=("library",))
    matter = create_matter(example_database, planner, form)
    app = open_matters(matter.id, "alternatives", role="planner")
    closing = Scenario("VE1", "", (CloseServicePoint("library-jaala"),))
    app.session_state["alternatives"] = {"VE0": Scenario("VE0"), "VE1": closing}
    app.run()
    app.radio(key="attach.source").set_value("VE1")
    fill(app, "attach", title="Jaalan kirjasto suljetaan")
    app.button(key="attach_send").click().run()
    html = html_of(app)
    assert "Suljetaan Jaalan kirjasto" in html
    assert T("matters.not_computed") in html
    app.button(key="freeze_do").click().run()
    assert not app.exception
    assert T("matters.frozen") in html_of(app)
    overview = matter_overview(example_database, planner, matter.id)
    assert [view.alternative.label for view in overview.alternatives] == ["VE0", "VE1"]
    assert all(view.result is not None and view.figures for view in overview.alternatives)
    result = overview.alternatives[1].result
    assert result is not None
    assert result.impact_sha256[:12] in html_of(app)
    assert "freeze_do" not in {button.key for button in app.button}


def test_a_request_is_sent_reminded_and_lapses_only_in_time(
    open_matters: OpenMatters, example_database: Database
) -> None:
    app = open_matters(1, "statements")
    app.selectbox(key="ask.body_id").set_value(1)
    fill(app, "ask", deadline_day="24.12.2020", questions="Mikä on paras?\nMiksi?")
    app.button(key="ask_send").click().run()
    assert "Määräpäivä: Määräaika 24.12.2020 on jo mennyt" in html_of(app)
    assert app.text_area(key="ask.questions").value == "Mikä on paras?\nMiksi?"
    fill(app, "ask", deadline_day="24.12.2030")
    app.button(key="ask_send").click().run()
    preparer = local_actor(example_database, LOCAL_NAME, {(Role.PREPARER, None)})
    request = matter_overview(example_database, preparer, 1).requests[-1]
    assert (request.questions, request.state) == (("Mikä on paras?", "Miksi?"), RequestState.REQUESTED)
    fill(app, f"lapse_{request.id}", reason="Ei ehditty.")
    app.button(key=f"lapse_{request.id}_send").click().run()
    html = html_of(app)
    assert T("fault.deadline_not_passed") in html
    assert T("fault.reminder_missing") in html
    app.button(key=f"remind_{request.id}_do").click().run()
    assert len(matter_overview(example_database, preparer, 1).requests[-1].reminders) == 1


def test_a_time_that_occurs_twice_is_asked_about_and_one_that_never_does_is_refused(
    open_matters: OpenMatters, example_database: Database
) -> None:
    app = open_matters(1, "statements")
    app.selectbox(key="ask.body_id").set_value(1)
    fill(app, "ask", deadline_day="31.3.2030", deadline_time="3.30", questions="Miksi?")
    app.button(key="ask_send").click().run()
    assert "kelloja siirretään silloin eteenpäin. Valitse esimerkiksi klo 04.30" in html_of(app)
    fill(app, "ask", deadline_day="27.10.2030")
    app.button(key="ask_send").click().run()
    assert T("fault.deadline_twice", value="27.10.2030 03.30") in html_of(app)
    app.radio(key="ask.which").set_value("second")
    app.button(key="ask_send").click().run()
    preparer = local_actor(example_database, LOCAL_NAME, {(Role.PREPARER, None)})
    request = matter_overview(example_database, preparer, 1).requests[-1]
    assert request.deadline_utc == datetime(2030, 10, 27, 1, 30, tzinfo=UTC)
    assert f"klo 3.30 ({T('deadline.which_second')})" in html_of(app)
    fill(app, f"move_{request.id}", deadline_time="4.30")
    app.button(key=f"move_{request.id}_send").click().run()
    moved = matter_overview(example_database, preparer, 1).requests[-1]
    assert moved.deadline_utc == datetime(2030, 10, 27, 2, 30, tzinfo=UTC)


def test_points_are_picked_answered_and_shown(open_matters: OpenMatters, example_database: Database) -> None:
    app = open_matters(1, "responses")
    preparer = local_actor(example_database, LOCAL_NAME, {(Role.PREPARER, None)})
    (answered,) = matter_overview(example_database, preparer, 1).statements
    waiting = next(point for point in answered.points if point.answer is None)
    app.radio(key=f"point_{waiting.id}.answer").set_value("not")
    app.button(key=f"point_{waiting.id}_send").click().run()
    assert T("fault.form_missing") in html_of(app)
    fill(app, f"point_{waiting.id}", reason="Paikkoja ei ole vielä suunniteltu.")
    app.button(key=f"point_{waiting.id}_send").click().run()
    app.button(key=f"publish_{answered.statement.id}_do").click().run()
    (answered,) = matter_overview(example_database, preparer, 1).statements
    assert all(point.published_at is not None for point in answered.points)
    # Changed after it was shown, the earlier answer stays in sight, and the new one is to be shown anew.
    assert T("matters.responses.given_already") in html_of(app)
    app.selectbox(key=f"point_of_{answered.statement.id}").set_value(waiting.id).run()
    fill(app, f"point_{waiting.id}", reason="Paikkoja tulee viisi.")
    app.button(key=f"point_{waiting.id}_send").click().run()
    html = html_of(app)
    assert "Paikkoja ei ole vielä suunniteltu." in html and "Paikkoja tulee viisi." in html
    assert "Aiempi vastaus, korvattu" in html
    app.button(key=f"publish_{answered.statement.id}_do").click().run()
    (answered,) = matter_overview(example_database, preparer, 1).statements
    assert [len(point.earlier) for point in answered.points if point.id == waiting.id] == [1]
    fill(app, f"split_{answered.statement.id}", own="Tätä ei lausunnossa ole.")
    app.button(key=f"split_{answered.statement.id}_send").click().run()
    assert "Tätä kohtaa ei ole lausunnossa" in html_of(app)


def test_points_of_a_corrected_statement_are_answered_too(
    open_matters: OpenMatters, example_database: Database
) -> None:
    preparer = local_actor(example_database, LOCAL_NAME, {(Role.PREPARER, None)})
    (answered,) = matter_overview(example_database, preparer, 1).statements
    waiting = [point for point in answered.points if point.published_at is None]
    given, body = answered.statement, answered.statement.body_id
    secretary = local_actor(example_database, "Siiri Sihteeri", {(Role.COUNCIL_SECRETARY, body)})
    corrected = fields_of(as_form(replace(given, chair="Paula Puheenjohtaja")))
    correct_statement(example_database, secretary, given.id, corrected, given.result_versions)

    def still_waiting() -> int:
        return what_our_statement_changed(example_database, secretary, given.request_id).unanswered

    assert still_waiting() == len(waiting) > 0
    app = open_matters(1, "responses")
    html = html_of(app)
    assert T("matters.responses.earlier", body=given.body, receipt=given.receipt, number=1) in html
    assert f"lausunnot/{given.request_id}/luvut?versio=" in html
    for point in waiting:
        fill(app, f"point_{point.id}", reason="Paikkoja ei ole vielä suunniteltu.")
        app.button(key=f"point_{point.id}_send").click().run()
    app.button(key=f"publish_{given.id}_do").click().run()
    assert not app.exception and still_waiting() == 0


def test_a_withdrawn_alternative_keeps_its_stance(open_matters: OpenMatters, example_database: Database) -> None:
    preparer = local_actor(example_database, LOCAL_NAME, {(Role.PREPARER, None)})
    last = matter_overview(example_database, preparer, 1).alternatives[-1].alternative
    withdraw_alternative(example_database, preparer, last.id, "Ei toteudu.", last.version)
    html = html_of(open_matters(1, "statements"))
    assert f"{T('matters.alternative.withdrawn', name=last.label)}: " in html


def test_a_matter_not_assessed_is_described_asked_about_and_waited_for(
    open_matters: OpenMatters, example_database: Database
) -> None:
    preparer = local_actor(example_database, LOCAL_NAME, {(Role.PREPARER, None)})
    matter = create_matter(example_database, preparer, MatterForm("14/00.01.02/2026", "Retki"))
    app = go_to(open_matters(matter.id), "decision")
    for word in ("no_deciding_body", "not_screened", "no_alternatives"):
        assert T(f"matters.missing.{word}") in html_of(app)
    app = open_matters(matter.id, "statements")
    assert T("fault.alternatives_missing") in html_of(app)
    fill(app, "ask", deadline_day="24.12.2030", questions="Miksi?")
    app.button(key="ask_send").click().run()
    assert T("matters.not_saved") in html_of(app)
    screen_matter(example_database, preparer, matter.id, False, (), "Koskee yhtä.", matter.version)
    app = open_matters(matter.id, "alternatives")
    fill(app, "attach", title="Retki tehdään")
    app.button(key="describe_send").click().run()
    assert not app.exception
    assert "freeze_do" not in {button.key for button in app.button}
    views = matter_overview(example_database, preparer, matter.id).alternatives
    assert [view.alternative.title for view in views] == [T("matters.today_title"), "Retki tehdään"]
    app = open_matters(matter.id, "statements")
    assert T("matters.ask.not_assessed") in html_of(app)
    fill(app, "ask", deadline_day="24.12.2030", questions="Miksi?")
    app.button(key="ask_send").click().run()
    assert not app.exception
    assert len(matter_overview(example_database, preparer, matter.id).requests) == 1
    for part in PARTS:
        assert not open_matters(matter.id, part).exception
    assert T("matters.waits.statements", who="Vanhusneuvosto") in html_of(open_matters())


def test_a_decision_waits_for_the_councils_by_name(open_matters: OpenMatters, example_database: Database) -> None:
    app = open_matters(1, "decision", role="decision_maker:3")
    assert "Vammaisneuvosto: lausuntopyyntö on tilassa" in html_of(app)
    today = f"{datetime.now(HELSINKI):%d.%m.%Y}"
    fill(app, "decision", date=today, section="§ 106", grounds="Perustelut.")
    app.button(key="decision_send").click().run()
    assert T("matters.missing_for_decision") in html_of(app)
    assert app.text_area(key="decision.grounds").value == "Perustelut."
    preparer = local_actor(example_database, LOCAL_NAME, {(Role.PREPARER, None)})
    assert matter_overview(example_database, preparer, 1).decision is None


def test_others_see_no_forms_and_the_history_is_verified(open_matters: OpenMatters) -> None:
    app = open_matters(1, "statements", role="council_member:2")
    assert not app.text_area
    app = go_to(open_matters(1, role="preparer"), "history")
    app.button(key="verify_history").click().run()
    assert T("matters.history.whole_title") in html_of(app)
    assert "Lausuntoa pyydettiin: Vammaisneuvosto" in html_of(app)


def test_the_local_mode_is_for_this_machine_only() -> None:
    here = {"host": "127.0.0.1:8501"}
    assert signed_in.is_this_machine(None, here)
    assert signed_in.is_this_machine("::1", {"host": "[::1]:8501"})
    assert not signed_in.is_this_machine("10.0.0.2", here)
    assert not signed_in.is_this_machine(None, {})
    assert not signed_in.is_this_machine(None, {"host": "kouvola.example"})
    assert not signed_in.is_this_machine(None, here | {"x-forwarded-for": "10.0.0.2"})

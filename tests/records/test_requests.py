"""Statement requests: the deadline by Finland's clock, reminders, declining, lapsing, and no state out of order."""

from datetime import date

import pytest

from assessment.errors import Refused
from assessment.records.closing_requests import decline_request, lapse_request
from assessment.records.council import requests_of_bodies
from assessment.records.database import Database
from assessment.records.drafts import save_draft
from assessment.records.refusals import Conflict, NotAllowed
from assessment.records.request_states import FOLLOWING, SETTLED
from assessment.records.requests import RequestForm, list_requests, move_deadline, remind, send_request
from assessment.records.states import BodyKind, RequestState
from tests.records.conftest import Clock
from tests.records.hearing import Hearing, open_hearing
from tests.records.people import People


@pytest.fixture
def hearing(database: Database, people: People) -> Hearing:
    return open_hearing(database, people)


def test_every_fault_of_a_request_comes_at_once(hearing: Hearing) -> None:
    with pytest.raises(Refused) as refused:
        form = RequestForm(999, "1.11.2026", "12:00", ("a" * 2001,), "m" * 20_001)
        send_request(hearing.database, hearing.planner, hearing.matter.id, form)
    assert {(fault.code, fault.field) for fault in refused.value.faults} == {
        ("body_unknown", "body_id"),
        ("deadline_passed", "deadline_day"),
        ("form_too_long", "question_1"),
        ("form_too_long", "message"),
    }
    with pytest.raises(Refused, match="deadline_never_occurs"):
        hearing.ask(day="28.3.2027", clock="03:30")
    hearing.ask()
    with pytest.raises(Refused, match="body_asked_already"):
        hearing.ask()


def test_any_body_may_be_asked_but_not_one_set_aside(hearing: Hearing) -> None:
    youth = hearing.people.body("Nuorisovaltuusto", BodyKind.YOUTH)
    assert hearing.ask(youth).body == "Nuorisovaltuusto"
    with hearing.database.transaction() as session:
        from assessment.records.schema import Body

        session.get_one(Body, hearing.people.disabled).active = False
    with pytest.raises(Refused, match="body_inactive"):
        hearing.ask(hearing.people.disabled)


def test_the_deadline_is_kept_by_finlands_clock(hearing: Hearing) -> None:
    winter, summer = hearing.ask(day="2026-12-01"), hearing.ask(hearing.people.disabled, "2027-06-01")
    assert (winter.deadline_utc.hour, summer.deadline_utc.hour) == (14, 13)


def test_of_two_equal_times_one_is_chosen(hearing: Hearing) -> None:
    with pytest.raises(Refused) as refused:
        hearing.ask(day="2027-10-31", clock="3.30")
    assert [(fault.code, fault.field) for fault in refused.value.faults] == [("deadline_twice", "deadline_time")]
    form = RequestForm(hearing.people.older, "2027-10-31", "3.30", which="first")
    asked = send_request(hearing.database, hearing.planner, hearing.matter.id, form)
    assert (asked.deadline_utc.hour, asked.deadline_utc.minute) == (0, 30)
    moved = move_deadline(
        hearing.database, hearing.planner, asked.id, "31.10.2027", "3.30", asked.version, which="second"
    )
    assert (moved.deadline_utc - asked.deadline_utc).total_seconds() == 3600


def test_lapsing_needs_the_deadline_a_reminder_and_a_reason(hearing: Hearing, clock: Clock) -> None:
    asked = hearing.ask()
    with pytest.raises(Refused) as refused:
        lapse_request(hearing.database, hearing.preparer, asked.id, "", asked.version)
    assert {fault.code for fault in refused.value.faults} == {"form_missing", "deadline_not_passed", "reminder_missing"}
    reminded = remind(hearing.database, hearing.planner, asked.id)
    assert [one.at for one in reminded.reminders] == [clock()]
    clock.forward(days=40)
    preparer = hearing.people.preparer()
    assert list_requests(hearing.database, preparer, hearing.matter.id)[0].overdue
    with pytest.raises(NotAllowed):
        lapse_request(hearing.database, hearing.people.planner(), asked.id, "Ei vastausta.", reminded.version)
    lapsed = lapse_request(hearing.database, preparer, asked.id, "Ei vastausta.", reminded.version)
    assert (lapsed.state, lapsed.reason, lapsed.overdue) == (RequestState.LAPSED, "Ei vastausta.", False)
    with pytest.raises(Refused, match="request_settled"):
        remind(hearing.database, hearing.people.planner(), asked.id)


def test_a_reminder_after_the_deadline_gives_the_body_a_week(hearing: Hearing, clock: Clock) -> None:
    asked = hearing.ask(day="2026-11-05")
    clock.forward(days=4)
    people, reason = hearing.people, "Ei vastausta."
    late = remind(hearing.database, people.planner(), asked.id)  # 6.11.
    assert late.lapses_from == date(2026, 11, 13)
    for forward in (0, 6.5):  # at once, and in the evening before
        clock.forward(days=forward)
        with pytest.raises(Refused) as refused:
            lapse_request(hearing.database, people.preparer(), asked.id, reason, late.version)
        assert [(one.code, one.facts) for one in refused.value.faults] == [("reminder_too_new", {"day": "13.11.2026"})]
    again = remind(hearing.database, people.planner(), asked.id)
    assert again.lapses_from == date(2026, 11, 13)  # a further reminder takes nothing away
    clock.forward(hours=2.5)  # past midnight in Finland
    lapse_request(hearing.database, people.preparer(), asked.id, reason, again.version)


def test_a_reminder_in_the_deadlines_minute_is_in_time(hearing: Hearing, clock: Clock) -> None:
    asked = hearing.ask(day="2026-11-02", clock="16:00")
    clock.forward(hours=6, seconds=30)  # 16:00:30 in Finland
    reminded = remind(hearing.database, hearing.planner, asked.id)
    clock.forward(minutes=1)
    assert reminded.lapses_from == date(2026, 11, 2)
    lapse_request(hearing.database, hearing.preparer, asked.id, "Ei vastausta.", reminded.version)


def test_declining_is_the_secretarys_and_final_until_asked_anew(hearing: Hearing) -> None:
    asked = hearing.ask()
    for nobody in (hearing.people.member(), hearing.planner, hearing.people.secretary(hearing.people.disabled, "V")):
        with pytest.raises(NotAllowed):
            decline_request(hearing.database, nobody, asked.id, "Emme lausu.", asked.version)
    secretary = hearing.people.secretary()
    declined = decline_request(hearing.database, secretary, asked.id, "Emme lausu.", asked.version)
    assert declined.state is RequestState.DECLINED
    with pytest.raises(Refused, match="request_settled"):
        hearing.give(asked)
    with pytest.raises(Refused, match="request_settled"):
        save_draft(hearing.database, secretary, asked.id, {"text": "x"}, 0)
    assert hearing.ask().state is RequestState.REQUESTED


def test_a_deadline_only_moves_later(hearing: Hearing) -> None:
    asked = hearing.ask()
    with pytest.raises(Refused, match="deadline_earlier"):
        move_deadline(hearing.database, hearing.planner, asked.id, "2026-11-30", "", asked.version)
    moved = move_deadline(hearing.database, hearing.planner, asked.id, "2026-12-08", "16:00", asked.version)
    assert (moved.deadline_utc - asked.deadline_utc).days == 7
    with pytest.raises(Conflict):
        move_deadline(hearing.database, hearing.planner, asked.id, "2026-12-09", "", asked.version)


def test_every_settled_state_is_an_end_but_a_late_statement_after_lapsing() -> None:
    assert {state for state in SETTLED if FOLLOWING[state]} == {RequestState.LAPSED}
    assert FOLLOWING[RequestState.LAPSED] == {RequestState.LATE}
    assert set(FOLLOWING) == set(RequestState)


def test_a_council_sees_what_is_due_first_then_the_newest_done(hearing: Hearing) -> None:
    done = hearing.ask()
    hearing.give(done)
    later, sooner = hearing.ask(day="2026-12-20"), open_hearing(hearing.database, hearing.people, "1/10.03/2026").ask()
    member = hearing.people.member()
    assert [one.id for one, _ in requests_of_bodies(hearing.database, member)] == [sooner.id, later.id, done.id]
    assert [one.id for one, _ in requests_of_bodies(hearing.database, member, 0)] == [sooner.id, later.id]
    assert requests_of_bodies(hearing.database, hearing.planner) == ()
    with pytest.raises(NotAllowed):
        requests_of_bodies(hearing.database, hearing.people.expired(member))

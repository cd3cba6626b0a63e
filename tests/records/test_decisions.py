"""Decisions: never before the councils are heard, never twice, and nothing on time after one."""

import threading

import pytest

from assessment.errors import Refused
from assessment.records.actor import Role
from assessment.records.alternatives import add_alternative, edit_alternative
from assessment.records.closing_requests import decline_request
from assessment.records.database import Database
from assessment.records.decisions import read_decision, record_decision
from assessment.records.drafts import read_draft, save_draft
from assessment.records.given_statements import list_statements
from assessment.records.matters import MatterForm, edit_matter, read_matter
from assessment.records.missing import missing_for_decision
from assessment.records.refusals import Conflict, MissingForDecision, NotAllowed
from assessment.records.requests import list_requests, remind
from assessment.records.states import BodyKind, MatterState, RequestState
from assessment.records.verifying import Verified, verify
from tests.records.conftest import Clock
from tests.records.hearing import CLOSED, Hearing, open_hearing
from tests.records.people import People


@pytest.fixture
def hearing(database: Database, people: People) -> Hearing:
    return open_hearing(database, people)


def declined_by_the_disabled(hearing: Hearing) -> None:
    other = hearing.ask(hearing.people.disabled)
    secretary = hearing.people.secretary(hearing.people.disabled, "Ville")
    decline_request(hearing.database, secretary, other.id, "Emme lausu.", other.version)


def test_bodies_are_missing_by_name_until_each_has_given_declined_or_lapsed(hearing: Hearing) -> None:
    decider = hearing.people.decision_maker()
    with pytest.raises(MissingForDecision) as missing:
        record_decision(hearing.database, decider, hearing.matter.id, hearing.decision())
    assert missing.value.missing == (("Vanhusneuvosto", "not_requested"), ("Vammaisneuvosto", "not_requested"))
    asked = hearing.ask()
    save_draft(hearing.database, hearing.people.member(), asked.id, {"text": "x"}, 0)
    states = [(one.body, one.state) for one in missing_for_decision(hearing.database, decider, hearing.matter.id)]
    assert states == [("Vanhusneuvosto", "draft"), ("Vammaisneuvosto", "not_requested")]
    declined_by_the_disabled(hearing)
    receipt = hearing.give(asked)
    assert missing_for_decision(hearing.database, decider, hearing.matter.id) == ()
    form = hearing.decision({receipt.statement_id: "Otettu huomioon."})
    assert record_decision(hearing.database, decider, hearing.matter.id, form).section == "§ 106"


def test_an_overdue_request_without_reminder_and_reason_still_stands_in_the_way(hearing: Hearing, clock: Clock) -> None:
    hearing.ask()
    declined_by_the_disabled(hearing)
    clock.forward(days=40)
    decider = hearing.people.decision_maker()
    missing = missing_for_decision(hearing.database, decider, hearing.matter.id)
    assert [(one.body, one.overdue, one.reminders) for one in missing] == [("Vanhusneuvosto", True, 0)]
    with pytest.raises(MissingForDecision):
        record_decision(hearing.database, decider, hearing.matter.id, hearing.decision())


def test_a_second_request_to_a_body_is_waited_for_too(hearing: Hearing) -> None:
    receipt = hearing.give(hearing.ask())
    declined_by_the_disabled(hearing)
    hearing.ask()
    with pytest.raises(MissingForDecision):
        form = hearing.decision({receipt.statement_id: "Huomioitu."})
        record_decision(hearing.database, hearing.people.decision_maker(), hearing.matter.id, form)


def test_others_than_statutory_bodies_are_not_waited_for(hearing: Hearing) -> None:
    receipt = hearing.give(hearing.ask())
    declined_by_the_disabled(hearing)
    youth = hearing.people.body("Nuorisovaltuusto", BodyKind.YOUTH)
    waiting = hearing.ask(youth)
    form = hearing.decision({receipt.statement_id: "Huomioitu."})
    record_decision(hearing.database, hearing.people.decision_maker(), hearing.matter.id, form)
    late = hearing.give(waiting, hearing.people.secretary(youth, "Nuori"))
    assert late.late  # its deadline had not passed, but the decision had been taken


def test_a_body_never_asked_needs_a_written_reason(hearing: Hearing) -> None:
    receipt = hearing.give(hearing.ask())
    decider, accounts = hearing.people.decision_maker(), {receipt.statement_id: "Huomioitu."}
    for reasons in ({}, {hearing.people.disabled: " "}, {hearing.people.older: "Väärä."}):
        with pytest.raises(MissingForDecision):
            form = hearing.decision(accounts, not_heard=reasons)
            record_decision(hearing.database, decider, hearing.matter.id, form)
    form = hearing.decision(accounts, not_heard={hearing.people.disabled: "Neuvosto lausui yhdessä."})
    decision = record_decision(hearing.database, decider, hearing.matter.id, form)
    assert decision.not_heard == (("Vammaisneuvosto", "Neuvosto lausui yhdessä."),)


def test_every_fault_of_the_form_comes_at_once(hearing: Hearing) -> None:
    receipt = hearing.give(hearing.ask())
    declined_by_the_disabled(hearing)
    bare = add_alternative(hearing.database, hearing.planner, hearing.matter.id, "Ilman tulosta")
    decider = hearing.people.decision_maker()
    form = hearing.decision({999: "?"}, date="3.11.2026", section="", grounds=" ", alternative_id=bare.id)
    with pytest.raises(Refused) as refused:
        record_decision(hearing.database, decider, hearing.matter.id, form)
    assert {(fault.code, fault.field) for fault in refused.value.faults} == {
        ("form_date_future", "date"),
        ("form_missing", "section"),
        ("form_missing", "grounds"),
        ("result_missing", "alternative_id"),
        ("account_missing", f"account_{receipt.statement_id}"),
        ("account_unknown", "account_999"),
    }
    other = open_hearing(hearing.database, hearing.people, "1/10.03/2026")
    with pytest.raises(Refused, match="alternative_unknown"):
        form = hearing.decision({receipt.statement_id: "x"}, alternative_id=other.alternatives[0].id)
        record_decision(hearing.database, decider, hearing.matter.id, form)


def test_only_the_deciding_bodys_decision_maker_decides(hearing: Hearing) -> None:
    receipt = hearing.give(hearing.ask())
    declined_by_the_disabled(hearing)
    council = hearing.people.body("Kaupunginvaltuusto", BodyKind.DECIDING)
    people, form = hearing.people, hearing.decision({receipt.statement_id: "Huomioitu."})
    others = (
        people.decision_maker(council, "Väärä Päättäjä"),
        people.secretary(),
        people.member(),
        hearing.planner,
        hearing.preparer,
        people.administrator(),
        people.expired(people.decision_maker()),
    )
    for other in others:
        with pytest.raises(NotAllowed):
            record_decision(hearing.database, other, hearing.matter.id, form)
    both = people.signed_in("Kaksi", (Role.DECISION_MAKER, people.board), (Role.DECISION_MAKER, council))
    with pytest.raises(Refused, match="body_not_deciding"):
        wrong = hearing.decision({receipt.statement_id: "Huomioitu."}, body_id=council)
        record_decision(hearing.database, both, hearing.matter.id, wrong)
    assert read_decision(hearing.database, hearing.planner, hearing.matter.id) is None


def test_after_the_decision_nothing_is_changed_any_more(hearing: Hearing) -> None:
    receipt = hearing.give(hearing.ask())
    declined_by_the_disabled(hearing)
    form = hearing.decision({receipt.statement_id: "Huomioitu."})
    record_decision(hearing.database, hearing.people.decision_maker(), hearing.matter.id, form)
    matter = read_matter(hearing.database, hearing.planner, hearing.matter.id)
    assert matter.state is MatterState.DECIDED
    with pytest.raises(Refused, match="matter_decided"):
        changed = MatterForm(matter.register_number, "Toinen")
        edit_matter(hearing.database, hearing.planner, matter.id, changed, matter.version)
    with pytest.raises(Refused, match="matter_decided"):
        hearing.ask()
    with pytest.raises(Refused, match="matter_decided"):
        hearing.freeze(1, CLOSED)
    with pytest.raises(Refused, match="matter_decided"):
        add_alternative(hearing.database, hearing.planner, matter.id, "Uusi")
    with pytest.raises((Refused, Conflict)):
        edit_alternative(hearing.database, hearing.planner, hearing.alternatives[0].id, "x", "", "", 2)


def test_fifty_deciding_at_once_make_one_decision_and_the_others_learn_whose(hearing: Hearing) -> None:
    receipt = hearing.give(hearing.ask())
    declined_by_the_disabled(hearing)
    form = hearing.decision({receipt.statement_id: "Huomioitu."})
    deciders = [hearing.people.decision_maker(name=f"Päättäjä {n}") for n in range(50)]
    done: list[str] = []
    lost: list[str] = []
    ready = threading.Barrier(50)

    def decide(number: int) -> None:
        ready.wait()
        try:
            record_decision(hearing.database, deciders[number], hearing.matter.id, form)
            done.append(deciders[number].name)
        except Conflict as conflict:
            lost.append(conflict.by_name)

    threads = [threading.Thread(target=decide, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 1
    assert lost == done * 49
    assert isinstance(verify(hearing.database), Verified)


def test_a_statement_racing_the_decision_is_before_it_or_late(hearing: Hearing) -> None:
    """Both at once, many times over: whichever is first, what stands agrees with itself."""
    youth = hearing.people.body("Nuorisovaltuusto", BodyKind.YOUTH)
    decider, young = hearing.people.decision_maker(), hearing.people.secretary(youth, "Nuori")
    orders = set()
    for number in range(12):
        matter = open_hearing(hearing.database, hearing.people, f"{number + 1}/10.03/2026")
        asked = matter.ask(youth)
        not_heard = {hearing.people.older: "Ei kuultu.", hearing.people.disabled: "Ei kuultu."}
        form = matter.decision({}, not_heard=not_heard)
        outcome: dict[str, object] = {}
        ready = threading.Barrier(2)

        def decide(
            matter: Hearing = matter, form: object = form, outcome: dict = outcome, ready: threading.Barrier = ready
        ) -> None:
            ready.wait()
            try:
                outcome["decision"] = record_decision(matter.database, decider, matter.matter.id, form)  # type: ignore[arg-type]
            except Refused as refused:
                outcome["refused"] = refused.faults[0].code

        def speak(
            matter: Hearing = matter,
            asked_id: int = asked.id,
            outcome: dict = outcome,
            ready: threading.Barrier = ready,
        ) -> None:
            ready.wait()
            outcome["receipt"] = matter.give(list_requests(matter.database, decider, matter.matter.id)[0], young)

        threads = [threading.Thread(target=act) for act in (decide, speak)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        receipt = outcome["receipt"]
        if "decision" in outcome:  # it was first: the statement is late
            assert receipt.late  # type: ignore[attr-defined]
        else:  # the statement was first: the decision lacks its account
            assert outcome["refused"] == "account_missing"
            assert not receipt.late  # type: ignore[attr-defined]
        orders.add("decision" in outcome)
        (kept,) = list_statements(matter.database, matter.preparer, asked.id)
        state = list_requests(matter.database, matter.planner, matter.matter.id)[0].state
        assert (state is RequestState.LATE) == kept.late
    assert orders
    assert isinstance(verify(hearing.database), Verified)


def test_a_late_draft_can_still_be_written_after_the_decision(hearing: Hearing) -> None:
    receipt = hearing.give(hearing.ask())
    declined_by_the_disabled(hearing)
    area = hearing.people.body("Aluetoimikunta", BodyKind.AREA)
    waiting = hearing.ask(area)
    remind(hearing.database, hearing.planner, waiting.id)
    form = hearing.decision({receipt.statement_id: "Huomioitu."})
    record_decision(hearing.database, hearing.people.decision_maker(), hearing.matter.id, form)
    member = hearing.people.member(area, "Alueen Jäsen")
    save_draft(hearing.database, member, waiting.id, {"text": "Vielä tämä."}, 0)
    assert read_draft(hearing.database, member, waiting.id).fields == {"text": "Vielä tämä."}

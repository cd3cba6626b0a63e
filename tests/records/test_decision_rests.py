"""What a decision rests on: its deciding body, the screening, alternatives, and what was said before its day."""

from dataclasses import replace

import pytest

from assessment.errors import Fault, Refused
from assessment.records.actor import Role
from assessment.records.closing_requests import decline_request, lapse_request
from assessment.records.council import what_our_statement_changed
from assessment.records.database import Database
from assessment.records.decisions import record_decision
from assessment.records.matters import MatterForm, create_matter, edit_matter, read_matter
from assessment.records.missing import missing_for_decision
from assessment.records.refusals import MissingForDecision, NotAllowed
from assessment.records.requests import list_requests, remind
from assessment.records.schema import Matter
from assessment.records.statements import correct_statement
from assessment.records.states import BodyKind
from tests.records.conftest import Clock
from tests.records.hearing import Hearing, open_hearing
from tests.records.people import People


@pytest.fixture
def hearing(database: Database, people: People) -> Hearing:
    return open_hearing(database, people)


def decline(hearing: Hearing) -> None:
    """The disabled people's council declines."""
    people, asked = hearing.people, hearing.ask(hearing.people.disabled)
    decline_request(hearing.database, people.secretary(people.disabled, "Ville"), asked.id, "Emme lausu.", 1)


def refused_on(hearing: Hearing, date: str, accounts: dict[int, str]) -> Fault:
    """The only fault of a decision of the day."""
    with pytest.raises(Refused) as refused:
        decider = hearing.people.decision_maker()
        record_decision(hearing.database, decider, hearing.matter.id, hearing.decision(accounts, date=date))
    (fault,) = refused.value.faults
    assert fault.field == "date"
    return fault


def test_a_decision_is_not_older_than_a_statement(hearing: Hearing, clock: Clock) -> None:
    asked = hearing.ask()
    decline(hearing)
    clock.forward(days=8, hours=14.5)  # 00:30 of the next day in Finland
    accounts = {hearing.give(asked).statement_id: "Huomioitu."}
    fault = refused_on(hearing, "10.11.2026", accounts)
    assert (fault.code, fault.facts["body"], fault.facts["day"]) == (
        "decision_before_statement",
        "Vanhusneuvosto",
        "11.11.2026",
    )
    form = hearing.decision(accounts, date="11.11.2026")
    record_decision(hearing.database, hearing.people.decision_maker(), hearing.matter.id, form)


def test_a_decision_is_not_older_than_a_refusal_a_lapse_or_the_matter(hearing: Hearing, clock: Clock) -> None:
    accounts = {hearing.give(hearing.ask()).statement_id: "Huomioitu."}
    other = hearing.ask(hearing.people.disabled, day="2026-11-04")
    remind(hearing.database, hearing.planner, other.id)
    clock.forward(days=5)
    open_request = list_requests(hearing.database, hearing.people.planner(), hearing.matter.id)[1]
    lapse_request(hearing.database, hearing.people.preparer(), other.id, "Ei vastausta.", open_request.version)
    assert refused_on(hearing, "6.11.2026", accounts).code == "decision_before_lapse"
    # Spoken late after all: the decision rested on the lapse, and what came after its day needs no account.
    clock.forward(days=3)
    hearing.give(other, hearing.people.secretary(hearing.people.disabled, "Ville"))
    assert refused_on(hearing, "6.11.2026", accounts).code == "decision_before_lapse"
    form = hearing.decision(accounts, date="8.11.2026")
    decision = record_decision(hearing.database, hearing.people.decision_maker(), hearing.matter.id, form)
    assert [one.body for one in decision.accounts] == ["Vanhusneuvosto"]

    second = open_hearing(hearing.database, hearing.people, "2/10.03/2026")
    accounts = {second.give(second.ask(day="2026-12-20")).statement_id: "Huomioitu."}
    clock.forward(days=1)
    decline(replace(second, planner=second.people.planner()))
    fault = refused_on(second, "10.11.2026", accounts)
    assert (fault.code, fault.facts["day"]) == ("decision_before_decline", "11.11.2026")


def test_a_decision_is_not_older_than_its_matter(hearing: Hearing) -> None:
    not_heard = {hearing.people.older: "Ei koske.", hearing.people.disabled: "Ei koske."}
    form = hearing.decision(date="1.11.2026", not_heard=not_heard)
    with pytest.raises(Refused, match="decision_before_opening"):
        record_decision(hearing.database, hearing.people.decision_maker(), hearing.matter.id, form)


def test_a_correction_after_the_day_leaves_the_account_with_what_was_there(hearing: Hearing, clock: Clock) -> None:
    asked = hearing.ask()
    receipt = hearing.give(asked)
    decline(hearing)
    clock.forward(days=2)
    fields = hearing.fields(text="Korjattu lausunto.")
    corrected = correct_statement(hearing.database, hearing.people.secretary(), receipt.statement_id, fields)
    form = hearing.decision({corrected.statement_id: "Huomioitu."}, date="3.11.2026")
    decision = record_decision(hearing.database, hearing.people.decision_maker(), hearing.matter.id, form)
    assert [one.statement_id for one in decision.accounts] == [receipt.statement_id]
    came = what_our_statement_changed(hearing.database, hearing.people.member(), asked.id)
    assert came.decision_account == "Huomioitu."


def test_no_council_is_put_down_as_the_deciding_body(database: Database, people: People) -> None:
    form = MatterForm("1/10.03/2026", "Kirjasto", deciding_body_id=people.older)
    with pytest.raises(Refused, match="body_cannot_decide"):
        create_matter(database, people.planner(), form)
    made = create_matter(database, people.planner(), MatterForm("1/10.03/2026", "Kirjasto"))
    with pytest.raises(Refused, match="body_cannot_decide"):
        edit_matter(database, people.planner(), made.id, form, made.version)


def test_no_board_decides_a_matter_that_is_not_its_own(database: Database, people: People) -> None:
    """A matter without a deciding body, not screened, without alternatives: nobody decides it, and it says why."""
    matter = create_matter(database, people.planner(), MatterForm("1/10.03/2026", "Kirjasto"))
    decider = people.decision_maker()
    states = [one.state for one in missing_for_decision(database, decider, matter.id)]
    assert states == ["no_deciding_body", "not_screened", "no_alternatives"]
    foreign = open_hearing(database, people).decision()
    with pytest.raises(NotAllowed):
        record_decision(database, decider, matter.id, foreign)
    named = MatterForm("1/10.03/2026", "Kirjasto", deciding_body_id=people.board)
    edit_matter(database, people.planner(), matter.id, named, matter.version)
    with pytest.raises(MissingForDecision) as missing:
        record_decision(database, decider, matter.id, foreign)
    assert missing.value.missing == (("", "not_screened"), ("", "no_alternatives"))


def test_a_council_that_stands_as_the_deciding_body_decides_nothing(hearing: Hearing) -> None:
    """As it may stand on record from before the record refused it."""
    youth = hearing.people.body("Nuorisovaltuusto", BodyKind.YOUTH)
    with hearing.database.transaction() as session:
        session.get_one(Matter, hearing.matter.id).deciding_body_id = youth
    chair = hearing.people.signed_in("Nuori Puheenjohtaja", (Role.DECISION_MAKER, youth))
    not_heard = {hearing.people.older: "Ei koske.", hearing.people.disabled: "Ei koske."}
    with pytest.raises(MissingForDecision) as missing:
        form = hearing.decision(body_id=youth, not_heard=not_heard)
        record_decision(hearing.database, chair, hearing.matter.id, form)
    assert missing.value.missing == (("Nuorisovaltuusto", "no_deciding_body"),)
    assert read_matter(hearing.database, chair, hearing.matter.id).deciding_body == "Nuorisovaltuusto"

"""What the preparer proposes: an alternative with figures, by whoever prepares the matter, before the decision."""

import pytest

from assessment.errors import Refused
from assessment.records.alternatives import withdraw_alternative
from assessment.records.database import Database
from assessment.records.decisions import record_decision
from assessment.records.matters import read_matter
from assessment.records.overview import history_of_matter, matter_overview
from assessment.records.proposals import propose
from assessment.records.refusals import Conflict, NotAllowed
from assessment.records.verifying import Verified, verify
from tests.records.hearing import Hearing, open_hearing
from tests.records.people import People


@pytest.fixture
def hearing(database: Database, people: People) -> Hearing:
    return open_hearing(database, people)


def test_the_newest_proposal_stands_and_the_history_has_both(hearing: Hearing) -> None:
    first, second = hearing.alternatives
    seen = propose(hearing.database, hearing.preparer, hearing.matter.id, first.id, "Nykyinen riittää.").id
    made = propose(hearing.database, hearing.preparer, hearing.matter.id, second.id, "  Säästö on suuri. ", seen)
    assert (made.label, made.reason, made.result_version) == ("VE1", "Säästö on suuri.", 1)
    assert propose(hearing.database, hearing.preparer, hearing.matter.id, second.id, "Säästö on suuri.").id == made.id
    assert matter_overview(hearing.database, hearing.preparer, hearing.matter.id).proposal == made
    rows = history_of_matter(hearing.database, hearing.preparer, hearing.matter.id)
    assert [row.facts["label"] for row in rows if row.action == "proposal_make"] == ["VE0", "VE1"]
    assert isinstance(verify(hearing.database), Verified)


def test_who_proposes_second_is_told_whose_proposal_stands(hearing: Hearing) -> None:
    """Both opened the form while nothing, then the first one's, stood."""
    database, matter = hearing.database, hearing.matter
    first, second = hearing.alternatives
    made = propose(database, hearing.planner, matter.id, first.id, "Nykyinen riittää.", None)
    with pytest.raises(Conflict) as conflict:
        propose(database, hearing.preparer, matter.id, second.id, "Säästö on suuri.", None)
    assert (conflict.value.by_name, conflict.value.at) == (hearing.planner.name, made.proposed_at)
    assert matter_overview(database, hearing.preparer, matter.id).proposal == made
    again = propose(database, hearing.preparer, matter.id, second.id, "Säästö on suuri.", made.id)
    with pytest.raises(Conflict):
        propose(database, hearing.planner, matter.id, first.id, "Sittenkin nykyinen.", made.id)
    # What is no longer considered stands in nobody's way: the form of who begins now has seen no proposal.
    withdraw_alternative(database, hearing.planner, second.id, "Ei kelpaa.", alternative_version(hearing, second.id))
    assert matter_overview(database, hearing.preparer, matter.id).proposal is None
    assert propose(database, hearing.preparer, matter.id, first.id, "Nykyinen.", None).id > again.id


def alternative_version(hearing: Hearing, alternative_id: int) -> int:
    views = matter_overview(hearing.database, hearing.planner, hearing.matter.id).alternatives
    return next(view.alternative.version for view in views if view.alternative.id == alternative_id)


def test_a_proposal_needs_a_reason_an_alternative_of_the_matter_and_the_right(hearing: Hearing) -> None:
    with pytest.raises(Refused) as refused:
        propose(hearing.database, hearing.preparer, hearing.matter.id, 999, " ")
    assert {fault.code for fault in refused.value.faults} == {"alternative_unknown", "form_missing"}
    with pytest.raises(NotAllowed):
        board = hearing.people.decision_maker()
        propose(hearing.database, board, hearing.matter.id, hearing.alternatives[0].id, "x")


def test_after_the_decision_nothing_is_proposed(hearing: Hearing) -> None:
    receipt = hearing.give(hearing.ask())
    form = hearing.decision({receipt.statement_id: "Huomioitu."}, not_heard={hearing.people.disabled: "Ei kuultu."})
    record_decision(hearing.database, hearing.people.decision_maker(), hearing.matter.id, form)
    assert read_matter(hearing.database, hearing.preparer, hearing.matter.id).state == "decided"
    with pytest.raises(Refused, match="matter_decided"):
        propose(hearing.database, hearing.preparer, hearing.matter.id, hearing.alternatives[0].id, "x")

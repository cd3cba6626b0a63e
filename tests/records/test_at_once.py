"""Fifty who decide at the same moment, each through connections of their own: one decision; the others learn whose."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from assessment.records.closing_requests import decline_request
from assessment.records.database import Database, open_database
from assessment.records.decisions import DecisionForm, record_decision
from assessment.records.refusals import Conflict
from assessment.records.schema import Decision, History, Matter
from assessment.records.states import MatterState
from assessment.records.verifying import Verified, verify
from tests.records.conftest import Clock
from tests.records.hearing import Hearing, open_hearing
from tests.records.people import People

DECIDERS = 50


@pytest.fixture
def ready(database: Database, people: People) -> Hearing:
    """A matter in which everybody has been heard."""
    hearing = open_hearing(database, people)
    for body, name in ((people.older, "Siiri"), (people.disabled, "Ville")):
        asked = hearing.ask(body)
        decline_request(database, people.secretary(body, name), asked.id, "Emme lausu.", asked.version)
    return hearing


@pytest.fixture
def own_records(records_url: str, tmp_path: Path, clock: Clock, ready: Hearing) -> Iterator[list[Database]]:
    """The same record opened by each of them, as by as many processes: no lock of Python's is shared."""
    opened = [open_database(records_url, tmp_path / "records", clock) for _ in range(DECIDERS)]
    yield opened
    for one in opened:
        one.close()


def test_of_fifty_one_decides_and_the_others_learn_whose(ready: Hearing, own_records: list[Database]) -> None:
    deciders = [ready.people.decision_maker(name=f"Päättäjä {number}") for number in range(DECIDERS)]
    together = threading.Barrier(DECIDERS)
    decided: list[str] = []
    lost: list[Conflict] = []
    failed: list[BaseException] = []

    def decide(number: int) -> None:
        section = f"§ {number}"
        board, chosen = ready.people.board, ready.alternatives[0].id
        form = DecisionForm(board, "2026-11-02", section, chosen, f"Perustelu {number}.")
        together.wait()
        try:
            decided.append(record_decision(own_records[number], deciders[number], ready.matter.id, form).section)
        except Conflict as conflict:
            lost.append(conflict)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=decide, args=(number,)) for number in range(DECIDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert (len(decided), len(lost)) == (1, DECIDERS - 1)
    with ready.database.reading() as session:
        (decision,) = session.scalars(select(Decision)).all()
        assert [decision.section] == decided
        assert session.get_one(Matter, ready.matter.id).state is MatterState.DECIDED
        told = session.scalars(select(History).where(History.action == "decision_record")).all()
        assert [entry.actor_id for entry in told] == [decision.recorded_by_id]
    winner = next(one for one in deciders if one.person_id == decision.recorded_by_id)
    assert {conflict.by_name for conflict in lost} == {winner.name}
    assert {conflict.at for conflict in lost} == {decision.recorded_at}
    assert isinstance(verify(ready.database), Verified)

"""Every fault of the forms of a matter, every state and every act in the history can be said in each language."""

import re
from pathlib import Path

import pytest

from assessment.language import LANGUAGES, catalogue, gaps
from assessment.records import (
    alternatives,
    attachments,
    bodies,
    closing_requests,
    decisions,
    demo_matter,
    drafts,
    follow_ups,
    form_check,
    matters,
    missing,
    preparing,
    publication,
    requests,
    responses,
    statement_form,
    statements,
    telling,
    written_impacts,
)
from assessment.records.matters import CRITERIA, EXEMPTIONS
from assessment.records.permissions import READING, Action
from assessment.records.states import Answer, RequestState, Stance

MODULES = (
    alternatives,
    attachments,
    bodies,
    closing_requests,
    decisions,
    demo_matter,
    drafts,
    follow_ups,
    form_check,
    matters,
    missing,
    preparing,
    publication,
    requests,
    responses,
    statement_form,
    statements,
    telling,
    written_impacts,
)
SOURCE = "\n".join(Path(str(module.__file__)).read_text(encoding="utf-8") for module in MODULES)
# What an act that writes is called in the history; reading is not told, but for what was raw.
ACTS = {str(action) for action in Action if f"Action.{action.name}" in SOURCE} - {str(action) for action in READING}
ACTS -= {str(Action.DRAFT_READ)}
PLAIN = re.compile(r'(?:append\(\s*session,\s*(?:actor|planner),|_noted?\(session, actor,) "([a-z_]+)"')


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_can_be_said(language: str) -> None:
    codes = set(re.findall(r'\.add\(\s*"([a-z_0-9]+)"', SOURCE)) | set(re.findall(r'Fault\(\s*"([a-z_0-9]+)"', SOURCE))
    assert len(codes) > 40
    assert {code for code in codes if not catalogue(language).get(f"fault.{code}")} == set()


def test_a_fault_says_only_what_it_is_given() -> None:
    usual = {"file", "row", "field", "value"}
    given = usual | set(re.findall(r"\b([a-z_]+)=", SOURCE)) | set(re.findall(r'"([a-z_]+)":', SOURCE))
    codes = set(re.findall(r'(?:\.add|Fault)\(\s*"([a-z_0-9]+)"', SOURCE))
    for code in codes:
        assert gaps(catalogue("fi")[f"fault.{code}"]) <= given, code


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_and_choice_can_be_said(language: str) -> None:
    words = [f"records.stance.{stance}" for stance in Stance]
    words += [f"records.request_state.{state}" for state in (*RequestState, missing.NOT_REQUESTED)]
    words += [f"matters.missing.{state}" for state in missing.OF_THE_MATTER]
    words += [f"records.answer.{answer}" for answer in Answer]
    words += [f"records.criterion.{word}" for word in (*CRITERIA, *EXEMPTIONS)]
    assert [word for word in words if not catalogue(language).get(word)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_act_in_the_history_can_be_said(language: str) -> None:
    acts = ACTS | set(PLAIN.findall(SOURCE)) | {"statement_correct"}
    assert {"alternative_add", "request_remind", "response_split", "follow_up_add", "matter_screen"} <= acts
    assert {act for act in acts if not catalogue(language).get(f"history.action.{act}")} == set()

"""Alternatives VE0 … VEn of a matter: what bodies are asked about. Their results are frozen in freezing.py."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessment.errors import Refused
from assessment.records.actor import Actor
from assessment.records.database import Database
from assessment.records.earlier_versions import keep_if_replaced
from assessment.records.form_check import FormCheck
from assessment.records.history import append
from assessment.records.permissions import Action
from assessment.records.schema import Alternative, Matter
from assessment.records.scopes import alternative_of, matter_of, matter_scope, must_be_undecided
from assessment.records.telling import ToldOf, tell_bodies
from assessment.records.versions import expect_version
from assessment.scenario import parse_scenario

FORM = "alternative"
TITLE_LIMIT = 300
DESCRIPTION_LIMIT = 20_000
REASON_LIMIT = 10_000
SCENARIO_LIMIT = 1_000_000
SAID = ("title", "description", "scenario_yaml")  # what is kept of an alternative that is changed


@dataclass(frozen=True)
class AlternativeRecord:
    """An alternative as it is on record; `result_version` 0 = no result frozen yet."""

    id: int
    matter_id: int
    label: str
    title: str
    description: str
    scenario_yaml: str
    result_version: int
    withdrawn: bool
    version: int


def add_alternative(
    database: Database, actor: Actor, matter_id: int, title: str, description: str = "", scenario_yaml: str = ""
) -> AlternativeRecord:
    """Add the next alternative of a matter; the first is VE0, today's network. Raises Refused, scenario faults too."""
    with database.transaction() as session:
        matter = matter_of(session, matter_id, actor, Action.ALTERNATIVE_EDIT)
        must_be_undecided(matter, FORM)
        asked = select(func.max(Alternative.number)).where(Alternative.matter_id == matter.id)
        last = session.scalar(asked)
        number = 0 if last is None else last + 1
        alternative = Alternative(matter_id=matter.id, number=number, label=f"VE{number}", result_version=0)
        _fill(alternative, _checked(title, description, scenario_yaml))
        session.add(alternative)
        session.flush()
        _note(session, actor, "alternative_add", alternative, matter)
        tell_bodies(session, actor, alternative, ToldOf.ADDED, alternative.version_id)
        return alternative_record(alternative)


def edit_alternative(
    database: Database,
    actor: Actor,
    alternative_id: int,
    title: str,
    description: str,
    scenario_yaml: str,
    version: int,
) -> AlternativeRecord:
    """Change an alternative's words and working scenario; what they were, and frozen results, stay on record.

    The bodies asked are told of other words at once, of another scenario when its result is frozen. Raises Conflict,
    Refused.
    """
    with database.transaction() as session:
        alternative = alternative_of(session, alternative_id, actor, Action.ALTERNATIVE_EDIT)
        expect_version(session, alternative, version)
        must_be_undecided(alternative.matter, FORM)
        before = (alternative.title, alternative.description)
        new = _checked(title, description, scenario_yaml)
        keep_if_replaced(session, alternative, new, SAID)
        _fill(alternative, new)
        session.flush()
        _note(session, actor, Action.ALTERNATIVE_EDIT, alternative, alternative.matter)
        if (alternative.title, alternative.description) != before:
            tell_bodies(session, actor, alternative, ToldOf.WORDS, alternative.version_id)
        return alternative_record(alternative)


def withdraw_alternative(
    database: Database, actor: Actor, alternative_id: int, reason: str, version: int
) -> AlternativeRecord:
    """Take an alternative out of consideration, and tell the bodies asked; what was said of it stays on record."""
    with database.transaction() as session:
        alternative = alternative_of(session, alternative_id, actor, Action.ALTERNATIVE_EDIT)
        expect_version(session, alternative, version)
        check = FormCheck(FORM)
        text = check.text("reason", reason, REASON_LIMIT)
        check.raise_if_refused()
        must_be_undecided(alternative.matter, FORM)
        if alternative.withdrawn_at is None:
            alternative.withdrawn_at = database.now()
            session.flush()
            _note(session, actor, "alternative_withdraw", alternative, alternative.matter, reason=text)
            tell_bodies(session, actor, alternative, ToldOf.WITHDRAWN, alternative.version_id)
        return alternative_record(alternative)


def current_versions(matter: Matter) -> dict[int, int]:
    """The newest result version (0 = none) of every alternative still considered, by alternative id."""
    return {one.id: one.result_version for one in matter.alternatives if one.withdrawn_at is None}


def alternative_record(alternative: Alternative) -> AlternativeRecord:
    """The alternative as plain values."""
    return AlternativeRecord(
        alternative.id,
        alternative.matter_id,
        alternative.label,
        alternative.title,
        alternative.description,
        alternative.scenario_yaml,
        alternative.result_version,
        alternative.withdrawn_at is not None,
        alternative.version_id,
    )


def _fill(alternative: Alternative, said: dict[str, str]) -> None:
    alternative.title, alternative.description, alternative.scenario_yaml = (said[name] for name in SAID)


def _checked(title: str, description: str, scenario_yaml: str) -> dict[str, str]:
    """The words and the scenario by column; Refused with every fault."""
    check = FormCheck(FORM)
    said = {
        "title": check.line("title", title, TITLE_LIMIT),
        "description": check.text("description", description, DESCRIPTION_LIMIT, required=False),
        "scenario_yaml": scenario_yaml,
    }
    if len(scenario_yaml) > SCENARIO_LIMIT:
        check.add("form_too_long", "scenario_yaml", length=len(scenario_yaml), limit=SCENARIO_LIMIT)
    elif scenario_yaml.strip():
        try:
            parse_scenario(scenario_yaml)
        except Refused as refused:
            for fault in refused.faults:
                check.log.add(fault)
    check.raise_if_refused()
    return said


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _note(
    session: Session, actor: Actor, action: Action | str, alternative: Alternative, matter: Matter, **facts: object
) -> None:
    scope = matter_scope(matter, "alternative", alternative.id)
    told = {
        "label": alternative.label,
        "title": alternative.title,
        "scenario_sha256": _sha256(alternative.scenario_yaml.encode("utf-8")),
    }
    append(session, actor, action, scope, told | facts, version=alternative.version_id)

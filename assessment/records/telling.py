"""What the bodies asked are told when an alternative changes after their request: kept with the request itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.records.actor import Actor
from assessment.records.history import append
from assessment.records.schema import Alternative, Matter, StatementRequest
from assessment.records.scopes import matter_scope
from assessment.records.states import RequestState


class ToldOf(StrEnum):
    """What changed of an alternative."""

    ADDED = "added"
    RESULT = "result"
    WORDS = "words"  # its title or description
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Told:
    """One change that a body was told of."""

    alternative_id: int
    label: str
    title: str
    what: ToldOf


def asked_bodies(matter: Matter) -> list[StatementRequest]:
    """The requests whose bodies are told when an alternative changes."""
    return [one for one in matter.requests if one.state not in (RequestState.DECLINED, RequestState.LAPSED)]


def tell_bodies(session: Session, actor: Actor, alternative: Alternative, what: ToldOf, version: int) -> None:
    """Tell every body asked of a change; the history tells that it was told.

    `version`: of the result where that changed, else of the alternative.
    """
    matter = alternative.matter
    for request in asked_bodies(matter):
        request.told_versions = dict(request.told_versions) | {_key(alternative.id, what): version}
        session.flush()
        facts: dict[str, object] = {"alternative": alternative.id, "label": alternative.label}
        facts |= {"result_version": version} if what is ToldOf.RESULT else {"told_of": what.value}
        scope = matter_scope(matter, "statement_request", request.id)
        append(session, actor, "request_tell", scope, facts, version=request.version_id)


def told_of(session: Session, request: StatementRequest) -> tuple[Told, ...]:
    """What has changed since the body was asked, alternative by alternative; of one withdrawn only that."""
    by_alternative: dict[int, set[ToldOf]] = {}
    for key, version in request.told_versions.items():
        number, what = _read(key)
        if what is not ToldOf.RESULT or int(request.result_versions.get(str(number), 0)) != int(version):
            by_alternative.setdefault(number, set()).add(what)
    told = []
    for number, changes in sorted(by_alternative.items()):
        alternative = session.get_one(Alternative, number)
        shown = {ToldOf.WITHDRAWN} if ToldOf.WITHDRAWN in changes else changes
        told += [Told(number, alternative.label, alternative.title, what) for what in ToldOf if what in shown]
    return tuple(told)


def read_told(session: Session, requests: Iterable[StatementRequest]) -> list[Alternative]:
    """Read the alternatives that bodies were told of at once, and not request by request; to be held on to."""
    ids = {_read(key)[0] for request in requests for key in request.told_versions}
    return list(session.scalars(select(Alternative).where(Alternative.id.in_(ids)))) if ids else []


def _key(alternative_id: int, what: ToldOf) -> str:
    """The key of `told_versions`: the alternative's id, and what changed where that is not its result."""
    return str(alternative_id) if what is ToldOf.RESULT else f"{alternative_id}:{what.value}"


def _read(key: str) -> tuple[int, ToldOf]:
    number, _, what = key.partition(":")
    return int(number), ToldOf(what) if what else ToldOf.RESULT

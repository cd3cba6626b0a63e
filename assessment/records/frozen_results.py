"""Frozen results as they are read back: what an alternative was computed to do, from what, and since when."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from assessment.errors import Fault, Refused
from assessment.records.actor import Actor
from assessment.records.asked_once import asked_once
from assessment.records.database import Database
from assessment.records.frozen_maps import MAP, FrozenJourney, FrozenService, journeys_in, services_in
from assessment.records.history import append
from assessment.records.permissions import Action
from assessment.records.schema import Alternative, FrozenResult, RawResult
from assessment.records.scopes import alternative_of, matter_scope

FORM = "alternative"


@dataclass(frozen=True)
class FrozenRecord:
    """A frozen result without its bytes. `digests`: sha256 by input file; `reason`: why it was made anew.

    `services_before`, `services_after`: where services of the kinds asked are given. `run`: the scenarios, as YAML in
    their order, that were assessed and protected together with it. `map_sha256`: "" where no map was kept.
    """

    id: int
    alternative_id: int
    version: int
    impact_sha256: str
    scenario_yaml: str
    digests: Mapping[str, str]
    query: Mapping[str, Any]
    engine_version: str
    area_names: Mapping[str, str]
    municipality: str
    modelled_example: bool
    journeys: tuple[FrozenJourney, ...]
    reason: str
    frozen_at: datetime
    services_before: tuple[FrozenService, ...]
    services_after: tuple[FrozenService, ...]
    run: tuple[str, ...]
    map_sha256: str


def read_result(database: Database, actor: Actor, alternative_id: int, version: int | None = None) -> FrozenRecord:
    """A frozen result, the newest by default, without its bytes. Raises Refused `result_missing`."""
    with database.reading() as session:
        return frozen_record(_result(session, actor, alternative_id, version, Action.MATTER_READ))


def result_bytes(database: Database, actor: Actor, alternative_id: int, version: int | None = None) -> bytes:
    """The protected impact.csv of a frozen result, the bytes as frozen."""
    with database.reading() as session:
        return csv_of(_result(session, actor, alternative_id, version, Action.MATTER_READ))()


def raw_result_bytes(database: Database, actor: Actor, alternative_id: int, version: int | None = None) -> bytes:
    """The raw impact.csv of a frozen result, small counts in it: for planners; the history tells who read it."""
    with database.transaction() as session:
        result = _result(session, actor, alternative_id, version, Action.RAW_RESULT_READ)
        raw = session.get_one(RawResult, result.id)
        scope = matter_scope(result.alternative.matter, "frozen_result", result.id)
        append(session, actor, Action.RAW_RESULT_READ, scope, {"alternative": alternative_id}, version=result.version)
        return unpacked(raw.impact_csv)


def newest_result(session: Session, alternative: Alternative) -> FrozenResult | None:
    """The newest frozen result of an alternative."""
    return result_of_version(session, alternative.id, alternative.result_version)


def result_of_version(session: Session, alternative_id: int, version: int) -> FrozenResult | None:
    """A frozen result of an alternative by its version; its bytes, of a megabyte and more, are read when asked for."""
    asked = (
        select(FrozenResult)
        .where(FrozenResult.alternative_id == alternative_id, FrozenResult.version == version)
        .options(defer(FrozenResult.impact_csv))
    )
    return asked_once(session, (FrozenResult, alternative_id, version), lambda: session.scalar(asked))


def csv_of(result: FrozenResult) -> Callable[[], bytes]:
    """What reads the impact.csv of a frozen result, within its session."""
    return lambda: unpacked(result.impact_csv)


def frozen_record(result: FrozenResult) -> FrozenRecord:
    """The frozen result as plain values, without its bytes."""
    account = result.account
    municipality = account.get("municipality", {})
    return FrozenRecord(
        result.id,
        result.alternative_id,
        result.version,
        account["impact_sha256"],
        result.scenario_yaml,
        dict(result.digests),
        dict(result.query),
        result.engine_version,
        dict(account.get("area_names", {})),
        municipality.get("name", ""),
        bool(municipality.get("modelled_example", False)),
        journeys_in(account),
        account.get("reason", ""),
        result.frozen_at,
        services_in(account, "before"),
        services_in(account, "after"),
        tuple(account.get("run", ())),
        account.get(MAP, ""),
    )


def packed(content: bytes) -> bytes:
    """The bytes as they are kept: a result of the demo takes 2 MB as text and 0.15 MB so."""
    return zlib.compress(content, 6)


def unpacked(kept: bytes) -> bytes:
    """The bytes as they were before they were packed."""
    return zlib.decompress(kept)


def _result(session: Session, actor: Actor, alternative_id: int, version: int | None, action: Action) -> FrozenResult:
    alternative = alternative_of(session, alternative_id, actor, action)
    wanted = alternative.result_version if version is None else version
    result = result_of_version(session, alternative.id, wanted)
    if result is None:
        raise Refused([Fault("result_missing", FORM, value=alternative.label, facts={"version": wanted})])
    return result

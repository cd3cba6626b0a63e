"""Freezing: the computed impact of a matter's alternatives is kept as it is, protected together, with its origin.

All alternatives of a matter are assessed in one run and protected as one table, so that no small count follows from
what two of them show. Versions that were frozen before belong to the run as well: they have been published.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, load_only

from assessment.assess import Impact
from assessment.errors import Fault, Refused
from assessment.impact.impact_csv import alternative_bytes
from assessment.inputs.municipality import Municipality
from assessment.records.actor import Actor
from assessment.records.alternatives import SAID, AlternativeRecord, alternative_record
from assessment.records.database import Database
from assessment.records.earlier_versions import keep_if_replaced
from assessment.records.form_check import FormCheck
from assessment.records.frozen_maps import MAP, FrozenJourney, journeys_kept, keep_map, map_content, services_of
from assessment.records.frozen_results import FORM, FrozenRecord, frozen_record, newest_result, packed, unpacked
from assessment.records.history import append
from assessment.records.permissions import Action
from assessment.records.schema import Alternative, FrozenResult, Matter, RawResult
from assessment.records.scopes import alternative_of, matter_of, matter_scope, must_be_assessed
from assessment.records.telling import ToldOf, asked_bodies, tell_bodies
from assessment.records.versions import expect_version
from assessment.scenario import Scenario, apply_scenario, parse_scenario, write_scenario

REASON_LIMIT = 10_000
NO_JOURNEYS: Mapping[str, Sequence[FrozenJourney]] = MappingProxyType({})

# An alternative, the scenario its result was computed of, and the version of the alternative that one began from.
ToFreeze = tuple[int, str, int]


@dataclass(frozen=True)
class Run:
    """What is assessed together to freeze a matter's results: each alternative still considered, and `earlier` ones.

    `scenarios`: of the alternatives, in their order, under their labels. `earlier`: scenarios of results frozen before
    that are no alternative's any more, under names such as `VE3 (1)`. `published`: the names of those scenarios that
    stand frozen as they are.
    """

    alternatives: tuple[AlternativeRecord, ...]
    scenarios: tuple[Scenario, ...]
    earlier: tuple[Scenario, ...]
    published: frozenset[str] = frozenset()

    def together(self, municipality: Municipality) -> tuple[Scenario, ...]:
        """The scenarios to assess, earlier ones first; an earlier one that today's data cannot have is left out.

        What was published comes before what is new: protecting figures, the first keep theirs and the others give way.
        """
        earlier = [one for one in self.earlier if _can_be_applied(one, municipality)]
        return (*earlier, *sorted(self.scenarios, key=lambda one: one.name not in self.published))

    def to_freeze(self) -> tuple[ToFreeze, ...]:
        """What `freeze_results` is given once the run was assessed."""
        return tuple(
            (one.id, write_scenario(scenario), one.version)
            for one, scenario in zip(self.alternatives, self.scenarios, strict=True)
        )


@dataclass(frozen=True)
class _Figures:
    """The figures of one alternative, written out before anybody is kept waiting. `shown`: protected, None = as frozen
    before."""

    alternative_id: int
    scenario_yaml: str
    version: int
    name: str
    shown: bytes | None
    raw: bytes


def run_of_matter(database: Database, actor: Actor, matter_id: int) -> Run:
    """What to assess so that the results of a matter can be frozen. Raises NotAllowed; Refused with scenario faults."""
    with database.reading() as session:
        matter = matter_of(session, matter_id, actor, Action.MATTER_READ)
        standing = [one for one in matter.alternatives if one.withdrawn_at is None]
        scenarios = tuple(scenario_of(one.scenario_yaml, one.label) for one in standing)
        earlier, published = _frozen_before(session, matter, scenarios)
        return Run(tuple(map(alternative_record, standing)), scenarios, earlier, published)


def scenario_of(scenario_yaml: str, label: str) -> Scenario:
    """The scenario of an alternative under its label in the matter; no text = today's network. Raises Refused."""
    if not scenario_yaml.strip():
        return Scenario(label)
    return replace(parse_scenario(scenario_yaml), name=label)


def freeze_results(
    database: Database,
    actor: Actor,
    results: Sequence[ToFreeze],
    impact: Impact,
    reason: str = "",
    journeys: Mapping[str, Sequence[FrozenJourney]] = NO_JOURNEYS,
) -> tuple[FrozenRecord, ...]:
    """Keep the computed impact of alternatives in one transaction: protected figures, raw ones apart, their origin.

    `impact` holds each scenario among its alternatives, by name and content; the figures are protected together with
    everything else in it. `journeys`: by the scenario's name, to stand beside the figures. An alternative whose
    scenario and figures are those frozen before stays as it is; any other gets a new version, which the bodies asked
    are told of. Returns the newest results in the order given. Raises NotAllowed, Conflict; Refused: scenario faults,
    `result_not_of_scenario`, `freeze_reason_missing` where a body has been asked on an earlier version.
    """
    with database.reading() as session:  # the right first
        standing = [
            newest_result(session, alternative_of(session, one, actor, Action.RESULT_FREEZE)) for one, _, _ in results
        ]
        frozen_before = [None if one is None else _frozen(session, one) for one in standing]
    computed = [_figures(impact, *one, before) for one, before in zip(results, frozen_before, strict=True)]
    content = map_content(impact.areas)
    with database.transaction() as session:
        digest = keep_map(session, content) if any(one.shown is not None for one in computed) else ""
        check = FormCheck(FORM)
        why = check.text("reason", reason, REASON_LIMIT, required=False)
        frozen = []
        for one in computed:
            alternative = alternative_of(session, one.alternative_id, actor, Action.RESULT_FREEZE)
            expect_version(session, alternative, one.version)
            must_be_assessed(alternative.matter, FORM)
            newest = newest_result(session, alternative)
            if newest is None or one.shown is not None:
                if newest is not None and not why and (asked := asked_bodies(alternative.matter)):
                    check.add("freeze_reason_missing", "reason", bodies=len(asked))
                check.raise_if_refused()
                told = {MAP: digest, "reason": why, "journeys": journeys_kept(journeys.get(one.name, ()))}
                newest = _keep(session, actor, alternative, one, told, impact)
            frozen.append(frozen_record(newest))
        return tuple(frozen)


def freeze_result(
    database: Database,
    actor: Actor,
    alternative_id: int,
    impact: Impact,
    scenario_yaml: str,
    version: int,
    reason: str = "",
    journeys: Sequence[FrozenJourney] = (),
) -> FrozenRecord:
    """`freeze_results` of one alternative."""
    told = {parse_scenario(scenario_yaml).name: journeys}
    (frozen,) = freeze_results(database, actor, [(alternative_id, scenario_yaml, version)], impact, reason, told)
    return frozen


def _frozen_before(
    session: Session, matter: Matter, scenarios: Sequence[Scenario]
) -> tuple[tuple[Scenario, ...], frozenset[str]]:
    """The scenarios of frozen results, of alternatives withdrawn too, that none of the scenarios is; the names of those
    scenarios that one of them is."""
    labels = {one.id: one.label for one in matter.alternatives}
    frozen = session.scalars(
        select(FrozenResult)
        .join(Alternative)
        .where(Alternative.matter_id == matter.id)
        .order_by(Alternative.number, FrozenResult.version)
        .options(load_only(FrozenResult.alternative_id, FrozenResult.version, FrozenResult.scenario_yaml))
    )
    known = {one.changes for one in scenarios}
    found, frozen_changes = [], set()
    for result in frozen:
        name = f"{labels[result.alternative_id]} ({result.version})"
        scenario = scenario_of(result.scenario_yaml, name)
        frozen_changes.add(scenario.changes)
        if scenario.changes not in known:
            known.add(scenario.changes)
            found.append(scenario)
    return tuple(found), frozenset(one.name for one in scenarios if one.changes in frozen_changes)


def _can_be_applied(scenario: Scenario, municipality: Municipality) -> bool:
    """Whether the municipality can have the changes; its data may be others than when they were frozen."""
    try:
        apply_scenario(scenario, municipality)
    except Refused:
        return False
    return True


def _frozen(session: Session, result: FrozenResult) -> tuple[str, bytes]:
    """What a result was frozen of: its scenario, and its figures before anything was hidden."""
    return result.scenario_yaml, unpacked(session.get_one(RawResult, result.id).impact_csv)


def _figures(
    impact: Impact, alternative_id: int, scenario_yaml: str, version: int, before: tuple[str, bytes] | None
) -> _Figures:
    name = _name_in(impact, scenario_yaml)
    raw = alternative_bytes(impact.table, name, raw=True)
    shown = None if (scenario_yaml, raw) == before else alternative_bytes(impact.table, name)
    return _Figures(alternative_id, scenario_yaml, version, name, shown, raw)


def _keep(
    session: Session,
    actor: Actor,
    alternative: Alternative,
    computed: _Figures,
    told: Mapping[str, Any],
    impact: Impact,
) -> FrozenResult:
    """Write a new version with its raw figures, seal both in the history, and tell the bodies asked."""
    matter = alternative.matter
    assert computed.shown is not None
    digests = {"impact_sha256": _sha256(computed.shown), "scenario_sha256": _sha256(computed.scenario_yaml.encode())}
    account = _account(impact, computed.name) | digests | dict(told)
    result = FrozenResult(
        alternative_id=alternative.id,
        version=alternative.result_version + 1,
        scenario_yaml=computed.scenario_yaml,
        impact_csv=packed(computed.shown),
        digests=_digests(impact),
        query=dict(account["query"]),
        account=account,
        engine_version=impact.engine_version,
        frozen_at=session.info["database"].now(),
        frozen_by_id=actor.person_id,
    )
    session.add(result)
    session.flush()
    raw_result = RawResult(frozen_result_id=result.id, impact_csv=packed(computed.raw))
    session.add(raw_result)
    alternative.result_version = result.version
    keep_if_replaced(session, alternative, {"scenario_yaml": computed.scenario_yaml}, SAID)
    alternative.scenario_yaml = computed.scenario_yaml
    session.flush()
    scope = matter_scope(matter, "frozen_result", result.id)
    facts = {
        "alternative": alternative.id,
        "label": alternative.label,
        "impact_sha256": account["impact_sha256"],
        "engine_version": impact.engine_version,
        "reason": account["reason"],
    }
    append(session, actor, Action.RESULT_FREEZE, scope, facts, version=result.version, sealed=result)
    append(session, actor, "raw_result_keep", scope, {}, version=result.version, sealed=raw_result)
    tell_bodies(session, actor, alternative, ToldOf.RESULT, result.version)
    return result


def _name_in(impact: Impact, scenario_yaml: str) -> str:
    """The scenario's name, once it is sure that the impact was computed of this very scenario."""
    scenario = parse_scenario(scenario_yaml)
    computed = {one.name: write_scenario(one) for one in impact.scenarios}
    if computed.get(scenario.name) != write_scenario(scenario):
        raise Refused([Fault("result_not_of_scenario", FORM, field="scenario_yaml", value=scenario.name)])
    return scenario.name


def _account(impact: Impact, name: str) -> dict[str, Any]:
    """What the figures came from, this alternative's part of it, the names of the areas, and where services are."""
    account = dict(impact.provenance)
    account["alternative"] = next(one for one in _mappings(account.pop("alternatives")) if one["name"] == name)
    areas = impact.areas.table
    account["area_names"] = dict(zip(areas["id"].astype(str).tolist(), areas["name"].astype(str).tolist(), strict=True))
    kinds = impact.query.kinds or ()
    account["services"] = {
        "before": services_of(impact.service_points[""], kinds),
        "after": services_of(impact.service_points[name], kinds),
    }
    account["run"] = [write_scenario(one) for one in impact.scenarios]
    return account


def _digests(impact: Impact) -> dict[str, str]:
    return {str(one["file"]): str(one["sha256"]) for one in _mappings(impact.provenance["inputs"])}


def _mappings(value: object) -> list[dict[str, Any]]:
    assert isinstance(value, list)
    return value


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

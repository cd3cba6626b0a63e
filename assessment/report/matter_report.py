"""A matter as its reports read it: one reading of the record, figures looked up in frozen bytes, nothing computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from assessment.impact.table import WHOLE
from assessment.records.actor import Actor
from assessment.records.alternatives import AlternativeRecord
from assessment.records.attachments import Attached
from assessment.records.database import Database
from assessment.records.decisions import DecisionRecord
from assessment.records.follow_ups import FollowUpRecord
from assessment.records.frozen_figures import (
    AreaFigures,
    FrozenFigure,
    Offered,
    Question,
    area_figures,
    figure,
    offered,
)
from assessment.records.frozen_maps import FrozenMap
from assessment.records.frozen_results import FrozenRecord
from assessment.records.matters import MatterRecord
from assessment.records.missing import Missing
from assessment.records.report_reading import BodyNames, ReadAlternative, ReadStatement, read_for_report
from assessment.records.requests import RequestRecord
from assessment.records.written_impacts import WrittenImpactRecord

if TYPE_CHECKING:
    from assessment.records.plain_texts import PlainTextRecord
    from assessment.records.proposals import ProposalRecord

TODAY = "VE0"


@dataclass(frozen=True)
class Source:
    """An input of the computation, or what a share or a duration came from. `date` as its owner writes it."""

    file: str
    owner: str
    licence: str
    date: str
    certainty: str  # measured | estimated | modelled
    sha256: str


@dataclass(frozen=True)
class AlternativeReport:
    """One alternative still considered; `result` None where nothing is frozen of it."""

    record: AlternativeRecord
    result: FrozenRecord | None
    account: Mapping[str, Any]
    read: ReadAlternative

    @property
    def id(self) -> int:
        """The alternative's number in the record."""
        return self.record.id

    @property
    def label(self) -> str:
        """VE0 … VEn."""
        return self.record.label

    @property
    def title(self) -> str:
        """Its name."""
        return self.record.title

    @property
    def is_today(self) -> bool:
        """Whether it is today's network, which the others are compared with."""
        return self.record.label == TODAY

    @property
    def map(self) -> FrozenMap | None:
        """The areas as they are drawn; None where nothing is frozen or no map was kept."""
        return self.read.map

    def csv_bytes(self) -> bytes:
        """The protected impact.csv, the bytes as frozen."""
        return self.read.csv_bytes()


@dataclass(frozen=True)
class MatterReport:
    """Everything the reports of a matter tell, as plain values.

    `offered`: the groups, kinds of service and ways of travelling the figures can be asked about; None without a frozen
    result. `statements`, `requests`: as far as the reader may see each; `unseen`: how many were given besides.
    `history_head`: `<seq>:<hash>` of the newest entry; `history_entries`: how many tell of this matter.
    """

    matter: MatterRecord
    alternatives: tuple[AlternativeReport, ...]
    withdrawn: tuple[AlternativeRecord, ...]
    offered: Offered | None
    area_names: Mapping[str, str]
    sources: tuple[Source, ...]
    bodies: Mapping[int, BodyNames]
    requests: tuple[RequestRecord, ...]
    statements: tuple[ReadStatement, ...]
    unseen: int
    written_impacts: tuple[WrittenImpactRecord, ...]
    missing: tuple[Missing, ...]
    proposal: ProposalRecord | None
    plain_texts: tuple[PlainTextRecord, ...]
    decision: DecisionRecord | None
    follow_ups: tuple[FollowUpRecord, ...]
    attachments: tuple[Attached, ...]
    history_head: str
    history_entries: int
    last_entry_at: datetime | None
    read_at: datetime

    @property
    def computed(self) -> tuple[AlternativeReport, ...]:
        """The alternatives with a frozen result."""
        return tuple(one for one in self.alternatives if one.result is not None)

    @property
    def changing(self) -> tuple[AlternativeReport, ...]:
        """The alternatives with a frozen result that are not today's network."""
        return tuple(one for one in self.computed if not one.is_today)

    @property
    def modelled(self) -> bool:
        """Whether the figures are of modelled example data."""
        return any(one.result is not None and one.result.modelled_example for one in self.alternatives)

    def figure(
        self, alternative: AlternativeReport, group: str, kind: str, mode: str, measure: str, area: str = WHOLE
    ) -> FrozenFigure | None:
        """One frozen figure of an area, of the whole municipality by default; None where the file has no such row."""
        if alternative.result is None:
            return None
        asked = Question(group, kind, mode)
        return figure(alternative.result.impact_sha256, alternative.csv_bytes, asked, measure, mode, area)

    def area_figures(self, alternative: AlternativeReport, group: str, kind: str, mode: str) -> tuple[AreaFigures, ...]:
        """One row an area, those who lose most first; none where nothing is frozen."""
        if alternative.result is None:
            return ()
        asked = Question(group, kind, mode)
        return area_figures(alternative.result.impact_sha256, alternative.csv_bytes, asked, self.area_names)


def read_matter_report(database: Database, actor: Actor, matter_id: int) -> MatterReport:
    """Read a matter for its reports, in one reading. Raises NotAllowed, NotFound."""
    read = read_for_report(database, actor, matter_id)
    alternatives = tuple(AlternativeReport(one.record, one.result, one.account, one) for one in read.alternatives)
    computed = [one for one in alternatives if one.result is not None]
    names: dict[str, str] = {}
    choices = None
    for one in computed:
        assert one.result is not None
        names |= one.result.area_names
        choices = choices or offered(one.result.impact_sha256, one.csv_bytes)
    return MatterReport(
        read.matter,
        alternatives,
        read.withdrawn,
        choices,
        names,
        _sources(computed),
        read.bodies,
        read.requests,
        read.statements,
        read.unseen,
        read.written_impacts,
        read.missing,
        read.proposal,
        read.plain_texts,
        read.decision,
        read.follow_ups,
        read.attachments,
        str(read.head),
        read.entries,
        read.last_entry_at,
        read.read_at,
    )


def _sources(computed: list[AlternativeReport]) -> tuple[Source, ...]:
    """The inputs of all alternatives, each once, in the order of the account."""
    sources: dict[tuple[str, str], Source] = {}
    for alternative in computed:
        for one in alternative.account.get("inputs", ()):
            source = Source(*(str(one.get(name, "")) for name in Source.__dataclass_fields__))
            sources.setdefault((source.file, source.sha256), source)
    return tuple(sources.values())

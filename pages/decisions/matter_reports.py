"""A matter's report and what is made of it: read anew for every reader, made once for all who see the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from assessment.impact.kept import Kept
from assessment.report.matter_report import read_matter_report
from assessment.report.summary import summary_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from assessment.report.matter_report import MatterReport
    from assessment.report.summary import Summary
    from pages.statements.asking import Ask

T = TypeVar("T")
# Summaries of a few hundred kB each, documents of a few MB at most.
_SUMMARIES = Kept(60)
_FILES = Kept(20)


def report_of(ask: Ask, matter_id: int) -> MatterReport:
    """The matter as the reader may see it now. Raises NotAllowed, NotFound."""
    return read_matter_report(ask.database, ask.actor, matter_id)


def summary_for(ask: Ask, report: MatterReport) -> Summary:
    """The summary in the reader's language."""
    language = ask.reader.language
    key = ("summary", id(ask.database), language, *_seen(report))
    return _SUMMARIES.get(key, lambda: summary_of(report, language))


def kept_file(ask: Ask, report: MatterReport, name: str, make: Callable[[], bytes]) -> bytes:
    """A file made of the report; it tells the head of the history, so it is made anew after every act."""
    return _FILES.get((name, id(ask.database), ask.reader.language, report.history_head, *_seen(report)), make)


def _seen(report: MatterReport) -> tuple[Hashable, ...]:
    """What tells one view of a matter from another: its history, what the reader may see, and deadlines gone by."""
    return (
        report.matter.id,
        report.matter.version,
        report.history_entries,
        report.last_entry_at,
        report.unseen,
        tuple(one.statement.id for one in report.statements),
        tuple(len(one.points) for one in report.statements),
        tuple((one.id, one.state, one.overdue) for one in report.requests),
        report.missing,
    )

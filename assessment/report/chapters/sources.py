"""Chapters 11 and 12: what was not known, and where everything comes from; the digests and the history's head last."""

from __future__ import annotations

from assessment.records.states import DIMENSIONS
from assessment.report.blocks import Block, Bullets, Facts, Heading, Paragraph, Table
from assessment.report.missing_parts import why_no_figures
from assessment.report.source_words import computed_for
from assessment.report.telling import Telling


def unknown_chapter(telling: Telling) -> tuple[Block, ...]:
    """What the assessment does not tell: of the data, of the method, and what the bodies asked for."""
    return (Heading(1, telling.t("doc.unknown.title")), Bullets((*_of_figures(telling), *_of_people(telling))))


def _of_figures(telling: Telling) -> list[str]:
    """What the computed figures leave open."""
    t, reader, report = telling.t, telling.reader, telling.report
    items = [t("doc.unknown.modelled")] if report.modelled else []
    if report.computed:
        account = report.computed[-1].account
        items.append(t("doc.unknown.day", computed=computed_for(telling)))
        cells = account.get("cells", {})
        if cells.get("with_masked_numbers"):
            masked, every = (reader.number(cells[name]) for name in ("with_masked_numbers", "all"))
            items.append(t("doc.unknown.masked", masked=masked, all=every))
        estimated = [telling.inside(telling.group(one)) for one, how in account["groups"].items() if how == "estimated"]
        if estimated:
            items.append(t("doc.unknown.estimated", groups=telling.listed(estimated)))
        known = account.get("alternative", {}).get("accessibility")
        if known:
            stops, trips = (reader.number(100 * float(known[f"{name}_unknown_share"])) for name in ("stops", "trips"))
            if (stops, trips) != ("0", "0"):
                items.append(t("doc.wheelchair.unknown", stops=stops, trips=trips))
        items += [t("doc.unknown.hours", names=names) for names in _hours_unknown(telling)]
    return items + [t(f"doc.unknown.{name}") for name in ("congestion", "weather", "small", "cost")]


def _hours_unknown(telling: Telling) -> list[str]:
    """The names of the services whose opening hours are not known, in one text; none where all are known."""
    ids: dict[str, None] = {}
    names: dict[str, str] = {}
    for one in telling.report.computed:
        unknown = (one.account.get("visits", {}), one.account.get("alternative", {}))
        ids |= dict.fromkeys(
            number for part in unknown for found in part.get("hours_unknown", {}).values() for number in found
        )
        if one.result is not None:
            names |= {service.id: service.name for service in (*one.result.services_before, *one.result.services_after)}
    return [telling.listed([names.get(number, number) for number in ids])] if ids else []


def _of_people(telling: Telling) -> list[str]:
    """What bodies have asked for and the preparer has not written of."""
    t, report = telling.t, telling.report
    items = []
    for said in report.statements:
        if said.statement.missing_information.strip():
            body = telling.body(said.statement.body_id, said.statement.body)
            items.append(t("doc.unknown.asked", body=body, text=said.statement.missing_information.strip()))
    written = {one.dimension for one in report.written_impacts}
    empty = [t(f"records.dimension.{one}") for one in DIMENSIONS if one not in written]
    if empty:
        items.append(t("doc.written.empty", dimensions=telling.listed(empty)))
    if report.unseen:
        items.append(t("doc.statements.unseen", count=report.unseen))
    return items


def sources_chapter(telling: Telling) -> tuple[Block, ...]:
    """The inputs with owner, licence, date and certainty."""
    t, report = telling.t, telling.report
    heads = tuple(t(f"doc.sources.{name}") for name in ("what", "owner", "licence", "date", "certainty"))
    rows = tuple(
        (
            telling.reader.named("report.input", one.file.partition(".")[0]),
            one.owner or "–",
            one.licence or "–",
            telling.reader.date(one.date) if one.date else t("report.word.no_date"),
            t(f"certainty.{one.certainty}"),
        )
        for one in report.sources
    )
    blocks: list[Block] = [Heading(1, t("doc.sources.title"))]
    if not rows:
        return (*blocks, Paragraph(why_no_figures(telling)))
    return (*blocks, Table(t("doc.sources.caption"), heads, rows))


def closing(telling: Telling) -> tuple[Block, ...]:
    """What lets anyone check that this is the record: the head of the history, digests of inputs and results."""
    t, report = telling.t, telling.report
    facts = [
        (t("doc.closing.head"), report.history_head),
        (t("doc.closing.entries"), telling.reader.number(report.history_entries)),
        (t("doc.closing.read"), telling.reader.moment(report.last_entry_at or report.read_at)),
    ]
    blocks: list[Block] = [
        Heading(1, t("doc.closing.title")),
        Paragraph(t("doc.closing.lead"), "note"),
        Facts(tuple(facts)),
    ]
    results = tuple(
        (one.label, str(one.result.version), one.result.engine_version, one.result.impact_sha256)
        for one in report.computed
        if one.result is not None
    )
    if results:
        heads = tuple(t(f"doc.closing.{name}") for name in ("alternative", "version", "engine", "digest"))
        blocks.append(Table(t("doc.closing.results"), heads, results))
    inputs = tuple((one.file, one.sha256) for one in report.sources)
    if inputs:
        blocks.append(Table(t("doc.closing.inputs"), (t("doc.closing.file"), t("doc.closing.digest")), inputs))
    return tuple(blocks)

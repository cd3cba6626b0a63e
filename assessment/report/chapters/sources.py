"""Chapters 11 and 12: what was not known, and where everything comes from; the digests and the history's head last."""

from __future__ import annotations

from assessment.report.blocks import Block, Bullets, Facts, Heading, Paragraph, Table
from assessment.report.telling import Telling


def unknown_chapter(telling: Telling) -> tuple[Block, ...]:
    """What the assessment does not tell: of the data, of the method, and what the bodies asked for."""
    t, report = telling.t, telling.report
    items = [t(f"doc.unknown.{name}") for name in ("congestion", "weather", "small", "cost")]
    if report.modelled:
        items.insert(0, t("doc.unknown.modelled"))
    for one in report.computed[:1]:
        known = one.account.get("alternative", {}).get("accessibility")
        if known:
            shares = {
                name: telling.reader.number(100 * float(known[f"{name}_unknown_share"])) for name in ("stops", "trips")
            }
            items.append(t("doc.wheelchair.unknown", **shares))
    for said in report.statements:
        if said.statement.missing_information.strip():
            body = telling.body(said.statement.body_id, said.statement.body)
            items.append(t("doc.unknown.asked", body=body, text=said.statement.missing_information.strip()))
    return (Heading(1, t("doc.unknown.title")), Bullets(tuple(items)))


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
        return (*blocks, Paragraph(t("report.not_computed")))
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

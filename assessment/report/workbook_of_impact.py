"""The figures of an impact as a workbook (XLSX): contents, a sheet an alternative, sources, definitions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from assessment.assess import Impact
from assessment.impact.disclosure import protected
from assessment.impact.impact_csv import rounded
from assessment.impact.measures import main_name
from assessment.language import Translate, translator
from assessment.report.measure_definitions import measure_name
from assessment.report.spreadsheet import Amount, Blank, Book, Sheet, Value, book_bytes
from assessment.report.workbook_tables import definitions

COLUMNS = ("area_id", "area_name", "group", "kind", "mode", "measure", "unit", "baseline", "value", "change")


def xlsx_bytes(
    impact: Impact,
    words: Translate | None = None,
    raw: bool = False,
    kinds: Sequence[str] | None = None,
    alternatives: Sequence[str] | None = None,
) -> bytes:
    """The figures as an XLSX workbook, one sheet an alternative, its heads in the first row.

    `words` puts a key into the reader's language (`measure.residents`); without it names stand as in impact.csv.
    `kinds`, `alternatives`: only these, None = all; whatever is left out, all were protected together.
    """
    table = rounded(protected(impact.table, raw))
    if kinds is not None:
        table = table[table["kind"].isin(list(kinds))]
    names = dict(zip(impact.areas.table["id"].tolist(), impact.areas.table["name"].tolist(), strict=True))
    said = words or translator("en")
    sheets = []
    for alternative in impact.alternatives if alternatives is None else alternatives:
        rows = table[table["alternative"] == alternative]
        told = said("workbook.told.alternative", alternative=alternative)
        heads = tuple(_say(words, f"column.{column}", column) for column in (*COLUMNS, "suppressed"))
        sheets.append(Sheet(alternative, alternative, told, heads, _rows(rows, names, words), bare=True))
    municipality = impact.provenance["municipality"]
    assert isinstance(municipality, Mapping)
    front = [f"{municipality['name']}: {impact.query.date.isoformat()}"]
    if municipality.get("modelled_example"):
        front.append(said("report.example"))
    front += [said("workbook.raw" if raw else "workbook.rule"), said("workbook.empty")]
    title = said("doc.running_title")
    book = Book(title, title, "", title, tuple(front), (*sheets, _sources(impact, words, said), definitions(said)))
    return book_bytes(book, said)


def _rows(rows: pd.DataFrame, area_names: Mapping[str, str], words: Translate | None) -> list[tuple[Value, ...]]:
    columns: list[list[Value]] = [[] for _ in COLUMNS]
    areas = rows["area_id"].astype("str").tolist()
    columns[0] = list(areas)
    columns[1] = [area_names.get(area) or _say(words, "area.all", area) for area in areas]
    for place, column in enumerate(("group", "kind", "mode"), start=2):
        columns[place] = [_say(words, f"{column}.{name}", name) for name in rows[column].astype("str").tolist()]
    said = {str(name): _measure(words, str(name)) for name in rows["measure"].cat.categories}
    columns[5] = [said[name] for name in rows["measure"].astype("str").tolist()]
    units = rows["unit"].astype("str").tolist()
    columns[6] = [_say(words, f"unit.{unit}", unit) for unit in units]
    suppressed = rows["suppressed"].tolist()
    for place, column in enumerate(("baseline", "value", "change"), start=7):
        values = zip(rows[column].to_numpy().tolist(), units, suppressed, strict=True)
        columns[place] = [_cell(value, unit, bool(hidden), column) for value, unit, hidden in values]
    return list(zip(*columns, [Amount(flag, "") for flag in suppressed], strict=True))


def _cell(value: float, unit: str, hidden: bool, column: str) -> Value:
    if not math.isnan(value):
        return Amount(value, unit, change=column == "change")
    if hidden:
        return Blank.HIDDEN
    return Blank.NOT_REACHED if unit == "min" and column != "change" else Blank.NOTHING


def _sources(impact: Impact, words: Translate | None, said: Translate) -> Sheet:
    columns = ("file", "owner", "licence", "date", "certainty", "sha256")
    inputs = impact.provenance["inputs"]
    assert isinstance(inputs, list)
    rows = []
    for source in inputs:
        cells = {column: str(source[column]) for column in columns}
        cells["certainty"] = _say(words, f"certainty.{cells['certainty']}", cells["certainty"])
        rows.append(tuple(cells.values()))
    heads = tuple(_say(words, f"column.{column}", column) for column in columns)
    title = _say(words, "sheet.sources", "sources")
    return Sheet(title, title, said("workbook.told.sources"), heads, rows, frozenset({1}))


def _measure(words: Translate | None, name: str) -> str:
    if words is None:
        return name
    said = measure_name(words, name)
    return name if said == f"measure.{main_name(name)}" else said


def _say(words: Translate | None, key: str, otherwise: str) -> str:
    """The key in words; the name itself without a language or where the catalogue has no such key."""
    said = key if words is None else words(key)
    return otherwise if said == key else said

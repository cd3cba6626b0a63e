"""What an impact is taken away as: CSV, GeoPackage, XLSX, provenance and the scenarios as read. Nothing is recomputed.

Every figure goes through `impact.disclosure.protected`. The same impact gives the same bytes: rows in a fixed order,
fixed decimals, no clock. Files are written whole or not at all.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pandas as pd
import xlsxwriter

from assessment.assess import Impact
from assessment.impact.disclosure import protected
from assessment.impact.impact_csv import DECIMALS, rounded, table_bytes
from assessment.impact.measures import main_name
from assessment.report.fixed_time import FIXED_TIME
from assessment.report.geopackage import geopackage_bytes
from assessment.report.whole_folder import write_whole

__all__ = ["csv_bytes", "export_impact", "file_stem", "geopackage_bytes", "provenance_bytes", "xlsx_bytes"]

Words = Callable[[str], str]


def csv_bytes(impact: Impact, raw: bool = False) -> bytes:
    """impact.csv of an impact (see impact/impact_csv.py); `raw` hides no small counts: for planners only."""
    return table_bytes(impact.table, raw)


def xlsx_bytes(
    impact: Impact, words: Words | None = None, raw: bool = False, kinds: Sequence[str] | None = None
) -> bytes:
    """The figures as an XLSX workbook, one sheet an alternative and one of the sources.

    `words` puts a key into the reader's language (`measure.residents`); without it names stand as in impact.csv.
    `kinds`: only these kinds of service, None = all; a workbook of one kind takes a third of the time of three.
    """
    protected_table = protected(impact.table, raw)
    if kinds is not None:
        protected_table = protected_table[protected_table["kind"].isin(list(kinds))]
    table = rounded(protected_table)
    names = dict(zip(impact.areas.table["id"].tolist(), impact.areas.table["name"].tolist(), strict=True))
    out = io.BytesIO()
    # Texts are written as texts, so that no name becomes a formula or a link.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as workbook:
        workbook.set_properties({"created": FIXED_TIME.replace(tzinfo=None)})
        bold = workbook.add_format({"bold": True})
        formats = {unit: workbook.add_format({"num_format": _number_format(unit)}) for unit in DECIMALS}
        taken: set[str] = set()
        for alternative in impact.alternatives:
            sheet = workbook.add_worksheet(_sheet_name(alternative, taken))
            rows = table[table["alternative"] == alternative]
            _write_figures(sheet, rows, names, words, bold, formats)
        sheet = workbook.add_worksheet(_sheet_name(_say(words, "sheet.sources", "sources"), taken))
        _write_sources(sheet, impact.provenance, words, bold)
    return out.getvalue()


def provenance_bytes(impact: Impact, raw: bool = False, files: Mapping[str, bytes] | None = None) -> bytes:
    """provenance.json: what the impact was computed from, and the digest of each file written beside it."""
    account = dict(impact.provenance) | {"raw": raw}
    account["files"] = {name: hashlib.sha256(content).hexdigest() for name, content in (files or {}).items()}
    return (json.dumps(account, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode("utf-8")


def export_impact(impact: Impact, scenario_texts: Sequence[str], output: Path, raw: bool = False) -> None:
    """Write impact.csv, impact.gpkg, the scenarios as read and provenance.json into a folder, whole or not at all.

    `scenario_texts`: the text of each alternative's file, in the impact's order. One stands in scenario.yaml; several
    stand there as documents of one YAML stream, and each in a file of its own, scenario-<name>.yaml.
    Raises Refused (`output_not_folder`, `output_unwritable`), and then nothing is changed.
    """
    files = {"impact.csv": csv_bytes(impact, raw), "impact.gpkg": geopackage_bytes(impact, raw)}
    files |= _scenario_files(impact.alternatives, scenario_texts)
    files["provenance.json"] = provenance_bytes(impact, raw, files)
    write_whole(files, output)


def _scenario_files(alternatives: Sequence[str], texts: Sequence[str]) -> dict[str, bytes]:
    if len(texts) == 1:
        return {"scenario.yaml": texts[0].encode("utf-8")}
    stream = "---\n".join(text if text.endswith("\n") or not text else text + "\n" for text in texts)
    files = {"scenario.yaml": stream.encode("utf-8")}
    for alternative, text in zip(alternatives, texts, strict=True):
        name = file_stem(alternative)
        taken = sum(1 for file in files if re.fullmatch(rf"scenario-{re.escape(name)}(-\d+)?\.yaml", file))
        files[f"scenario-{name}-{taken + 1}.yaml" if taken else f"scenario-{name}.yaml"] = text.encode("utf-8")
    return files


def file_stem(name: str) -> str:
    """A name as part of a file's name: letters, digits, - and _ stay, all else becomes -."""
    return re.sub(r"[^\w-]+", "-", name).strip("-")[:60].lower() or "x"


def _write_figures(
    sheet: xlsxwriter.worksheet.Worksheet,
    rows: pd.DataFrame,
    area_names: Mapping[str, str],
    words: Words | None,
    bold: xlsxwriter.format.Format,
    formats: Mapping[str, xlsxwriter.format.Format],
) -> None:
    columns = ("area_id", "area_name", "group", "kind", "mode", "measure", "unit", "baseline", "value", "change")
    for place, column in enumerate((*columns, "suppressed")):
        sheet.write_string(0, place, _say(words, f"column.{column}", column), bold)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(columns), 16)
    sheet.set_column(5, 5, 44)
    said = {name: _measure_in_words(words, name) for name in rows["measure"].cat.categories}
    area_ids = rows["area_id"].astype("str").tolist()
    for number, area_id in enumerate(area_ids, start=1):
        sheet.write_string(number, 0, area_id)
        sheet.write_string(number, 1, area_names.get(area_id) or _say(words, "area.all", area_id))
    for place, column in enumerate(("group", "kind", "mode"), start=2):
        for number, name in enumerate(rows[column].astype("str").tolist(), start=1):
            sheet.write_string(number, place, _say(words, f"{column}.{name}", name))
    for number, name in enumerate(rows["measure"].astype("str").tolist(), start=1):
        sheet.write_string(number, 5, said[name])
    units = rows["unit"].astype("str").tolist()
    for number, unit in enumerate(units, start=1):
        sheet.write_string(number, 6, _say(words, f"unit.{unit}", unit))
    for place, column in enumerate(("baseline", "value", "change"), start=7):
        for number, (value, unit) in enumerate(zip(rows[column].to_numpy().tolist(), units, strict=True), start=1):
            if not math.isnan(value):
                sheet.write_number(number, place, value, formats[unit])
    for number, suppressed in enumerate(rows["suppressed"].tolist(), start=1):
        sheet.write_number(number, len(columns), suppressed)


def _write_sources(
    sheet: xlsxwriter.worksheet.Worksheet,
    provenance: Mapping[str, object],
    words: Words | None,
    bold: xlsxwriter.format.Format,
) -> None:
    columns = ("file", "owner", "licence", "date", "certainty", "sha256")
    for place, column in enumerate(columns):
        sheet.write_string(0, place, _say(words, f"column.{column}", column), bold)
    sheet.set_column(0, len(columns) - 1, 24)
    inputs = provenance["inputs"]
    assert isinstance(inputs, list)
    for number, source in enumerate(inputs, start=1):
        for place, column in enumerate(columns):
            text = source[column]
            sheet.write_string(number, place, _say(words, f"certainty.{text}", text) if column == "certainty" else text)


def _measure_in_words(words: Words | None, name: str) -> str:
    main = main_name(name)
    if words is None or main == name:
        return _say(words, f"measure.{name}", name)
    bound = words("measure.bound_low" if name.endswith("_low") else "measure.bound_high")
    return bound.replace("{measure}", words(f"measure.{main}"))


def _say(words: Words | None, key: str, otherwise: str) -> str:
    """The key in words; the name itself without a language or where the catalogue has no such key."""
    said = key if words is None else words(key)
    return otherwise if said == key else said


def _number_format(unit: str) -> str:
    places = DECIMALS[unit]
    return "0" if places == 0 else "0." + "0" * places


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name Excel accepts: 31 characters, none of []:*?/\\, no apostrophe at its ends, not twice in a workbook."""
    base = re.sub(r"[\[\]:*?/\\']", " ", name).strip()[:27] or "-"
    candidate, number = base, 2
    while candidate.casefold() in taken or candidate.casefold() == "history":
        candidate, number = f"{base} {number}", number + 1
    taken.add(candidate.casefold())
    return candidate

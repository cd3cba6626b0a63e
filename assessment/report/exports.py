"""What an impact is taken away as: CSV, GeoPackage, XLSX, provenance and the scenarios as read. Nothing is recomputed.

Every figure goes through `impact.disclosure.protected`. The same impact gives the same bytes: rows in a fixed order,
fixed decimals, no clock. Files are written whole or not at all.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from assessment.assess import Impact
from assessment.impact.impact_csv import table_bytes
from assessment.report.geopackage import geopackage_bytes
from assessment.report.whole_folder import write_whole
from assessment.report.workbook_of_impact import xlsx_bytes

__all__ = ["csv_bytes", "export_impact", "file_stem", "geopackage_bytes", "provenance_bytes", "xlsx_bytes"]


def csv_bytes(impact: Impact, raw: bool = False) -> bytes:
    """impact.csv of an impact (see impact/impact_csv.py); `raw` hides no small counts: for planners only."""
    return table_bytes(impact.table, raw)


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

"""The whole frozen result of a matter as a data package (Frictionless), with which anyone can compute it again.

A zip of the inputs that may be given on, scenarios and query of every run, the figures as frozen, and a description
that machines read. `assess` on the package gives the same bytes (README.md in it tells how).
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from assessment.impact.impact_csv import CSV_COLUMNS
from assessment.language import LANGUAGES, translator
from assessment.report.exports import file_stem
from assessment.report.matter_report import AlternativeReport, MatterReport, Source

SETTINGS = "municipality.yaml"
# No clock in a result: the moment written into every file of the package.
FIXED_TIME = (2000, 1, 1, 0, 0, 0)
# What a licence must begin with for the file to be given on.
OPEN_LICENCES = ("CC BY", "CC0", "CC-BY", "ODBL", "ODC", "PUBLIC DOMAIN", "MIT", "OPEN DATABASE LICENSE")
_NUMBERS = frozenset({"baseline", "value", "change"})
_MEDIA = {
    ".csv": "text/csv",
    ".yaml": "application/yaml",
    ".json": "application/json",
    ".geojson": "application/geo+json",
    ".gpkg": "application/geopackage+sqlite3",
    ".zip": "application/zip",
    ".pbf": "application/x-protobuf",
    ".md": "text/markdown",
}


@dataclass(frozen=True)
class _Run:
    """Alternatives computed and protected together: query, scenarios in order, and those of them that were frozen."""

    query: Mapping[str, Any]
    scenarios: tuple[str, ...]
    frozen: tuple[AlternativeReport, ...]


def data_package(report: MatterReport, data_folder: Path, language: str) -> bytes:
    """The package as a zip; the same record and files give the same bytes. `language`: that of its title.

    An input is left out where the file of the folder is not the one computed from, where it is not there, or where its
    licence is not open; the description says so, with the digest.
    """
    t = translator(language)
    files: dict[str, bytes] = {}
    left_out: list[tuple[Source, str]] = []
    for source in report.sources:
        content, why = _input(data_folder, source)
        if content is None:
            left_out.append((source, why))
        else:
            files[f"data/{source.file}"] = content
    settings = data_folder / SETTINGS
    if report.sources and settings.is_file():
        files[f"data/{SETTINGS}"] = settings.read_bytes()
        outline = yaml.safe_load(files[f"data/{SETTINGS}"]).get("outline")  # drawn on maps, never computed with
        if outline and (data_folder / str(outline)).is_file():
            files[f"data/{outline}"] = (data_folder / str(outline)).read_bytes()
    runs = _runs(report)
    for number, run in enumerate(runs, start=1):
        files[f"runs/{number}/query.json"] = _json(run.query)
        for place, text in enumerate(run.scenarios, start=1):
            files[f"runs/{number}/scenario-{place:02d}.yaml"] = text.encode("utf-8")
        for one in run.frozen:
            assert one.result is not None
            files[f"runs/{number}/{file_stem(one.label)}-v{one.result.version}.csv"] = one.csv_bytes()
    files["README.md"] = _readme(runs, left_out)
    files["datapackage.json"] = _json(
        _description(report, files, left_out, t("package.title", title=report.matter.title))
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, FIXED_TIME), files[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _input(folder: Path, source: Source) -> tuple[bytes | None, str]:
    """The bytes of an input, or why it is left out: missing | other | licence."""
    path = folder / Path(source.file).name
    if not path.is_file():
        return None, "missing"
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != source.sha256:
        return None, "other"
    if not source.licence.strip().upper().startswith(OPEN_LICENCES):
        return None, "licence"
    return content, ""


def _runs(report: MatterReport) -> list[_Run]:
    """The runs that the newest frozen results come from, in the order of the alternatives."""
    found: dict[str, list[AlternativeReport]] = {}
    for one in report.computed:
        assert one.result is not None
        key = json.dumps([one.result.query, list(one.result.run)], sort_keys=True)
        found.setdefault(key, []).append(one)
    runs = []
    for frozen in found.values():
        result = frozen[0].result
        assert result is not None
        runs.append(_Run(result.query, result.run or (result.scenario_yaml,), tuple(frozen)))
    return runs


def _description(
    report: MatterReport, files: Mapping[str, bytes], left_out: list[tuple[Source, str]], title: str
) -> dict[str, Any]:
    """datapackage.json by the Data Package standard (v1)."""
    known = {f"data/{source.file}": source for source in report.sources}
    resources = []
    for path in sorted(files):
        content = files[path]
        ending = Path(path).suffix
        resource: dict[str, Any] = {
            "name": file_stem(path).replace("_", "-"),
            "path": path,
            "bytes": len(content),
            "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
            "format": ending.removeprefix("."),
            "mediatype": _MEDIA.get(ending, "application/octet-stream"),
        }
        source = known.get(path)
        if source is not None:
            resource["sources"] = [{"title": source.owner or source.file}]
            resource["licenses"] = [{"title": source.licence, "name": file_stem(source.licence)}]
            resource["description"] = f"{source.date}; {source.certainty}"
        if ending == ".csv" and path.startswith("runs/"):
            resource |= {"profile": "tabular-data-resource", "encoding": "utf-8", "schema": _schema()}
        resources.append(resource)
    result = next((one.result for one in report.computed), None)
    return {
        "profile": "data-package",
        "name": file_stem(report.matter.register_number),
        "title": title,
        "description": report.matter.description,
        "version": report.history_head.partition(":")[0],
        "history_head": report.history_head,
        "register_number": report.matter.register_number,
        "engine_version": result.engine_version if result is not None else "",
        "modelled_example": report.modelled,
        "left_out": [{"path": one.file, "hash": f"sha256:{one.sha256}", "why": why} for one, why in left_out],
        "resources": resources,
    }


def _schema() -> dict[str, Any]:
    fields: list[dict[str, Any]] = []
    for name in CSV_COLUMNS:
        kind = "number" if name in _NUMBERS else "integer" if name == "suppressed" else "string"
        field: dict[str, Any] = {"name": name, "type": kind}
        if name == "suppressed":
            field["constraints"] = {"enum": [0, 1]}
        fields.append(field)
    return {"fields": fields, "missingValues": [""]}


def _readme(runs: list[_Run], left_out: list[tuple[Source, str]]) -> bytes:
    """How to compute it again, in every language."""
    parts = []
    for language in LANGUAGES:
        t = translator(language)
        lines = [f"# {t('package.readme.title')}", "", t("package.readme.text"), ""]
        for number, run in enumerate(runs, start=1):
            scenarios = " ".join(
                f"--scenario runs/{number}/scenario-{place:02d}.yaml" for place in range(1, len(run.scenarios) + 1)
            )
            query = f"--query runs/{number}/query.json"
            lines.append(f"    python -m assessment assess --data data {query} {scenarios} --output result-{number}")
        lines += ["", t("package.readme.compare"), ""]
        if left_out:
            lines += [t("package.readme.left_out"), ""]
            lines += [f"- {one.file} ({t(f'package.why.{why}')}): sha256 {one.sha256}" for one, why in left_out] + [""]
        parts.append("\n".join(lines))
    return "\n".join(parts).encode("utf-8")


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode("utf-8")

"""`assess`: the impacts of scenarios on a municipality, from its data folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assessment.assess import Query, modes_possible, prepare
from assessment.assess import assess as assess_scenarios
from assessment.commands.outcome import (
    Language,
    guarded,
    message_language,
    progress_bar,
    report_warnings,
)
from assessment.commands.query_file import read_query
from assessment.commands.values import service_date, time_window
from assessment.errors import Fault, Refused
from assessment.inputs.municipality import Municipality, read_municipality
from assessment.language import translator
from assessment.report.exports import export_impact
from assessment.scenario import Scenario, parse_scenario
from assessment.scenario.yaml_file import text_of

# Reading the folder and today's travel times take most of the time; what the scenarios change comes after.
_PREPARED_SHARE = 0.7


@guarded
def assess(
    data: Annotated[Path, typer.Option(help="The municipality's data folder, with municipality.yaml.")],
    scenario: Annotated[list[Path], typer.Option(help="Scenario (.yaml); may be given several times.")],
    output: Annotated[Path, typer.Option(help="Folder for impact.csv, impact.gpkg, provenance.json.")],
    raw: Annotated[bool, typer.Option("--raw", help="Show counts below 10 people too: for planners only.")] = False,
    date: Annotated[str | None, typer.Option(help="Service day.  [default: the municipality's]")] = None,
    window: Annotated[str | None, typer.Option(help="Departure minutes.  [default: the municipality's]")] = None,
    query: Annotated[
        Path | None, typer.Option(help="What is asked, as a frozen result keeps it (query.json of a data package).")
    ] = None,
    lang: Annotated[Language | None, typer.Option(help="Language of messages.")] = None,
) -> None:
    """Impacts per area, population group, kind of service and way of travelling, baseline against each scenario.

    Times in minutes, distances in kilometres, residents in people. The same inputs give the same bytes.
    """
    language = message_language(lang)
    municipality, scenarios, texts = _read(data, scenario)
    report_warnings(municipality.faults, language)
    asked = read_query(query) if query is not None else None
    if asked is None:
        asked = Query(
            date=service_date(date) if date else municipality.settings.default_date,
            window=time_window(window or municipality.settings.default_window),
            modes=modes_possible(municipality),
        )
    with progress_bar(translator(language)("command.assess")) as progress:
        baseline = prepare(municipality, asked, lambda share: progress(_PREPARED_SHARE * share))
        impact = assess_scenarios(
            baseline, scenarios, progress=lambda share: progress(_PREPARED_SHARE + (1 - _PREPARED_SHARE) * share)
        )
    export_impact(impact, texts, output, raw)


def _read(folder: Path, paths: list[Path]) -> tuple[Municipality, list[Scenario], list[str]]:
    """The municipality and the scenarios with their texts; the faults of all files together."""
    faults: list[Fault] = []
    municipality: Municipality | None = None
    try:
        municipality = read_municipality(folder)
    except Refused as refused:
        faults.extend(refused.faults)
    scenarios, texts = [], []
    for path in paths:
        try:
            text = text_of(path)
            scenarios.append(parse_scenario(text, path.name))
            texts.append(text)
        except Refused as refused:
            faults.extend(refused.faults)
    if faults or municipality is None:
        raise Refused(faults)
    return municipality, scenarios, texts

"""What may be taken away: the figures as CSV, XLSX and GeoPackage, and each alternative as a scenario file.

Files are made when asked for, the workbook for the alternative looked at: all of them take ten seconds. Small counts
are blank in them as on the pages: they come through the same door.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from assessment.report.exports import csv_bytes, geopackage_bytes, provenance_bytes, xlsx_bytes
from assessment.scenario import write_scenario
from pages.components.markup import Markup, label, show
from pages.components.view import kind_label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from assessment.assess import Impact
    from assessment.inputs.municipality import Municipality
    from assessment.scenario import Scenario
    from pages.components.reader import Reader
    from pages.components.view import View

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GPKG_TYPE = "application/geopackage+sqlite3"


def show_downloads(
    municipality: Municipality, reader: Reader, impact: Impact, scenarios: Sequence[Scenario], view: View
) -> None:
    """A row of buttons, one a file."""
    t = reader.t
    kind = view.kind

    def words(key: str, /, **facts: object) -> str:
        for family in ("kind.", "report.kind."):
            if key.startswith(family):
                return kind_label(municipality, reader, key.removeprefix(family))
        return t(key, **facts)

    made: list[tuple[str, str, str, Callable[[], bytes]]] = [
        (
            t("take.xlsx_of", alternative=label(view.alternative)),
            f"{kind}-{view.alternative}.xlsx",
            XLSX_TYPE,
            lambda: xlsx_bytes(impact, words, kinds=[kind], alternatives=[view.alternative]),
        ),
        (t("take.csv"), f"{kind}.csv", "text/csv", lambda: csv_bytes(impact)),
        (
            t("take.gpkg"),
            f"{kind}.gpkg",
            "application/geopackage+sqlite3",
            lambda: geopackage_bytes(impact, words=words),
        ),
        (t("take.provenance"), "provenance.json", "application/json", lambda: provenance_bytes(impact)),
    ]
    with st.container(horizontal=True, gap="small"):
        for words_on_it, name, mime, make in made:
            st.download_button(words_on_it, make, file_name=name, mime=mime, on_click="ignore", key=f"take_{name}")
        for scenario in scenarios:
            st.download_button(
                label(t("take.scenario", alternative=scenario.name)),
                partial(write_scenario, scenario),
                file_name=f"{scenario.name}.yaml",
                mime="application/yaml",
                on_click="ignore",
                key=f"take_{scenario.name}",
            )
    show(Markup('<p class="hint">{}</p>').format(t("take.small_counts")))

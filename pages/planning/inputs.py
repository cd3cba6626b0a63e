"""*Lähtötiedot*: what are these figures based on? Every input, what was left out of it, and a check of a new file."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from assessment.errors import Severity
from assessment.inputs.checking import KINDS, examine_file
from assessment.inputs.population_columns import is_expected
from assessment.language import fault_message
from pages.components.certainty import named_sources
from pages.components.counts_in_faults import without_small_counts
from pages.components.guard import show_faults
from pages.components.markup import Markup, joined, show
from pages.components.municipality import data_folder, municipality
from pages.components.page_head import show_head
from pages.components.reader import Reader, current_reader
from pages.components.sources_table import show_sources
from pages.components.uploads import LARGEST_CHECKED_MB
from pages.components.view import read_view, write_address

if TYPE_CHECKING:
    from assessment.inputs.municipality import Municipality

FILE_TYPES = ["csv", "gpkg", "geojson", "json", "parquet", "zip", "pbf"]


def completeness(reader: Reader, place: Municipality) -> dict[str, str]:
    """How complete each file is, in words, by file name."""
    t = reader.t
    population = place.population
    counts = population.table[[name for name in population.count_columns if is_expected(name)]]
    masked = float(np.asarray(counts.isna().any(axis=1)).mean()) if len(counts) else 0.0
    points = place.service_points.table
    without_hours = int((points["opening_hours"] == "").sum())
    told = {
        population.source.file: t(
            "complete.population", cells=reader.number(len(counts)), share=reader.number(100 * masked, 1)
        ),
        place.areas.source.file: t("complete.areas", count=reader.number(len(place.areas.table))),
        place.service_points.source.file: t(
            "complete.service_points", count=reader.number(len(points)), unknown=reader.number(without_hours)
        ),
    }
    if place.streets is not None:
        unknown = float((place.streets.step_free == 0).mean())
        told[place.streets.source.file] = t(
            "complete.streets",
            nodes=reader.number(len(place.streets.node_lon)),
            unknown=reader.number(100 * unknown),
        )
    if place.timetable is not None:
        first, last = place.timetable.service_dates()
        for source in place.timetable.sources:
            told[source.file] = t(
                "complete.timetable",
                trips=reader.number(len(place.timetable.trips)),
                stops=reader.number(len(place.timetable.stops)),
                first=reader.date(first),
                last=reader.date(last),
            )
    return told


def show_accepted_faults(reader: Reader, place: Municipality) -> None:
    """What was found in the files and accepted all the same: one line a kind of fault, with how many of it."""
    t = reader.t
    if not place.faults:
        show(Markup('<p class="hint">{}</p>').format(t("inputs.no_faults")))
        return
    count = Counter((fault.file, fault.code) for fault in place.faults)
    first = {(fault.file, fault.code): fault for fault in reversed(place.faults)}
    lines = []
    for key, number in count.items():
        fault = first[key]
        more = Markup(' <span class="tag">{}</span>').format(t("inputs.more_alike", count=number - 1))
        kind = t(f"severity.{fault.severity}")
        lines.append(
            Markup('<li><span class="tag">{}</span> {}{}</li>').format(
                kind, fault_message(t, without_small_counts(reader, fault)), more if number > 1 else Markup("")
            )
        )
    show(Markup('<ul class="faults">{}</ul>').format(joined(lines)))


def check_new_file(reader: Reader) -> None:
    """Take a file, say what is in it and what is wrong with it. Nothing of it is kept."""
    t = reader.t
    kind = st.selectbox(
        t("inputs.check_kind"),
        ["", *KINDS],
        format_func=lambda one: t(f"file_kind.{one}") if one else t("file_kind.guess"),
        width=320,
    )
    upload = st.file_uploader(t("inputs.check_file"), type=FILE_TYPES, max_upload_size=LARGEST_CHECKED_MB)
    if upload is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(upload.name).name
        path.write_bytes(upload.getvalue())
        found = examine_file(path, kind or None)
    errors = [fault for fault in found.faults if fault.severity is Severity.ERROR]
    if errors:
        show_faults(reader, errors)
        return
    numbers = ", ".join(t(f"file_count.{name}", count=reader.number(number)) for name, number in found.counts.items())
    show(
        Markup('<div class="notice" role="status"><h2>{}</h2><p>{}: {}</p></div>').format(
            t("inputs.usable"), t(f"file_kind.{found.kind}"), numbers
        )
    )
    if found.faults:
        show_faults(reader, found.faults, t("inputs.warnings"))


def page() -> None:
    """Draw the page."""
    reader = current_reader()
    t = reader.t
    place = municipality()
    view = read_view(place)
    show_head(place, reader, t("page.inputs"), t("question.inputs"))
    show_sources(reader, named_sources(place), t("inputs.caption", name=place.name), completeness(reader, place))
    st.subheader(t("inputs.faults"), anchor=False)
    show_accepted_faults(reader, place)
    st.subheader(t("inputs.replace"), anchor=False)
    show(Markup('<p class="hint">{}</p>').format(t("inputs.replace_text", folder=data_folder().name)))
    st.subheader(t("inputs.check"), anchor=False)
    check_new_file(reader)
    write_address(reader, view)


page()

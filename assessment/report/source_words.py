"""Where the figures come from, in words: the day and hours computed, the inputs with their dates and certainty."""

from __future__ import annotations

import datetime as dt

from assessment.report.telling import Telling


def computed_for(telling: Telling) -> str:
    """The municipality, the day and hours of departure: Kouvola, lähtö 25.11.2026 klo 9.00–11.00."""
    result = next((one.result for one in telling.report.computed), None)
    if result is None:
        return ""
    start, _, end = str(result.query.get("window", "")).partition("-")
    return telling.t(
        "report.computed_for",
        municipality=result.municipality,
        date=telling.reader.date(str(result.query.get("date", ""))),
        start=clock_words(telling, start),
        end=clock_words(telling, end),
    )


def sources_line(telling: Telling) -> str:
    """One line of where the figures come from; "" where nothing was computed."""
    computed = telling.report.computed
    if not computed:
        return ""
    parts = [computed_for(telling)]
    for source in telling.report.sources:
        name = telling.reader.named("report.input", source.file.partition(".")[0])
        date = telling.reader.date(source.date) if source.date else telling.t("report.word.no_date")
        certainty = telling.t(f"certainty.{source.certainty}")
        parts.append(telling.t("report.source", name=name, date=date, certainty=certainty))
    newest = max(one.result.frozen_at for one in computed if one.result is not None)
    engine = telling.listed(sorted({one.result.engine_version for one in computed if one.result is not None}))
    parts.append(telling.t("report.frozen", date=telling.reader.day_of(newest), engine=engine))
    return ". ".join(parts) + "."


def clock_words(telling: Telling, clock: str) -> str:
    """A time of day as the language writes it: 9.00; what is none stays as it is, 24:00 as 24.00."""
    if clock.startswith("24:"):
        return clock if telling.language == "en" else clock.replace(":", ".")
    try:
        moment = dt.time.fromisoformat(clock)
    except ValueError:
        return clock
    return telling.reader.clock(moment.hour * 3600 + moment.minute * 60)

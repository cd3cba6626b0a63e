"""Times, deadlines, figures and faults in the reader's words."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from babel.dates import format_date

from assessment.language import catalogue, fault_message
from assessment.records.deadlines import HELSINKI, as_local, has_passed
from assessment.records.states import RequestState
from assessment.report.figure_words import is_estimate
from pages.components.reader import LOCALES

if TYPE_CHECKING:
    from assessment.errors import Fault
    from assessment.records.actor import Actor, Role
    from assessment.records.frozen_figures import FrozenFigure
    from assessment.records.requests import RequestRecord
    from pages.components.reader import Reader

# After the weekday, which is ours: Babel 2.18 says "sunnuntai" where the other Finnish weekdays are "lauantaina".
LONG_DATES = {"fi": "d. MMMM y", "sv": "'den' d MMMM y", "en": "d MMMM y"}


def long_date(reader: Reader, day: dt.date) -> str:
    """A date with its weekday in full: torstaina 17. joulukuuta 2026."""
    date = format_date(day, LONG_DATES[reader.language], locale=LOCALES[reader.language])
    return f"{reader.t(f'council.weekday.{day.weekday()}')} {date}"


def clock(reader: Reader, moment: dt.datetime) -> str:
    """The time of Finland's clocks: 14.32."""
    local = moment.astimezone(HELSINKI)
    return reader.clock(local.hour * 3600 + local.minute * 60)


def moment(reader: Reader, when: dt.datetime) -> str:
    """A moment by Finland's clocks: 17.12.2026 klo 14.32."""
    day = reader.date(when.astimezone(HELSINKI).date())
    return reader.t("council.moment", date=day, time=clock(reader, when))


def deadline(reader: Reader, request: RequestRecord) -> str:
    """Until when: torstaina 17. joulukuuta 2026 kello 16.00; of two equal times with a word which one."""
    local, time = as_local(request.deadline_utc), clock(reader, request.deadline_utc)
    if local.which:
        time = f"{time} ({reader.t(f'deadline.which_{local.which}')})"
    return reader.t("council.deadline.moment", date=long_date(reader, local.day), time=time)


def time_left(reader: Reader, request: RequestRecord, now: dt.datetime) -> str:
    """How long there is still, in days by the calendar."""
    days = (request.deadline_utc.astimezone(HELSINKI).date() - now.astimezone(HELSINKI).date()).days
    if has_passed(request.deadline_utc, now):
        return reader.t("council.deadline.passed")
    if days == 0:
        return reader.t("council.deadline.today")
    if days == 1:
        return reader.t("council.deadline.tomorrow")
    return reader.t("council.deadline.days", days=reader.number(days))


def state(reader: Reader, request: RequestRecord) -> str:
    """How far the request is."""
    if request.overdue and request.state in (RequestState.REQUESTED, RequestState.DRAFT):
        return reader.t("council.state.overdue")
    return reader.t(f"council.state.{request.state.value}")


def reminded(reader: Reader, request: RequestRecord) -> str:
    """When the body was reminded: Muistutettu 10.12.2026 ja 15.12.2026; blank where it was not."""
    days = [reader.date(one.at.astimezone(HELSINKI).date()) for one in request.reminders]
    return reader.t("council.request.reminded", days=", ".join(dict.fromkeys(days))) if days else ""


def told(reader: Reader, request: RequestRecord) -> list[str]:
    """What has changed of the alternatives since the request was sent."""
    return [reader.t(f"council.told.{one.what.value}", name=f"{one.label} {one.title}") for one in request.told]


def size(reader: Reader, size_bytes: int) -> str:
    """The size of a file."""
    if size_bytes < 1024 * 1024:
        return reader.t("council.size.kb", value=reader.number(max(1, round(size_bytes / 1024))))
    return reader.t("council.size.mb", value=reader.number(size_bytes / 1024 / 1024, 1))


def roles_of(actor: Actor) -> tuple[Role, ...]:
    """The roles held, for the head of the page: the one that may most first."""
    return tuple(sorted({role for role, _ in actor.roles if role != "public_reader"}, key=lambda role: role.value))


def named(reader: Reader, family: str, word: str) -> str:
    """The name of a kind of service or a group; a word nobody has named is shown as it is."""
    return reader.named(family, word)


def figure_words(reader: Reader, figure: FrozenFigure, compares: bool, today: bool) -> tuple[str, str]:
    """A figure after the change, and beside it what it is today: blank where nothing changes."""

    def now(text: str) -> str:
        return reader.t("council.figures.today", value=text)

    if figure.unit != "residents":
        write = reader.minutes if figure.unit == "min" else reader.number
        after, before = write(_number(figure.value)), write(_number(figure.baseline))
        return (before, "") if today else (after, "" if after == before else now(before))
    if today and compares:
        return "–", ""
    about = is_estimate(figure)
    if figure.suppressed and figure.baseline is not None and figure.value is None and not compares:
        # The change is not shown: it may be small, or tell of a small count.
        return reader.people(figure.baseline, about=about), reader.t("word.change_not_shown")
    after = reader.people(_number(figure.value), suppressed=figure.suppressed and figure.value is None, about=about)
    before = reader.people(_number(figure.baseline), about=about)
    return after, "" if compares or today or after == before else now(before)


def fault_words(reader: Reader, fault: Fault, label: str = "") -> str:
    """What is wrong with a field and how to mend it: said of this very field where we have words for it.

    `label`: the alternative's, where the field is one of an alternative.
    """
    field = (fault.field or "").rstrip("0123456789").rstrip("_")
    key = f"council.wrong.{fault.code}.{field}"
    return (
        reader.t(key, **(dict(fault.facts) | {"label": label}))
        if key in catalogue(reader.language)
        else fault_message(reader.t, fault)
    )


def _number(value: float | None) -> float:
    return float("nan") if value is None else value

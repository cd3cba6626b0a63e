"""Chapter 3: in a page what the figures mean, how sure they are and what is not shown."""

from __future__ import annotations

from assessment.impact.disclosure import SMALLEST_SHOWN
from assessment.report.blocks import Block, Bullets, Heading, Paragraph, Table
from assessment.report.missing_parts import why_no_figures
from assessment.report.source_words import clock_words, computed_for
from assessment.report.telling import MINUTES, SHARES, Telling


def method_chapter(telling: Telling) -> tuple[Block, ...]:
    """Travel time, same-day visit, groups, certainty, disclosure, sizes."""
    t, report = telling.t, telling.report
    blocks: list[Block] = [Heading(1, t("doc.method.title"))]
    if not report.computed:
        return (*blocks, Paragraph(why_no_figures(telling)))
    account = report.computed[0].account
    visits = account.get("visits", {})
    stays = [
        t("doc.method.stay", kind=telling.kind(kind), minutes=telling.duration(float(minutes)))
        for kind, minutes in visits.get("stay_min", {}).items()
    ]
    items = [t("doc.method.travel_time", computed=computed_for(telling)), t("doc.method.middle")]
    if stays:
        home_by = clock_words(telling, str(visits.get("home_by", "24:00")))
        items.append(t("doc.method.visit", stays=", ".join(stays), home_by=home_by))
    items.append(t("doc.method.alternatives"))
    blocks.append(Bullets(tuple(items)))
    blocks += _groups(telling)
    blocks += [
        Heading(2, t("doc.method.certainty_title")),
        Bullets(
            (
                t("doc.method.measured"),
                t("doc.method.estimated"),
                t("doc.method.modelled"),
                t("doc.method.span"),
                t("doc.method.hidden", smallest=int(account.get("smallest_count_shown", SMALLEST_SHOWN))),
                t(
                    "doc.method.sizes",
                    small=telling.reader.number(SHARES[0] * 100),
                    large=telling.reader.number(SHARES[1] * 100),
                    short=telling.reader.number(MINUTES[0]),
                    long=telling.reader.number(MINUTES[1]),
                ),
            )
        ),
    ]
    return tuple(blocks)


def _groups(telling: Telling) -> list[Block]:
    """The population groups: how many, how fast they walk, how sure the number is."""
    t, report = telling.t, telling.report
    first = report.computed[0]
    speeds = {str(one["name"]): float(one["walk_speed_ms"]) for one in first.account.get("profiles", ())}
    rows = []
    for group in telling.offered.groups if telling.offered is not None else ():
        speed = speeds.get(_PROFILE_OF_GROUP.get(group, ""))
        people, certainty = telling.residents(first, group), telling.certainty(first, group)
        rows.append(
            (
                telling.group(group),
                t("report.word.hidden") if people is None else telling.people(people, certainty),
                t("doc.method.by_age")
                if speed is None
                else t("doc.method.speed", speed=telling.reader.number(speed, 2)),
                t(f"certainty.{first.account.get('groups', {}).get(group, 'estimated')}"),
            )
        )
    heads = (t("doc.head.group"), t("doc.head.people"), t("doc.head.walks"), t("doc.head.certainty"))
    note = t("doc.method.groups_note")
    return [Table(t("doc.method.groups"), heads, tuple(rows), note, frozenset({1}))]


# Those who do not travel as others of their age; the others by their age.
_PROFILE_OF_GROUP = {
    "mobility_limitation": "walking_frame",
    "wheelchair_users": "manual_wheelchair",
    "age_85_": "age_85_",
}

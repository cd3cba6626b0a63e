"""A matter being told in a language: whose figures come first, and every frozen figure in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from assessment.impact.measures import LOST, MEDIAN, RESIDENTS, WITH_VISIT, measure_of
from assessment.impact.table import WHOLE
from assessment.language import Translate, translator
from assessment.records.frozen_figures import (
    LONGER,
    LOSING_VISIT,
    WITHIN_TIME,
    WITHIN_WALK,
    FrozenFigure,
    Offered,
    Question,
)
from assessment.records.overview import GROUP_OF_LAW, GROUP_OF_OTHERS
from assessment.report.figure_words import Reader
from assessment.report.matter_report import AlternativeReport, MatterReport

WHEELCHAIR = "wheelchair_users"
OLDER = "age_65_"
# From which share of the group a change of a count is moderate or large, and from how many minutes one of a time is.
SHARES = (0.01, 0.05)
MINUTES = (5.0, 15.0)
_CERTAINTIES = ("measured", "estimated", "modelled")


@dataclass(frozen=True)
class Asked:
    """A figure that is told of every alternative: a measure of a group by a way of travelling."""

    measure: str
    group: str
    mode: str


@dataclass(frozen=True)
class Told:
    """A figure in words. `direction`: better | worse | same | ""; `size`: small | moderate | large | "".

    `value`, `before`: with "noin" where estimated, and minutes with their unit; `before` also where nothing changes.
    `change`: with its sign. `span`: the range the figure lies in, "" where it has none.
    """

    value: str
    before: str
    change: str
    direction: str
    size: str
    certainty: str
    span: str


@dataclass(frozen=True)
class ToldJourney:
    """A journey from an area before and after a change, in words."""

    area_id: str
    title: str
    before: str
    after: str
    change: str


@dataclass(frozen=True)
class Telling:
    """What every report needs: the matter, the reader's language, and the question its figures answer first."""

    report: MatterReport
    reader: Reader

    @property
    def t(self) -> Translate:
        """Puts keys into words."""
        return self.reader.t

    @property
    def language(self) -> str:
        """fi, sv or en."""
        return self.reader.language

    @cached_property
    def offered(self) -> Offered | None:
        """What the figures can be asked about; None where nothing is frozen."""
        return self.report.offered

    @cached_property
    def groups_of_law(self) -> tuple[str, ...]:
        """The groups that the bodies asked speak for by law, that of Kuntalaki §27 first."""
        if self.offered is None:
            return ()
        basis = " ".join(request.legal_basis for request in self.report.requests)
        groups = [group for law, group in GROUP_OF_LAW.items() if law in basis and group in self.offered.groups]
        if not groups:
            spare = OLDER if self.report.matter.subjects else GROUP_OF_OTHERS
            groups = [spare if spare in self.offered.groups else self.offered.groups[0]]
        return tuple(groups)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of service the matter is about, among those computed; all computed where it names none of them."""
        if self.offered is None:
            return ()
        named = tuple(kind for kind in self.report.matter.services if kind in self.offered.kinds)
        return named or self.offered.kinds

    @cached_property
    def main(self) -> Question | None:
        """The question answered first: the group of law, the matter's service, public transport if it was computed."""
        if self.offered is None:
            return None
        return self.offered.nearest(self.groups_of_law[0], self.kinds[0])

    @cached_property
    def key_figures(self) -> tuple[Asked, ...]:
        """At most eight figures told of every alternative, those any of them has, chosen for this matter."""
        main = self.main
        if main is None or self.offered is None:
            return ()
        wanted = [
            Asked(WITHIN_WALK, main.group, "walk"),
            Asked(MEDIAN, main.group, main.mode),
            Asked(WITHIN_TIME, main.group, main.mode),
            Asked(LONGER, main.group, main.mode),
            Asked(LOST, main.group, main.mode),
            Asked(LOSING_VISIT, main.group, "transit"),
            *(self._best_shown(group, main.mode) for group in self.groups_of_law[1:]),
        ]
        if WHEELCHAIR in self.offered.groups and main.group != WHEELCHAIR:
            wanted.append(Asked(WITH_VISIT, WHEELCHAIR, "transit"))
        has = [one for one in wanted if any(self.figure(alt, one) is not None for alt in self.report.computed)]
        return tuple(has[:8])

    def figure(
        self, alternative: AlternativeReport, asked: Asked, kind: str | None = None, area: str = WHOLE
    ) -> FrozenFigure | None:
        """The frozen figure of an alternative, by default of the kind of service told first."""
        service = kind or (self.kinds[0] if self.kinds else "")
        return self.report.figure(alternative, asked.group, service, asked.mode, asked.measure, area)

    def _best_shown(self, group: str, mode: str) -> Asked:
        """The figure that tells most of a group: who loses, unless that is hidden in most alternatives."""
        choices = [Asked(LONGER, group, mode), Asked(WITHIN_TIME, group, mode), Asked(WITHIN_WALK, group, "walk")]

        def shown(asked: Asked) -> int:
            found = (self.figure(one, asked) for one in self.report.changing)
            return sum(figure is not None and figure.value is not None for figure in found)

        return max(choices, key=shown)

    def residents(self, alternative: AlternativeReport, group: str, area: str = WHOLE) -> float | None:
        """How many belong to a group; None where that is not shown."""
        found = self.figure(alternative, Asked(RESIDENTS, group, self.main.mode if self.main else ""), None, area)
        return found.baseline if found is not None else None

    def certainty(self, alternative: AlternativeReport, group: str) -> str:
        """How sure figures of a group are: measured, estimated or modelled, the least sure of what they come from."""
        groups = alternative.account.get("groups", {})
        words = {str(groups.get(group, "estimated"))} | {source.certainty for source in self.report.sources}
        return max(words & set(_CERTAINTIES), key=_CERTAINTIES.index, default="estimated")

    def told(self, alternative: AlternativeReport, figure: FrozenFigure | None, area: str = WHOLE) -> Told:
        """A frozen figure in words; a dash where there is none."""
        if figure is None:
            return Told("–", "–", "–", "", "", "", "")
        compares = measure_of(figure.measure).compares
        certainty = self.certainty(alternative, figure.group)
        before = "–" if compares else self.amount(figure, figure.baseline, certainty)
        direction, size = self._direction(alternative, figure, area)
        if alternative.is_today:
            return Told("–" if compares else before, before, "–", "", "", certainty, self._span(figure))
        value = self.amount(figure, figure.value, certainty)
        if self.hides_change(alternative, figure):
            value = self.t("report.word.about_same", value=before)
        return Told(value, before, self._change(figure), direction, size, certainty, self._span(figure))

    def hides_change(self, alternative: AlternativeReport, figure: FrozenFigure) -> bool:
        """Whether only the change is too small to be told, while what there is today may be told."""
        small = figure.value is None and figure.suppressed and figure.baseline is not None
        return small and not alternative.is_today and not measure_of(figure.measure).compares

    def amount(self, figure: FrozenFigure, value: float | None, certainty: str = "measured") -> str:
        """An amount with its unit where it is a time; what is not shown and what is not reached in words."""
        if value is None:
            hidden = figure.suppressed or figure.unit != "min"
            return self.t("report.word.hidden") if hidden else self.t("word.not_reached")
        if figure.unit == "min":
            # Half a day away from home is told in hours, a way in minutes, so that two ways are compared at a glance.
            return self.duration(value) if measure_of(figure.measure).about_visits else self.reader.minutes(value)
        if figure.unit == "residents":
            return self.people(value, certainty)
        return self.reader.number(value, 1)

    def people(self, value: float, certainty: str = "measured") -> str:
        """A count, told as about so many where it is not measured; a council's page and a summary say the same."""
        return self.reader.people(value, about=certainty != "measured")

    def duration(self, minutes: float) -> str:
        """A time in whole minutes; from two hours on in hours and minutes."""
        whole = round(minutes)
        if whole < 120:
            return self.reader.minutes(whole)
        hours, rest = divmod(whole, 60)
        return (
            self.t("report.word.hours_minutes", hours=hours, minutes=rest)
            if rest
            else self.t("report.word.hours", hours=hours)
        )

    def journeys(self, alternative: AlternativeReport) -> tuple[ToldJourney, ...]:
        """The journeys frozen with an alternative, before and after in words of the language."""
        told = []
        for one in alternative.result.journeys if alternative.result is not None else ():
            before, after, change = (self._said(words) for words in (one.before, one.after, one.change))
            title = self.sentence(self.inside(self.group(one.group)))
            if one.place:
                title = self.t("report.journey.title", place=one.place, group=self.inside(title))
            told.append(ToldJourney(one.area_id, title, before, after, change))
        return tuple(told)

    def _said(self, words: Mapping[str, str]) -> str:
        return words.get(self.language) or words.get("fi", "")

    def group(self, group: str) -> str:
        """A population group's name."""
        return self.reader.named("group", group)

    def inside(self, text: str) -> str:
        """A text as it stands inside a sentence."""
        return text[:1].lower() + text[1:]

    def sentence(self, text: str) -> str:
        """A text as a sentence begins."""
        return text[:1].upper() + text[1:]

    def listed(self, words: Sequence[str]) -> str:
        """Words in a row: VE1, VE2 ja VE3."""
        if len(words) < 2:
            return "".join(words)
        return self.t("report.word.and", first=", ".join(words[:-1]), last=words[-1])

    def kind(self, kind: str) -> str:
        """A kind of service's name."""
        return self.reader.named("report.kind", kind)

    def mode(self, mode: str) -> str:
        """A way of travelling as it stands inside a sentence."""
        return self.inside(self.reader.named("mode", mode))

    def named(self, alternative: AlternativeReport) -> str:
        """An alternative by its label and name: VE3 Matkakeskus."""
        return f"{alternative.label} {alternative.title}".strip()

    def body(self, body_id: int, name: str) -> str:
        """A body's name in the language."""
        names = self.report.bodies.get(body_id)
        return names.in_language(self.language) if names is not None else name

    def whose(self, question: Question) -> str:
        """Group, service and way of travelling in words."""
        return self.t(
            "report.whose",
            group=self.group(question.group),
            kind=self.inside(self.kind(question.kind)),
            mode=self.mode(question.mode),
        )

    def figure_name(self, asked: Asked) -> str:
        """A figure's name; with its group where that is another than the one told first."""
        name = self.t(f"report.figure.{asked.measure}")
        if self.main is None or asked.group == self.main.group:
            return name
        return self.t("report.figure.of_group", figure=name, group=self.inside(self.group(asked.group)))

    def _change(self, figure: FrozenFigure) -> str:
        if figure.change is None:
            return self.t("report.word.hidden") if figure.suppressed else "–"
        if figure.unit == "min":
            return self.reader.signed_minutes(figure.change)
        return self.reader.signed(figure.change, 0 if figure.unit == "residents" else 1)

    def _direction(self, alternative: AlternativeReport, figure: FrozenFigure, area: str) -> tuple[str, str]:
        if alternative.is_today or figure.change is None or not figure.improves:
            return "", ""
        if abs(figure.change) < 0.5:
            return "same", ""
        direction = "better" if figure.change * figure.improves > 0 else "worse"
        if figure.unit == "min":
            amount, limits = abs(figure.change), MINUTES
        else:
            residents = self.residents(alternative, figure.group, area)
            if not residents or figure.unit != "residents":
                return direction, ""
            amount, limits = abs(figure.change) / residents, SHARES
        return direction, ("small", "moderate", "large")[sum(amount >= limit for limit in limits)]

    def _span(self, figure: FrozenFigure) -> str:
        low, high = figure.low, figure.high
        if low is None or high is None or figure.value is None or not (math.isfinite(low) and math.isfinite(high)):
            return ""
        ends = self.reader.number(low), self.reader.number(high)
        return "" if ends[0] == ends[1] else self.t("report.word.span", low=ends[0], high=ends[1])


def telling_of(report: MatterReport, language: str) -> Telling:
    """A matter to be told in a language; an unknown language reads as Finnish."""
    known = language if language in ("fi", "sv", "en") else "fi"
    return Telling(report, Reader(known, translator(known)))

"""What a summary is made of: words of one language, ready to be escaped."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.report.blocks import Figure


@dataclass(frozen=True)
class SummaryFigure:
    """One figure of an alternative in words; the names stand once, in `Summary.figure_names`, in the same order.

    `direction`: better | worse | same | "" (nothing to compare, or not shown, which its words then say); `size`: small
    | moderate | large | ""; `certainty`: measured | estimated | modelled. `before`: what it is today, "" where that is
    no other. `span`: the range the figure lies in, "" where it has none. Each `_words` is for the reader.
    """

    name: str
    value: str
    before: str
    direction: str
    direction_words: str
    size: str
    size_words: str
    certainty: str
    certainty_words: str
    span: str


@dataclass(frozen=True)
class SummaryArea:
    """An area that loses or gains: its name and what happens there, in words."""

    area_id: str
    name: str
    words: str


@dataclass(frozen=True)
class SummaryAlternative:
    """One alternative. `status`: decided | proposed | "" – said only when it is on record; today's network first.

    `sentence`: the alternative's main effect in one sentence. `losers`, `gainers`: the areas where most lose or gain,
    worst first; `losers_words`, `gainers_words` say it in one line, also when there is none. `map`: the change map.
    """

    label: str
    title: str
    description: str
    is_today: bool
    status: str
    status_words: str
    sentence: str
    figures: tuple[SummaryFigure, ...]
    losers: tuple[SummaryArea, ...]
    losers_words: str
    gainers: tuple[SummaryArea, ...]
    gainers_words: str
    map: Figure | None


@dataclass(frozen=True)
class SummaryJourney:
    """A journey before and after in clock times; a missing way is said in words."""

    title: str
    alternative: str
    before: str
    after: str


@dataclass(frozen=True)
class SummaryStance:
    """What a body says of one alternative. `stance`: supports | supports_with_conditions | opposes | no_position."""

    label: str
    stance: str
    words: str
    reason: str


@dataclass(frozen=True)
class SummaryAnswer:
    """The answer to the quoted sentence. `answer`: taken | partly | not | "" (none yet); `changed`: what it changed."""

    answer: str
    words: str
    reason: str
    changed: str


@dataclass(frozen=True)
class SummaryBody:
    """A body that was asked: how far its statement is, and once given its stances, one sentence of it and the answer.

    `state_words`: "lausunto annettu 24.11.2026", "odottaa, määräaika 15.12.2026". `quote`: in the statement's words.
    """

    name: str
    given: bool
    state_words: str
    stances: tuple[SummaryStance, ...]
    quote: str
    answer: SummaryAnswer | None


@dataclass(frozen=True)
class SummaryMissing:
    """What is still missing before a decision. `what`: statement | request | answers | result | alternatives | …

    `request_id`, `versions`, `computed`: of a statement on earlier results, so that a page can lead to these, and their
    day in words.
    """

    what: str
    words: str
    request_id: int | None = None
    versions: str = ""
    computed: str = ""


@dataclass(frozen=True)
class SummaryDecision:
    """The decision, or what the preparer proposes: in one sentence, why, and how statements were taken into account."""

    label: str
    sentence: str
    grounds: str
    accounts: tuple[tuple[str, str], ...]  # body, how its statement was taken into account


@dataclass(frozen=True)
class SummaryStep:
    """One screen of the meeting view.

    `screen`: question | figures | alternative | journeys | stances | missing | decision. `number`: which alternative
    (an index into `alternatives`) or body (into `bodies`) it is about; -1 where it is about all.
    """

    screen: str
    title: str
    number: int = -1


@dataclass(frozen=True)
class Summary:
    """A matter on one screen.

    `question`: what is decided, in one sentence. `essentials`: what changes, who loses, what the councils say, what is
    proposed: a sentence each. `whose`: group, service and way of travelling of the figures. `titles`: the headings of
    the parts, by name: figures, losers, gainers, journeys, bodies, missing, decision, proposal, sources.
    `nothing`: said where nothing has been computed, "" else. `example`: said where it is an example, "" else.
    """

    language: str
    title: str
    question: str
    example: str
    register_number: str
    state: str
    state_words: str
    prepared_by: str
    essentials: tuple[str, ...]
    whose: str
    figure_names: tuple[str, ...]
    alternatives: tuple[SummaryAlternative, ...]
    nothing: str
    journeys: tuple[SummaryJourney, ...]
    bodies: tuple[SummaryBody, ...]
    missing: tuple[SummaryMissing, ...]
    nothing_missing: str
    proposal: SummaryDecision | None
    decision: SummaryDecision | None
    sources: str
    steps: tuple[SummaryStep, ...]
    titles: dict[str, str]

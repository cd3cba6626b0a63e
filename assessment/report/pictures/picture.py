"""A picture with what it says in words and the figures it shows."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.report.blocks import Figure, Table


@dataclass(frozen=True)
class Picture:
    """`svg`: a whole SVG document; `alt`: what it shows, in up to three sentences; `title`: what it is about.

    `table`: the figures drawn, heads with their units.
    """

    svg: str
    alt: str
    title: str
    table: Table

    def figure(self, with_table: bool = False) -> Figure:
        """The picture as a block of a report; its figures beside it where they stand nowhere else."""
        return Figure(self.svg, self.alt, self.title, self.table if with_table else None)


@dataclass(frozen=True)
class About:
    """What a picture is about, as its reader calls it.

    `alternative`: "VE3 Matkakeskus"; `label`: "VE3", where there is little room. `whose`: group, service and way of
    travelling: "65 vuotta täyttäneet, uimahalli, joukkoliikenteellä". `estimated`: counts are told as about so many.
    """

    alternative: str
    whose: str
    estimated: bool = False
    label: str = ""

    @property
    def short(self) -> str:
        """The alternative in few letters."""
        return self.label or self.alternative

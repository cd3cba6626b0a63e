"""A picture as PNG, which every word processor shows."""

from __future__ import annotations

from pathlib import Path

import typst

from assessment.report.pdf import document_fonts
from assessment.report.printable_svg import printable_svg, svg_width_mm

PICTURE_PPI = 150.0
TEMPLATE = Path(__file__).parent / "templates" / "picture.typ"


def svg_as_png(svg: str) -> bytes:
    """The picture at its width on paper, at 150 dots an inch, on white."""
    return typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=document_fonts(),
        format="png",
        ppi=PICTURE_PPI,
        sys_inputs={"svg": printable_svg(svg), "width": f"{svg_width_mm(svg):.3f}"},
    )

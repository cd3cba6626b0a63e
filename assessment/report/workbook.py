"""A matter's frozen figures as a workbook (XLSX): contents, figures, journeys, statements, sources, definitions."""

from __future__ import annotations

from assessment.language import Translate
from assessment.report.figure_words import Reader
from assessment.report.matter_report import MatterReport
from assessment.report.source_words import computed_for
from assessment.report.spreadsheet import Book, book_bytes
from assessment.report.telling import Telling
from assessment.report.workbook_tables import tables_of


def matter_workbook(report: MatterReport, words: Translate) -> bytes:
    """The workbook in the language of `words`; the same record gives the same bytes.

    Numbers are numbers. What is not shown is an empty hatched cell, and the last column of its row says so.
    """
    telling = Telling(report, Reader(words("workbook.language"), words))
    matter = report.matter
    front = [f"{words('workbook.register_number')} {matter.register_number}"]
    if report.modelled:
        front.append(words("report.example"))
    if report.computed:
        front.append(f"{words('workbook.computed_for')}: {computed_for(telling)}")
    front += [words("workbook.rule"), words("workbook.empty"), words("workbook.all_figures")]
    title = words("workbook.title", title=matter.title)
    footer = f"{matter.register_number} {words('doc.running_title')}"
    return book_bytes(
        Book(title, words("doc.running_title"), matter.preparer_name, footer, tuple(front), tables_of(telling)), words
    )

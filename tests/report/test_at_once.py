"""Several people take a matter away, look at its maps and ask the engine at once: each gets what one alone gets.

What native code cannot bear from several threads ends the whole process; that is seen here.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from assessment.assess import Query, assess, modes_possible, prepare
from assessment.inputs.municipality import read_municipality
from assessment.report.matter_report import MatterReport
from assessment.scenario import CloseServicePoint, Scenario
from pages.decisions import addresses
from pages.decisions.files import KINDS
from tests.report.matter_taken import example_record, report

__all__ = ["example_record", "report"]

TOGETHER = 2
TAKEN = (
    addresses.DOCUMENT_HTML,
    addresses.AREAS_HTML,
    addresses.PLAIN_PDF,
    addresses.DOCUMENT_DOCX,
    addresses.WORKBOOK,
    addresses.GEOPACKAGE,
)


def at_once(ask: Callable[[], object]) -> list[object]:
    """What several threads get that ask at the same moment."""
    answers: list[object] = []
    together = threading.Barrier(TOGETHER)

    def work() -> None:
        together.wait()
        answers.append(ask())

    threads = [threading.Thread(target=work) for _ in range(TOGETHER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.parametrize("name", TAKEN)
def test_files(report: MatterReport, name: str) -> None:
    make = KINDS[name].make
    answers = at_once(lambda: make(report, "fi"))
    assert answers == [make(report, "fi")] * TOGETHER


def test_impacts_of_a_municipality_just_read(demo_folder: Path) -> None:
    """From the first reading on, as when a server starts and several come: nothing is prepared yet."""
    change = Scenario("VE1", changes=(CloseServicePoint("library-inkeroinen"),))

    def table() -> str:
        place = places[0]
        query = Query(dt.date(2026, 11, 25), (9 * 3600, 11 * 3600), kinds=("library",), modes=modes_possible(place))
        return assess(prepare(place, query), (change,)).table.to_csv()

    places = [read_municipality(demo_folder)]
    alone = table()
    for _ in range(2):
        places[0] = read_municipality(demo_folder)
        assert at_once(table) == [alone] * TOGETHER

"""The addresses of the decision-makers' pages: summary, meeting view, documents, area sheets, history, data.

Plain HTML like the councils' pages, answered before anything of Streamlit's is reached. Nothing is changed here.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from starlette.routing import Route

from assessment.records.rate_limits import USUAL_LIMITS
from pages.decisions import files, looking, prepared_files, summaries
from pages.decisions.addresses import START
from pages.statements.asking import Service, page
from pages.statements.numbers import NUMBER
from pages.statements.plain_pages import PlainPages, nobody
from pages.statements.record import the_record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from assessment.records.actor import Actor
    from assessment.records.database import Database

# A council chamber reads the same summary at once behind one address.
LIMITS = MappingProxyType(dict(USUAL_LIMITS) | {"look": "600 per minute"})


class DecisionPages(PlainPages):
    """Answers the decision-makers' addresses and passes everything else on."""

    def __init__(
        self,
        app: ASGIApp,
        sign_in: Callable[[Request, Database], Actor | None] = nobody,
        record: Callable[[], Database] = the_record,
        limits: Mapping[str, str] = LIMITS,
    ) -> None:
        super().__init__(app, decision_routes, (START,), limits, sign_in, record)


def decision_routes(service: Service) -> list[Route]:
    """The decision-makers' pages by their addresses."""
    one = f"{START}/{{matter_id:{NUMBER}}}"
    return [
        Route(START, page(service, looking.matters_page)),
        Route(one, page(service, summaries.summary_page)),
        Route(f"{one}/kokous", page(service, summaries.meeting_page)),
        Route(f"{START}/liite/{{attachment_id:int}}", page(service, prepared_files.attached_file)),
        Route(
            f"{one}/suojaamattomat/{{alternative_id:int}}/{{version:int}}", page(service, prepared_files.raw_figures)
        ),
        Route(f"{one}/historia", page(service, looking.history_page)),
        Route(f"{one}/{{name:str}}", page(service, files.file_of_matter)),
    ]

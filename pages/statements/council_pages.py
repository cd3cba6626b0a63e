"""The addresses of the councils' pages."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from starlette.routing import Route

from assessment.records.rate_limits import USUAL_LIMITS
from pages.statements import figures, given, giving, kept, reading, signing_in, writing
from pages.statements.asking import SIGN_IN, START, Service, page
from pages.statements.numbers import NUMBER
from pages.statements.plain_pages import PlainPages, nobody
from pages.statements.record import the_record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from assessment.records.actor import Actor
    from assessment.records.database import Database

# A whole council takes its invitations in one room, behind one address. Looking is counted for those not signed in.
LIMITS = MappingProxyType(dict(USUAL_LIMITS) | {"invitation": "60 per 10 minute", "look": "120 per minute"})


class CouncilPages(PlainPages):
    """Answers the councils' addresses and passes everything else on."""

    def __init__(
        self,
        app: ASGIApp,
        sign_in: Callable[[Request, Database], Actor | None] = nobody,
        record: Callable[[], Database] = the_record,
        limits: Mapping[str, str] = LIMITS,
    ) -> None:
        super().__init__(app, council_routes, (START, signing_in.INVITATION), limits, sign_in, record)


def council_routes(service: Service) -> list[Route]:
    """The councils' pages by their addresses."""
    one = f"{START}/{{request_id:{NUMBER}}}"
    both = ["GET", "POST"]
    return [
        Route(START, page(service, reading.requests_page)),
        Route(SIGN_IN, page(service, signing_in.sign_in_page, "sign_in"), methods=both),
        Route(f"{START}/ulos", page(service, signing_in.sign_out), methods=["POST"]),
        Route(f"{START}/liite/{{attachment_id:{NUMBER}}}", page(service, reading.attachment)),
        Route(
            f"{signing_in.INVITATION}/{{token}}",
            page(service, signing_in.invitation_page, "invitation"),
            methods=both,
        ),
        Route(one, page(service, reading.request_page)),
        Route(one, page(service, writing.save_page), methods=["POST"]),
        Route(f"{one}/luonnos", page(service, writing.autosave, "draft"), methods=["POST"]),
        Route(f"{one}/luvut", page(service, figures.figures_page)),
        Route(f"{one}/luvut", page(service, figures.figures_read), methods=["POST"]),
        Route(f"{one}/esikatselu", page(service, giving.preview_page)),
        Route(f"{one}/laheta", page(service, giving.send_page), methods=["POST"]),
        Route(f"{one}/kuitti", page(service, giving.receipt_page)),
        Route(f"{one}/lausunto/{{version:{NUMBER}}}", page(service, given.statement_page)),
        Route(f"{one}/tekstit", page(service, kept.kept_text), methods=["POST"]),
        Route(f"{one}/korjaus", page(service, writing.correction_page), methods=both),
        Route(f"{one}/paperi", page(service, giving.paper_page), methods=both),
        Route(f"{one}/ei-lausuntoa", page(service, giving.decline_page), methods=both),
        Route(f"{one}/vaikutus", page(service, given.effect_page)),
    ]

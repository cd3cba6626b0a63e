"""Every answer of the real server carries the safe headers: every route by every method, and every way of refusing."""

from __future__ import annotations

import http.client
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast
from urllib.parse import urlsplit

import pytest

from assessment.records.rate_limits import RateLimits
from pages.components.contents import KNOWN_PATHS
from pages.components.safe_headers import FRAME_POLICY, PAGE_POLICY, PLAIN_HEADERS, SafeHeaders
from pages.decisions.decision_pages import decision_routes
from pages.decisions.files import KINDS
from pages.statements.asking import Service
from pages.statements.council_pages import council_routes
from pages.statements.plain_pages import nobody
from tests.browser.conftest import running_app
from tests.pages.matters import example_record
from tests.pages.test_sign_in_ways import asked

__all__ = ["example_record"]

pytestmark = pytest.mark.browser

EXAMPLES = {"name": "asiakirja.html", "token": "x", "language": "fi"}
PLAIN = ("/lausunnot", "/kutsu", "/paatokset", "/kirjaudu", "/auth/login", "/auth/logout", "/oauth2callback")
STREAMLIT = (
    "/",
    "/_stcore/health",
    "/_stcore/host-config",
    "/media/none.csv",
    "/component/streamlit_folium.st_folium/index.html",
    "/static/none.js",
    "/favicon.png",
    "/app/static/none",
    "/healthz",
)
FILES = ("/files/shell/style.css", "/files/none.css", "/files/words-fi.js", "/files/words-xx.js", "/files/../app.py")
WAYS = ("/kirjaudu", "/kirjaudu?paluu=//evil", "/auth/login", "/auth/logout", "/oauth2callback?error=x", "/auth/x")
NO_PAGES = ("/olematon", "/asiat/olematon", "/lausunnot/olematon", "/paatokset/olematon", "/..%2f..%2fetc", "/a.png")


def addresses() -> list[str]:
    """Every address of the plain pages with numbers put into it: the example matter's own, and one there is not."""
    service = Service(cast(Any, None), RateLimits(MappingProxyType({})), nobody)
    routes = [route.path for route in (*council_routes(service), *decision_routes(service))]
    found = []
    for route in dict.fromkeys(routes):
        for number in ("1", "999"):
            named = re.sub(r"{(\w+):int}", number, route)
            found.append(re.sub(r"{(\w+)(:str)?}", lambda part: EXAMPLES[part[1]], named))
    return list(dict.fromkeys(found))


@pytest.fixture(scope="module")
def with_a_matter(demo_folder: Path, example_record: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server with the example matter on record."""
    folder = tmp_path_factory.mktemp("headers") / "records"
    shutil.copytree(example_record, folder)
    url = f"sqlite:///{folder / 'records.sqlite'}"
    with running_app(folder / "log.txt", ASSESSMENT_DATA=str(demo_folder), DATABASE_URL=url) as address:
        yield address


class Asking:
    """Asks without following, and holds every answer to its headers."""

    def __init__(self, server: str) -> None:
        self.place = str(urlsplit(server).netloc)
        self.statuses: dict[int, int] = {}

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> int:
        """The status of an answer, its headers having been looked at."""
        connection = http.client.HTTPConnection(self.place, timeout=60)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body or None, named)
            answer = connection.getresponse()
            answer.read()
        finally:
            connection.close()
        self.statuses[answer.status] = self.statuses.get(answer.status, 0) + 1
        where = f"{method} {path}: {answer.status}"
        assert answer.status != 500, where
        told = {name: answer.headers.get_all(name) for name in PLAIN_HEADERS}
        for name in ("X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy"):
            assert told[name] == [PLAIN_HEADERS[name]], (where, name)
        assert told["X-Frame-Options"] in (["DENY"], ["SAMEORIGIN"]), where
        policies = told["Content-Security-Policy"]
        assert policies is not None and len(policies) == 1, where
        (policy,) = policies
        if any(re.match(rf"{start}([/?]|$)", path) for start in PLAIN):
            assert "default-src 'none'" in policy and "unsafe-eval" not in policy, where
            assert "'unsafe-inline'" not in policy.replace("style-src 'unsafe-inline'", ""), where
            assert told["X-Frame-Options"] == ["DENY"] and told["Cache-Control"] == ["no-store"], where
        elif path.startswith("/component/"):
            assert policy == FRAME_POLICY, where
        else:
            assert policy in (PAGE_POLICY, PLAIN_HEADERS["Content-Security-Policy"]), where
        return answer.status


@pytest.fixture
def asking(with_a_matter: str) -> Asking:
    return Asking(with_a_matter)


def test_every_route_by_every_method(asking: Asking) -> None:
    for path in addresses():
        for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
            asking.ask(method, path)
    assert {200, 303, 403, 404, 405} <= asking.statuses.keys()


def test_every_file_of_a_matter(asking: Asking) -> None:
    for name in ("kokous.html", *(one for one in KINDS if not one.endswith(".pdf"))):
        assert asking.ask("GET", f"/paatokset/1/{name}") == 200, name


def test_streamlits_own_answers_our_files_and_addresses_of_nothing(asking: Asking) -> None:
    for path in (*STREAMLIT, *FILES, *NO_PAGES, *(f"/{name}" for name in KNOWN_PATHS)):
        for method in ("GET", "HEAD", "POST", "PUT"):
            asking.ask(method, path)
    assert asking.ask("GET", "/files/shell/style.css", If_None_Match='"x"') == 200
    assert asking.ask("GET", "/files/shell/style.css", Range="bytes=0-10") == 206


def test_the_ways_in_and_out_and_what_they_refuse(asking: Asking) -> None:
    for path in WAYS:
        for method in ("GET", "POST"):
            asking.ask(method, path)
    assert asking.ask("GET", "/kirjaudu") == 303
    assert asking.ask("GET", "/auth/logout", Sec_Fetch_Site="cross-site") == 303


def test_what_is_too_large_foreign_or_too_often(asking: Asking) -> None:
    kind = {"Content_Type": "application/x-www-form-urlencoded"}
    assert asking.ask("POST", "/lausunnot/1", b"text=" + b"a" * (13 * 1024 * 1024), **kind) == 413
    assert asking.ask("POST", "/lausunnot/1", b"text=a", Sec_Fetch_Site="cross-site", **kind) == 403
    assert asking.ask("POST", "/lausunnot/1", b"text=a", **kind) == 403
    for path in ("/auth/login", "/oauth2callback?state=x", "/lausunnot"):
        assert 429 in {asking.ask("GET", path) for _ in range(125)}, path


def test_what_nothing_could_answer_is_said_in_words_with_the_same_headers() -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    (answer,) = asked(SafeHeaders(broken), "/asiat?lang=sv")
    assert answer.status_code == 500 and "a fault of ours" not in answer.text and '<html lang="sv">' in answer.text
    for name, value in PLAIN_HEADERS.items():
        assert answer.headers[name] == value

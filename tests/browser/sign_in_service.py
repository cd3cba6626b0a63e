"""A real OpenID Connect server on this machine, and the app set up to sign in by it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import free_port, running_app

COOKIE_SECRET = "only the tests use this secret; it is longer than thirty-two characters"

# Streamlit says why it did not take a token with the whole way there.
REFUSED_TOKEN = "OAuth token exchange failed"


@dataclass(frozen=True)
class SignInService:
    """The server's address; people are told to it one by one, with their claims."""

    address: str

    def tell(self, subject: str, **claims: object) -> None:
        """Tell who somebody is from now on; `exp` in the claims is when their tokens run out."""
        usual: dict[str, object] = {
            "name": subject.title(),
            "email": f"{subject}@example.fi",
            "email_verified": True,
        }
        told = json.dumps(usual | claims).encode()
        request = urllib.request.Request(
            f"{self.address}/users/{subject}", told, {"Content-Type": "application/json"}, method="PUT"
        )
        urllib.request.urlopen(request, timeout=10).close()


@contextmanager
def sign_in_service(log: Path) -> Iterator[SignInService]:
    """The server in a process of its own, as a city's would be."""
    port = free_port()
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce"],
            env={**os.environ, "NO_COLOR": "1"},
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
        try:
            service = SignInService(f"http://127.0.0.1:{port}")
            _wait(service, process)
            yield service
        finally:
            process.terminate()
            process.wait(timeout=20)


@contextmanager
def signing_app(
    folder: Path, service: SignInService, more: str = "", origin: str = "", **settings: str
) -> Iterator[str]:
    """The app with the service in its secrets, at the address given; `more` is added to the secrets.

    `origin`: where browsers find it when that is not its own address, as behind a proxy.
    """
    port = free_port()
    secrets = folder / "secrets.toml"
    secrets.write_text(
        f'[auth]\nredirect_uri = "{origin or f"http://127.0.0.1:{port}"}/oauth2callback"\n'
        f'cookie_secret = "{COOKIE_SECRET}"\nclient_id = "eva"\nclient_secret = "of the tests"\n'
        f'server_metadata_url = "{service.address}/.well-known/openid-configuration"\n{more}',
        encoding="utf-8",
    )
    settings = {"STREAMLIT_SECRETS_FILES": str(secrets), **settings}
    with running_app(folder / "log.txt", port=port, meant=REFUSED_TOKEN, **settings) as address:
        yield address


def sign_in_as(page: Page, subject: str) -> None:
    """At the service's own page: say who one is."""
    page.wait_for_url("**/oauth2/authorize**")
    page.locator("[name=sub]").first.fill(subject)
    page.get_by_role("button", name="Authorize").click()


def come_back_to(page: Page, app: str, path: str) -> None:
    """Wait until the page that was wanted is drawn."""
    page.wait_for_url(lambda address: address.startswith(app + path))
    page.locator("h1").first.wait_for()


def _wait(service: SignInService, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "the sign-in service ended"
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{service.address}/.well-known/openid-configuration", timeout=2).close()
            return
        time.sleep(0.1)
    raise AssertionError("the sign-in service did not start")

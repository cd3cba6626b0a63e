"""A browser without scripts: keeps cookies, follows the way to the next page, fills in the forms it was given."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar


@dataclass
class Page:
    """An answer: where one ended, its status, headers and text, and the forms on it by their action."""

    address: str
    status: int
    headers: http.client.HTTPMessage
    body: bytes
    forms: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    def token(self) -> str:
        """The token of the page's forms."""
        return next(fields["token"] for fields in self.forms.values() if "token" in fields)

    def form(self) -> dict[str, str]:
        """The fields of the longest form, as they stand."""
        return dict(max(self.forms.values(), key=len))


class Client:
    """One visitor."""

    def __init__(self, server: str) -> None:
        self.server = server
        self.cookies = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Page:
        return self._open(urllib.request.Request(self._address(path), headers=dict(headers or {})))

    def post(
        self,
        path: str,
        fields: Mapping[str, str],
        headers: Mapping[str, str] | None = None,
        files: Mapping[str, tuple[str, bytes]] | None = None,
    ) -> Page:
        if files is None:
            body, kind = urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded"
        else:
            body, kind = _multipart(fields, files)
        request = urllib.request.Request(
            self._address(path), data=body, headers={"Content-Type": kind} | dict(headers or {}), method="POST"
        )
        return self._open(request)

    def accept(self, token: str, name: str = "Siiri Sihteeri", **fields: str) -> Page:
        """Take an invitation."""
        page = self.get(f"/kutsu/{token}")
        return self.post(f"/kutsu/{token}", {"token": page.token(), "name": name} | fields)

    def stopped(self, path: str, fields: Mapping[str, str] | None = None) -> str:
        """Ask once, without following; where the answer would lead, empty when nowhere."""
        body = None if fields is None else urllib.parse.urlencode(fields).encode()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies), _Stay)
        try:
            opener.open(urllib.request.Request(self._address(path), data=body), timeout=60).close()
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.headers.get("Location", "")
        return ""

    def _address(self, path: str) -> str:
        return path if path.startswith("http") else self.server + path

    def _open(self, request: urllib.request.Request) -> Page:
        try:
            with self._opener.open(request, timeout=60) as answer:
                page = Page(answer.geturl(), answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                page = Page(request.full_url, error.code, error.headers, error.read())
        if page.headers.get_content_type() == "text/html":
            reader = _Forms()
            reader.feed(page.text)
            page.forms = reader.forms
        return page


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows nowhere."""

    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self._now: dict[str, str] | None = None
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._now = self.forms.setdefault(given.get("action", ""), {})
        elif self._now is not None and given.get("name"):
            if tag == "input" and given.get("type") in ("radio", "checkbox"):
                if "checked" in given:
                    self._now[given["name"]] = given["value"]
            elif tag == "input" and given.get("type") != "file":
                self._now[given["name"]] = given.get("value", "")
            elif tag == "textarea":
                self._area = given["name"]
                self._now[self._area] = ""

    def handle_data(self, data: str) -> None:
        if self._area and self._now is not None:
            self._now[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area and self._now is not None:
            # HTML passes over the first line break of a text area.
            self._now[self._area] = self._now[self._area].removeprefix("\n")
            self._area = ""
        elif tag == "form":
            self._now = None


def _multipart(fields: Mapping[str, str], files: Mapping[str, tuple[str, bytes]]) -> tuple[bytes, str]:
    mark = uuid.uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()
        for name, text in fields.items()
    ]
    for name, (filename, content) in files.items():
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n")
    return b"".join(parts) + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"

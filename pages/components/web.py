"""What the browser gets beside Streamlit's own answers: the page shell in the reader's language, and words.

Streamlit's shell says `lang="en"` and has no place for a style sheet or script of ours; both are put into it here, so
that no page needs to inject scripts and the pages' policy (`safe_headers`) can forbid foreign and inline ones.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders
from starlette.responses import Response

from assessment.language import DEFAULT_LANGUAGE, LANGUAGES, catalogue, translator

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

SHELL_ADDITIONS = (
    '<link rel="stylesheet" href="./files/shell/style.css">'
    '<script src="./files/words-{language}.js"></script>'
    '<script src="./files/shell/shell.js"></script></head>'
)
_NOSCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)


class PageShell:
    """Puts language, style and script into the page shell, and lets our own files be kept for a while."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        if _is_shell(scope):
            # The shell is rewritten, so it must come whole: neither compressed nor "not modified".
            drop = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}
            scope["headers"] = [(name, value) for name, value in scope["headers"] if name not in drop]
            await self.app(scope, receive, _ShellWriter(send, _language(scope)))
            return

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start" and path.startswith("/files/"):
                MutableHeaders(scope=message).setdefault("Cache-Control", "public, max-age=300")
            await send(message)

        await self.app(scope, receive, send_on)


class _ShellWriter:
    """Gathers the shell's body and sends it on with our language, style and script in it."""

    def __init__(self, send: Send, language: str) -> None:
        self.send, self.language = send, language
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
            return
        if message["type"] != "http.response.body" or self.start is None:
            await self.send(message)
            return
        self.body += message.get("body", b"")
        if message.get("more_body"):
            return
        headers = MutableHeaders(scope=self.start)
        body = self.body
        if headers.get("content-type", "").startswith("text/html"):
            t = translator(self.language)
            text = body.decode("utf-8").replace('<html lang="en">', f'<html lang="{self.language}">', 1)
            text = text.replace("<title>Streamlit</title>", f"<title>{t('app.title')}</title>", 1)
            text = _NOSCRIPT.sub(f"<noscript><p>{t('app.needs_javascript')}</p></noscript>", text)
            text = text.replace("</head>", SHELL_ADDITIONS.format(language=self.language), 1)
            body = text.encode("utf-8")
            headers["content-length"] = str(len(body))
            headers["cache-control"] = "no-cache"
        await self.send(self.start)
        await self.send({"type": "http.response.body", "body": body})


async def browser_words(request: Request) -> Response:
    """The words that the browser's own scripts need, as a script; every key that begins with `browser.`."""
    language = request.path_params["language"]
    if language not in LANGUAGES:
        return Response(status_code=404)
    words = {
        key.removeprefix("browser."): text for key, text in catalogue(language).items() if key.startswith("browser.")
    }
    words["language"] = language
    script = f"window.assessmentWords = {json.dumps(words, ensure_ascii=False)};"
    return Response(script, media_type="text/javascript; charset=utf-8")


def _is_shell(scope: Scope) -> bool:
    """Whether this request asks for a page: no file, none of Streamlit's or our own services."""
    path = scope["path"]
    reserved = ("/_stcore/", "/media/", "/component/", "/static/", "/files/", "/app/")
    return scope["method"] == "GET" and not path.startswith(reserved) and "." not in path.rsplit("/", 1)[-1]


def _language(scope: Scope) -> str:
    # The address says the language, not the browser: one address must show everyone the same page.
    wanted = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])[0]
    return wanted if wanted in LANGUAGES else DEFAULT_LANGUAGE

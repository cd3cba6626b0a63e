"""The app as people run it, in a process of its own, on a record; and a session of it as a browser holds one."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

ROOT = Path(__file__).resolve().parents[2]
LARGEST_MESSAGE = 64 * 2**20
PATIENCE_S = 120.0


@contextmanager
def running_app(url: str, folder: Path, log: Path) -> Iterator[str]:
    """The address of the app on the record; whatever it logs goes to the file."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": url, "RECORDS_FOLDER": str(folder)},
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address, process)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError("the app ended")
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the app did not start")


@dataclass
class Session:
    """One browser tab: asks for runs of a page and waits until each is finished.

    `widgets`: by key, the id under which the page knows each widget; `said`: everything the last run drew, as text.
    """

    server: str
    path: str
    query: str = ""
    widgets: dict[str, str] = field(default_factory=dict)
    said: str = ""
    _socket: ClientConnection | None = None
    _states: dict[str, WidgetState] = field(default_factory=dict)
    _page_hash: str = ""

    async def __aenter__(self) -> Session:
        address = self.server.replace("http", "ws", 1) + "/_stcore/stream"
        self._socket = await connect(
            address,
            subprotocols=[Subprotocol("streamlit")],
            origin=self.server,  # type: ignore[arg-type]
            max_size=LARGEST_MESSAGE,
            ping_interval=None,
            compression=None,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._socket is not None
        await self._socket.close()

    async def open(self, query: str | None = None) -> float:
        """Load the page, at another address if one is given; seconds until it is drawn."""
        if query is not None:
            self.query = query
        return await self._run()

    async def choose(self, key: str, *values: str) -> float:
        """Choose in a row of buttons, by their words; seconds until the page is drawn again."""
        state = WidgetState(id=self.widgets[key])
        state.string_array_value.data.extend(values)
        self._states[key] = state
        return await self._run()

    async def write(self, key: str, text: str) -> float:
        """Write into a text input and leave it; seconds until the page is drawn again."""
        self._states[key] = WidgetState(id=self.widgets[key], string_value=text)
        return await self._run()

    async def press(self, key: str) -> float:
        """Press a button; seconds until the page is drawn again."""
        self._states[key] = WidgetState(id=self.widgets[key], trigger_value=True)
        try:
            return await self._run()
        finally:
            del self._states[key]

    async def _run(self) -> float:
        assert self._socket is not None
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string = self.query
        if self._page_hash:  # as a browser does: by its name the first time, then as the app has named it
            asked.page_script_hash = self._page_hash
        else:
            asked.page_name = self.path
        asked.context_info.timezone = "Europe/Helsinki"
        asked.context_info.locale = "fi-FI"
        asked.context_info.url = f"{self.server}/{self.path}" + (f"?{self.query}" if self.query else "")
        asked.widget_states.widgets.extend(self._states.values())
        began = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        drawn: list[str] = []
        async with asyncio.timeout(PATIENCE_S):
            while True:
                answer = ForwardMsg()
                answer.ParseFromString(await self._socket.recv())  # type: ignore[arg-type]
                kind = answer.WhichOneof("type")
                if kind == "delta":
                    self._note(answer, drawn)
                elif kind == "navigation":
                    self._page_hash = answer.navigation.page_script_hash
                elif kind == "page_info_changed":
                    self.query = answer.page_info_changed.query_string
                elif kind == "script_finished" and answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    self.said = "\n".join(drawn)
                    return time.perf_counter() - began

    def _note(self, answer: ForwardMsg, drawn: list[str]) -> None:
        """Remember which widgets there are, by the key at the end of their ids, and what was said."""
        element = answer.delta.new_element
        kind = element.WhichOneof("type")
        if kind is None:
            return
        part = getattr(element, kind)
        if identity := getattr(part, "id", ""):
            key = identity.rsplit("-", 1)[-1]
            self.widgets[key] = identity
        if body := getattr(part, "body", ""):
            drawn.append(body)

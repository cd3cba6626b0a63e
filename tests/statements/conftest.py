"""One matter under hearing and one server for all these tests; each test asks a council of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.statements.client import Client
from tests.statements.hearing import Hearing, Server


@pytest.fixture(scope="session")
def hearing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hearing]:
    made = Hearing(tmp_path_factory.mktemp("hearing"))
    yield made
    made.database.close()


@pytest.fixture(scope="session")
def server(hearing: Hearing, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log: Path = tmp_path_factory.mktemp("server") / "log.txt"
    started = Server(hearing.url, log)
    started.start()
    yield started
    started.stop()
    assert "Traceback" not in log.read_text(encoding="utf-8")


@pytest.fixture
def client(server: Server) -> Client:
    return Client(server.address)

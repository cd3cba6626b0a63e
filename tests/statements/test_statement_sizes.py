"""How much may be sent: a little by who has never signed in, a full form by who has; never more is read or shown."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from assessment.records.statement_form import DRAFT_LIMIT, TEXT_LIMIT
from pages.statements.incoming import LITTLE, MUCH
from tests.statements.client import Client
from tests.statements.hearing import Hearing, Server

SIGN_IN = "/lausunnot/kirjaudu"
A_FILE = {"attachment": ("a.pdf", b"%PDF-1.4 a")}


@pytest.fixture
def limited(hearing: Hearing, tmp_path: Path) -> Iterator[str]:
    server = Server(hearing.url, tmp_path / "log.txt", usual_limits=True)
    server.start()
    yield server.address
    server.stop()


def status_of(server: str, sent: bytes, **headers: str) -> int:
    """The status of an answer that comes although the body that was promised does not."""
    address = urlsplit(server)
    told = {"Host": address.netloc, "Content-Type": "application/x-www-form-urlencoded"} | headers
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in told.items())
    with socket.create_connection((str(address.hostname), address.port or 80), timeout=20) as connection:
        connection.sendall(f"POST {SIGN_IN} HTTP/1.1\r\n{lines}\r\n".encode() + sent)
        return int(connection.recv(1000).split()[1])


@pytest.mark.parametrize("path", [SIGN_IN, "/lausunnot/1", "/lausunnot/1/luonnos", "/kutsu/x"])
def test_many_long_texts_of_nobody_are_neither_kept_nor_shown(client: Client, path: str) -> None:
    texts = {f"f{number}": "<" * 30_000 for number in range(4)}
    answer = client.post(path, texts, files={})
    assert (answer.status, "&lt;&lt;" in answer.text) == (413, False)
    assert len(answer.body) < 20_000
    assert client.post(path, texts).status == 413


def test_a_body_that_is_too_long_is_refused_before_it_comes(server: Server) -> None:
    longest = LITTLE.all_bytes
    assert status_of(server.address, b"", Content_Length=str(longest + 1)) == 413
    assert status_of(server.address, b"", Content_Length=str(MUCH.all_bytes)) == 413
    kind = "multipart/form-data; boundary=x"
    assert status_of(server.address, b"", Content_Length=str(longest + 1), Content_Type=kind) == 413
    # One that does not tell its length is cut as soon as it is too long.
    chunk = b"a=" + b"b" * longest
    assert status_of(server.address, b"%x\r\n" % len(chunk) + chunk + b"\r\n", Transfer_Encoding="chunked") == 413


def test_what_is_sent_too_often_is_not_read(limited: str) -> None:
    statuses = [status_of(limited, b"a=b", Content_Length="3") for _ in range(10)]
    assert set(statuses) == {403}
    assert status_of(limited, b"", Content_Length="1000") == 429


def test_texts_of_a_form_are_counted_together(hearing: Hearing, client: Client) -> None:
    request_id, body_id = hearing.asked()
    client.accept(hearing.invite(body_id))
    path = f"/lausunnot/{request_id}"
    token = client.get(path).token()
    part = "a" * (MUCH.text_bytes // 4)
    for name in ("token", "text"):
        assert client.post(path, {"token": token} | {f"{name}{n}": part for n in range(4)}, files=A_FILE).status == 413
    # What is shown again is no longer than any form of ours.
    assert (
        len(client.post(path, {"token": "x", "text": part, "reason": part}, files=A_FILE).text) < DRAFT_LIMIT + 20_000
    )


def test_a_full_text_is_shown_whatever_was_wrong_with_its_form(
    hearing: Hearing, server: Server, client: Client
) -> None:
    request_id, body_id = hearing.asked()
    client.accept(hearing.invite(body_id))
    path = f"/lausunnot/{request_id}"
    token = client.get(path).token()
    text = "ä€" * (TEXT_LIMIT // 2)
    sent = {"do": "save", "version": "0", "text": text, "dissenting_text_1": text[::-1]}
    for files in (None, A_FILE):
        answer = client.post(path, sent | {"token": "x"}, files=files)
        assert answer.status == 403 and text in answer.text and text[::-1] in answer.text
    # Signed out in another window meanwhile: this browser is known as one that somebody was signed in by.
    client.post("/lausunnot/ulos", {"token": token})
    for files in (None, A_FILE):
        answer = client.post(path, sent | {"token": token}, files=files)
        assert answer.status == 403 and text in answer.text and text[::-1] in answer.text


def test_a_script_is_told_in_words(client: Client) -> None:
    answer = client.post("/lausunnot/1/luonnos", {"text": "a" * 100_000})
    assert answer.status == 413 and json.loads(answer.text)["problem"]

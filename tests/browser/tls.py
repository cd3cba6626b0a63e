"""What stands in front of the app in a city: a server that speaks TLS to the world and plain HTTP to the app."""

from __future__ import annotations

import contextlib
import datetime as dt
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


class Front:
    """Passes bytes on, as they are: it adds no header, so the app can know of TLS by its settings only."""

    def __init__(self, certificate: Path) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        listening = socket.create_server(("127.0.0.1", 0))
        # Browsers find every name under localhost on this machine; to the app it is a name as any city's.
        self.origin = f"https://eva.localhost:{listening.getsockname()[1]}"
        self._listening = context.wrap_socket(listening, server_side=True, do_handshake_on_connect=False)
        self._app = ("127.0.0.1", 0)
        threading.Thread(target=self._serve, daemon=True).start()

    def leads_to(self, address: str) -> None:
        """The app behind."""
        parts = urlsplit(address)
        self._app = (str(parts.hostname), int(parts.port or 80))

    def close(self) -> None:
        self._listening.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                outside, _ = self._listening.accept()
                threading.Thread(target=self._join, args=(outside,), daemon=True).start()

    def _join(self, outside: socket.socket) -> None:
        with contextlib.suppress(OSError), outside:
            outside.do_handshake()  # type: ignore[attr-defined]
            with socket.create_connection(self._app) as inside:
                threading.Thread(target=_pass_on, args=(inside, outside), daemon=True).start()
                _pass_on(outside, inside)


@contextmanager
def tls_front(folder: Path) -> Iterator[Front]:
    """A front with a certificate of its own making."""
    front = Front(_certificate(folder))
    try:
        yield front
    finally:
        front.close()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "front.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path

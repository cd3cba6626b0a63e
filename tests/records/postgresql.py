"""A PostgreSQL server of the tests' own, from Debian's packages, thrown away afterwards."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest


def binaries() -> Path:
    """The folder of PostgreSQL's programs; skips the test, with the reason, where there is none."""
    found = [Path(path).resolve().parent for path in [shutil.which("initdb")] if path]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    for folder in found:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    pytest.skip("no PostgreSQL on this machine: `make postgresql` installs Debian's")


def server_user() -> str | None:
    """PostgreSQL refuses to run as root: then its own user, else ourselves."""
    if os.getuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        pytest.skip("running as root, and there is no user postgres to run the server")


@contextmanager
def server(durable: bool = False) -> Iterator[str]:
    """A running server; gives the address of its databases, without a database's name.

    `durable`: waits for the disk as a real one does, for measurements; tests need not.
    """
    programs, user = binaries(), server_user()
    folder = Path(tempfile.mkdtemp(prefix="records-postgresql-", dir="/tmp"))
    try:
        if user:
            shutil.chown(folder, user)
        data = folder / "data"
        subprocess.run(
            [
                programs / "initdb",
                "-D",
                data,
                "-U",
                "records",
                "--auth=trust",
                "-E",
                "UTF8",
                "--no-locale",
                "--no-sync",
            ],
            check=True,
            capture_output=True,
            user=user,
            cwd=folder,
        )
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        settings = {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": folder}
        if not durable:
            settings["fsync"] = "off"
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [programs / "postgres", "-D", data, *options], stdout=log, stderr=log, user=user, cwd=folder
            )
        try:
            address = f"postgresql://records@127.0.0.1:{port}"
            _wait(f"{address}/postgres", process)
            yield address
        finally:
            process.send_signal(signal.SIGINT)  # a fast end, that waits for nobody still connected
            process.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(address: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        if process.poll() is not None:
            break
        try:
            psycopg.connect(address, connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise RuntimeError("PostgreSQL did not start")


def run_sql(address: str, statement: str) -> None:
    """One statement outside any transaction."""
    with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
        connection.execute(statement)

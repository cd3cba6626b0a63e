"""Give statements in processes that are killed at random moments; writes the receipts that came through, a line each.

Run as `python -m tests.records.killed_while_giving URL FOLDER PERSON KILLS REQUEST…`. A process of its own, so that it
may fork: each child opens connections of its own and gives statements, as a busy server does, until it is killed.
"""

import gc
import os
import random
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path

from assessment.records.actor import Actor
from assessment.records.database import Database, open_database
from assessment.records.given_statements import list_statements
from assessment.records.people import actor_of
from assessment.records.schema import StatementRequest
from assessment.records.statement_rows import Receipt
from assessment.records.statements import correct_statement, give_statement
from tests.records.conftest import Clock

WORDS = "Hallin pitää olla enintään 3 km päässä. " * 100


def give_next(database: Database, actor: Actor, request_id: int) -> Receipt:
    """Give the request's first statement, or a correction of its newest."""
    with database.reading() as session:
        versions = session.get_one(StatementRequest, request_id).result_versions
    given = list_statements(database, actor, request_id)
    fields = {f"stance_{number}": "opposes" for number in versions}
    fields |= {f"reason_{number}": "Liian kaukana." for number in versions}
    fields |= {
        "meeting_date": "2026-11-02",
        "section": f"§ {len(given)}",
        "answer_1": "Nykyinen.",
        "text": f"{os.getpid()} {len(given)} {WORDS}",
        "chair": "Kaisa Kuusi",
        "secretary": "Siiri Salo",
        "dissenting_name_1": "Eero Eri",
        "dissenting_text_1": "Olen eri mieltä.",
    }
    if given:
        return correct_statement(database, actor, given[-1].id, fields)
    return give_statement(database, actor, request_id, fields)


def give_for_ever(database: Database, actor: Actor, request_id: int, pipe: int) -> None:
    """Give statements without end, telling each receipt once it is there."""
    os.write(pipe, b"ready\n")
    while True:
        os.write(pipe, f"{give_next(database, actor, request_id).number}\n".encode())


def main(url: str, folder: str, person_id: str, kills: str, *requests: str) -> None:
    """Fork, wait a random moment, kill; again and again."""
    clock = Clock()
    database = open_database(url, Path(folder), clock)
    actor = actor_of(database, int(person_id), clock() + timedelta(hours=1))
    # Once here, so that the children need not learn every statement anew; then let go of the connections.
    sys.stdout.write(f"{give_next(database, actor, int(requests[0])).number}\n")
    sys.stdout.flush()
    database.close()
    chance = random.Random(9)
    gc.freeze()  # pages shared with the children stay shared
    taking_s = 0.05
    for kill in range(int(kills)):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            try:
                give_for_ever(database, actor, int(requests[kill % len(requests)]), writing)
            except BaseException as error:
                os.write(writing, f"failed {error!r}\n".encode())
            os._exit(1)
        os.close(writing)
        with os.fdopen(reading, "rb") as lines:
            told = lines.readline()
            # Every other child is let give one first; then killed somewhere in the next, however busy the machine is.
            if kill % 2:
                began = time.monotonic()
                told += lines.readline()
                taking_s = time.monotonic() - began
            time.sleep(chance.uniform(0, taking_s))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            sys.stdout.write((told + lines.read()).decode())


if __name__ == "__main__":
    main(*sys.argv[1:])

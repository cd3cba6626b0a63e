"""A record with a matter under hearing, made by the use cases, and a real server of the councils' pages on it."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from assessment.assess import Query, assess, prepare
from assessment.inputs.municipality import Municipality
from assessment.records.actor import Actor, Role
from assessment.records.alternatives import add_alternative
from assessment.records.database import Database, open_database
from assessment.records.freezing import freeze_result, freeze_results
from assessment.records.frozen_maps import FrozenJourney
from assessment.records.invitations import create_invitation
from assessment.records.matters import MatterForm, create_matter
from assessment.records.people import local_actor
from assessment.records.requests import RequestForm, send_request
from assessment.records.schema import Alternative, Body, History
from assessment.records.states import BodyKind
from assessment.scenario import CloseServicePoint, Scenario, write_scenario
from tests.impact.towns import DATE, WINDOW, line_town

ROOT = Path(__file__).resolve().parents[2]
MATTER = "Kirjastojen palveluverkko"
QUESTIONS = ("Mikä vaihtoehto sopii teille parhaiten?", "Mitä tietoa puuttuu?")
DEADLINE_DAY = "2100-12-17"


class Hearing:
    """One matter with two alternatives; makes bodies, asks them, invites their people."""

    def __init__(self, folder: Path) -> None:
        self.url = f"sqlite:///{folder / 'records.sqlite'}"
        self.database: Database = open_database(self.url)
        self.preparer = local_actor(self.database, "Veikko Valmistelija", {(Role.PREPARER, None)})
        self.administrator = local_actor(self.database, "Aino Ylläpitäjä", {(Role.ADMINISTRATOR, None)})
        self.matter_id, self.alternatives = self.matter(MATTER, "Lähikirjasto suljetaan")
        self._bodies = 0

    def matter(self, title: str, closing: str) -> tuple[int, tuple[int, int]]:
        """A new matter with VE0 and VE1 frozen; its id and theirs."""
        number = f"{secrets.randbelow(9000) + 1000}/10.03.07.00/{secrets.randbelow(60) + 2000}"
        matter = create_matter(self.database, self.preparer, MatterForm(number, title, f"Kuvaus: {title}"))
        scenarios = [Scenario("VE0"), Scenario("VE1", "", (CloseServicePoint("near"),))]
        query = Query(DATE, WINDOW, modes=("walk",))
        impact = assess(prepare(_town(), query), scenarios)
        to_freeze = []
        for scenario, name in zip(scenarios, ("Nykyinen verkko", closing), strict=True):
            text = write_scenario(scenario)
            one = add_alternative(self.database, self.preparer, matter.id, name, f"Kuvaus: {name}", text)
            to_freeze.append((one.id, text, one.version))
        told = {
            side: {language: f"{side} {language}: {title}" for language in ("fi", "sv", "en")}
            for side in ("before", "after", "change")
        }
        journeys = {"VE1": [FrozenJourney(title, "a", "age_65_", "library", **told)]}
        freeze_results(self.database, self.preparer, to_freeze, impact, journeys=journeys)
        return matter.id, (to_freeze[0][0], to_freeze[1][0])

    def freeze_again(self, alternative_id: int) -> None:
        """Freeze VE1 of a matter anew: the far library closes instead of the near one."""
        scenario = Scenario("VE1", "", (CloseServicePoint("far"),))
        impact = assess(prepare(_town(), Query(DATE, WINDOW, modes=("walk",))), [scenario])
        with self.database.reading() as session:
            version = session.get_one(Alternative, alternative_id).version_id
        text = write_scenario(scenario)
        freeze_result(self.database, self.preparer, alternative_id, impact, text, version, "Kaukainen suljetaan.")

    def body(self, name: str = "", kind: BodyKind = BodyKind.OLDER_PEOPLE) -> int:
        """A new council."""
        self._bodies += 1
        with self.database.transaction() as session:
            body = Body(
                name=name or f"Vanhusneuvosto {self._bodies}", kind=kind, statutory=True, legal_basis="27", active=True
            )
            session.add(body)
            session.flush()
            return body.id

    def ask(self, body_id: int, matter_id: int | None = None, questions: tuple[str, ...] = QUESTIONS) -> int:
        """A new request to a body."""
        form = RequestForm(body_id, DEADLINE_DAY, "16:00", questions, "Pyydämme lausuntoanne.")
        return send_request(self.database, self.preparer, matter_id or self.matter_id, form).id

    def asked(self) -> tuple[int, int]:
        """A new council that has been asked: request and body."""
        body_id = self.body()
        return self.ask(body_id), body_id

    def invite(self, body_id: int, role: Role = Role.COUNCIL_SECRETARY, days: int = 14) -> str:
        """A new invitation's token."""
        return create_invitation(self.database, self.administrator, body_id, role, days=days).token

    def actor(self, name: str, role: Role, body_id: int | None = None) -> Actor:
        """Somebody signed in."""
        return local_actor(self.database, name, {(role, body_id)})

    def attempted(self, after: int = 0) -> list[str]:
        """What was attempted and refused, past the first `after` entries of refusals."""
        with self.database.reading() as session:
            entries = session.query(History.facts).filter(History.action == "refused").order_by(History.seq)
            return [json.loads(facts)["attempted"] for (facts,) in entries][after:]

    def refusals(self) -> int:
        """How many attempts the history tells of."""
        with self.database.reading() as session:
            return session.query(History).filter(History.action == "refused").count()

    def statement(self, alternatives: tuple[int, int] | None = None, **more: str) -> dict[str, str]:
        """The fields of a whole statement, by default on the first matter."""
        zero, one = alternatives or self.alternatives
        return {
            f"stance_{zero}": "supports",
            f"stance_{one}": "opposes",
            f"reason_{one}": "Matka kirjastoon pitenee liikaa.",
            "answer_1": "Nykyinen.",
            "text": "Kirjasto on ikääntyneille tärkeä.\nSen on oltava lähellä.",
            "conditions": "",
            "missing_information": "Montako penkkiä reitillä on?",
            "meeting_date": "1.11.2026",
            "section": "43",
            "chair": "Päivi Puheenjohtaja",
            "secretary": "Siiri Sihteeri",
        } | more


def _town() -> Municipality:
    return line_town(
        {f"c{i}": (i * 1500, 100, 20, 15, 10) for i in range(6)},
        {"near": ("library", 100, ""), "far": ("library", 7600, "")},
        [2000, 5000, 9000],
    )


@dataclass
class Server:
    """A server in a process of its own, that may be killed and started again at the same address."""

    url: str
    log: Path
    usual_limits: bool = False
    port: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        if not self.port:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.port = free.getsockname()[1]
        with self.log.open("ab") as stream:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.statements.server", str(self.port)],
                cwd=ROOT,
                env={**os.environ, "DATABASE_URL": self.url, "LIMITS": "usual" if self.usual_limits else ""},
                stdout=stream,
                stderr=subprocess.STDOUT,
            )
        for _ in range(600):
            assert self.process.poll() is None, self.log.read_text()
            try:
                urllib.request.urlopen(f"{self.address}/files/council/icon.svg", timeout=2).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=20)

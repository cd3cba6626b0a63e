"""A member of one council against everything of another: no page, file or form tells or takes what is the other's."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from assessment.records.actor import PUBLIC, Actor, Role
from assessment.records.attachments import add_attachment
from assessment.records.closing_requests import decline_request
from assessment.records.drafts import read_draft, save_draft
from assessment.records.people import local_actor, revoke_role
from assessment.records.publication import publish_matter
from assessment.records.requests import RequestForm, send_request
from assessment.records.responses import answer_point, publish_responses, split_statement
from assessment.records.statements import give_statement
from assessment.records.states import BodyKind, OwnerKind
from pages.decisions.addresses import DOCUMENT_DOCX, DOCUMENT_HTML, MEETING_FILE, START
from pages.decisions.files import KINDS
from tests.statements.client import Client, Page
from tests.statements.hearing import DEADLINE_DAY, Hearing
from tests.statements.in_process import signed_in

PDF = b"%PDF-1.7\n%%EOF\n"
SECRET = "Salaisuus"  # stands in everything the other councils asked, wrote, attached and were answered
DRAFTED = "Keskeneräinen"  # stands in what was written and not given
PAGES = ("", "/luvut", "/esikatselu", "/kuitti", "/lausunto/1", "/korjaus", "/paperi", "/ei-lausuntoa", "/vaikutus")
SENT = ("", "/luonnos", "/laheta", "/korjaus", "/paperi", "/ei-lausuntoa")
# What a PDF says stands in its page too, where it can be searched.
FILES = (*(name for name in KINDS if not name.endswith(".pdf")), MEETING_FILE)


@dataclass
class Material:
    """Requests of three other councils: one that gave a statement, one that is writing, one that declined."""

    hearing: Hearing
    own: int
    own_body: int
    given: int
    writing: int
    declined: int
    attachments: list[int]
    writer: Actor

    @property
    def others(self) -> tuple[int, int, int]:
        return self.given, self.writing, self.declined

    def member(self, name: str = "Vihamielinen Jäsen") -> Actor:
        return self.hearing.actor(name, Role.COUNCIL_MEMBER, self.own_body)


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    """Made once: nothing here changes it."""
    return made(Hearing(tmp_path_factory.mktemp("others")))


def made(hearing: Hearing) -> Material:
    database, preparer = hearing.database, hearing.preparer
    own, own_body = hearing.asked()
    requests, secretaries = [], []
    for number in range(3):
        body = hearing.body(f"Vammaisneuvosto {number}", BodyKind.DISABLED_PEOPLE)
        form = RequestForm(body, DEADLINE_DAY, "16:00", (f"{SECRET} kysymys?",), f"{SECRET} saate")
        requests.append(send_request(database, preparer, hearing.matter_id, form))
        secretaries.append(hearing.actor(f"{SECRET} Sihteeri {number}", Role.COUNCIL_SECRETARY, body))
    attached = [
        add_attachment(database, preparer, OwnerKind.REQUEST, one.id, f"{SECRET} pyynto.pdf", PDF) for one in requests
    ]
    said = hearing.statement(text=f"{SECRET} lausunto.", chair=f"{SECRET} Puheenjohtaja")
    for number, text in enumerate((said, said | {"text": f"{SECRET} {DRAFTED}."})):
        draft = save_draft(database, secretaries[number], requests[number].id, text, 0)
        assert draft.id is not None
        name = f"{SECRET} {'liite' if number == 0 else DRAFTED}.pdf"
        attached.append(add_attachment(database, secretaries[number], OwnerKind.DRAFT, draft.id, name, PDF))
    receipt = give_statement(database, secretaries[0], requests[0].id, said)
    (point,) = split_statement(database, preparer, receipt.statement_id, [f"{SECRET} lausunto."])
    answer_point(database, preparer, point.id, "not", f"{SECRET} vastaus", point.version)
    publish_responses(database, preparer, receipt.statement_id)
    decline_request(database, secretaries[2], requests[2].id, f"{SECRET} syy", requests[2].version)
    given, writing, declined = (one.id for one in requests)
    return Material(
        hearing, own, own_body, given, writing, declined, [one.attachment_id for one in attached], secretaries[1]
    )


def tells(page: Page, what: str = SECRET) -> bool:
    """Whether the secret stands in what came, in a packed file too."""
    if page.body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(page.body)) as archive:
            return any(what.encode() in archive.read(name) for name in archive.namelist())
    return what.encode() in page.body


def everything(client: Client, material: Material) -> Iterator[tuple[str, Page]]:
    """Every page and file there is, by its address."""
    yield "/lausunnot", client.get("/lausunnot")
    attached = [f"/lausunnot/liite/{attachment}" for attachment in material.attachments]
    asked = [f"/lausunnot/{request}{path}" for request in (material.own, *material.others) for path in PAGES]
    matter = f"{START}/{material.hearing.matter_id}"
    about = [f"{matter}{path}" for path in ("", "/kokous", "/historia", *(f"/{name}" for name in FILES))]
    for address in (*attached, *asked, START, *about):
        yield address, client.get(address)


def is_others(address: str, material: Material) -> bool:
    """Whether an address is of another council's request."""
    parts = address.split("/")
    return "liite" in parts or (parts[1] == "lausunnot" and parts[2:3] in [[str(one)] for one in material.others])


def test_nothing_of_another_council_is_told_before_the_matter_is_public(material: Material) -> None:
    with signed_in(material.hearing, material.member()) as client:
        read = dict(everything(client, material))
    assert [address for address, page in read.items() if tells(page)] == []
    for address, page in read.items():
        assert page.status in ((403,) if is_others(address, material) else (200, 404)), address
    # Whoever prepares the matter finds it all, so that the search above is one that finds.
    with signed_in(material.hearing, material.hearing.preparer) as client:
        found = {address for address, page in everything(client, material) if tells(page)}
    told = ("", "/historia", f"/{DOCUMENT_HTML}", f"/{DOCUMENT_DOCX}")
    assert {f"{START}/{material.hearing.matter_id}{path}" for path in told} <= found
    assert {f"/lausunnot/{request}" for request in material.others} <= found


def test_nothing_is_sent_in_another_councils_name(material: Material) -> None:
    database = material.hearing.database
    secretary = material.hearing.actor("Vihamielinen Sihteeri", Role.COUNCIL_SECRETARY, material.own_body)
    for actor in (material.member(), secretary):
        with signed_in(material.hearing, actor) as client:
            token = client.get(f"/lausunnot/{material.own}").token()
            for request in material.others:
                for path in SENT:
                    sent = {"token": token, "do": "save", "reason": "En.", "version": "1"}
                    answer = client.post(f"/lausunnot/{request}{path}", material.hearing.statement() | sent)
                    assert answer.status == 403 and not tells(answer), (request, path)
            # By the way of one's own form: another's file is not taken away, and what is no number takes nothing.
            for which, status in [
                *((str(one), 403) for one in material.attachments),
                ("0", 403),
                *((bad, 200) for bad in ("-1", "x", "")),
            ]:
                form = client.get(f"/lausunnot/{material.own}").form()
                answer = client.post(f"/lausunnot/{material.own}", form | {"do": f"remove:{which}"})
                assert answer.status == status and not tells(answer), which
    with signed_in(material.hearing, material.hearing.preparer) as client:
        texts = [client.get(f"/lausunnot/{request}").text for request in material.others]
    assert not any("Kirjasto on ikääntyneille" in text for text in texts)
    assert read_draft(database, material.writer, material.writing).fields["text"] == f"{SECRET} {DRAFTED}."


def test_the_public_reads_what_was_given_and_no_draft(tmp_path: Path) -> None:
    material = made(Hearing(tmp_path))
    hearing = material.hearing
    with signed_in(hearing, PUBLIC) as client:
        for address, page in everything(client, material):
            assert not tells(page), address
            assert page.status in ((200,) if address in ("/lausunnot", START) else (403, 404)), address
    publish_matter(hearing.database, hearing.preparer, hearing.matter_id)
    with signed_in(hearing, PUBLIC) as client:
        read = dict(everything(client, material))
    assert [address for address, page in read.items() if tells(page, DRAFTED)] == []
    assert tells(read[f"/lausunnot/{material.given}/lausunto/1"])
    assert [read[f"/lausunnot/liite/{one}"].status for one in material.attachments] == [200, 200, 200, 200, 403]
    with signed_in(hearing, PUBLIC) as client:  # reading is all that has been opened
        token = client.get("/lausunnot/kirjaudu").token()
        for path in SENT:
            answer = client.post(f"/lausunnot/{material.writing}{path}", {"do": "save", "text": "x", "token": token})
            assert answer.status in (403, 404), path


def test_a_role_taken_away_after_the_preview_sends_nothing_and_keeps_the_draft(tmp_path: Path) -> None:
    hearing = Hearing(tmp_path)
    request, body = hearing.asked()
    both = frozenset({(Role.COUNCIL_SECRETARY, body), (Role.COUNCIL_MEMBER, body)})
    actor = local_actor(hearing.database, "Siiri Sihteeri", both)
    assert actor.person_id is not None
    path = f"/lausunnot/{request}"
    with signed_in(hearing, actor) as client:
        form = client.get(path).form() | hearing.statement()
        preview = client.post(path, form | {"do": "preview"})
        sending = next(fields for address, fields in preview.forms.items() if address.endswith("/laheta"))
        declining = client.get(f"{path}/ei-lausuntoa").form()
        revoke_role(hearing.database, hearing.administrator, actor.person_id, Role.COUNCIL_SECRETARY, body)
        assert client.post(f"{path}/laheta", sending).status == 403
        assert client.post(f"{path}/ei-lausuntoa", declining | {"reason": "Emme ehdi."}).status == 403
        kept = read_draft(hearing.database, actor, request)
        assert kept.fields["text"] == hearing.statement()["text"]
        # As a member one still writes.
        more = client.get(path).form() | {"text": "Jäsenenä kirjoitan yhä.", "do": "save"}
        assert client.post(path, more).status == 200
        revoke_role(hearing.database, hearing.administrator, actor.person_id, Role.COUNCIL_MEMBER, body)
        lost = "Tämän kirjoitin vielä, kun rooli oli jo otettu pois minulta."
        refused = client.post(path, more | {"text": lost})
        assert refused.status == 403 and lost in refused.text
        assert client.get(path).status == 403
    other = hearing.actor("Toinen Jäsen", Role.COUNCIL_MEMBER, body)
    assert read_draft(hearing.database, other, request).fields["text"] == "Jäsenenä kirjoitan yhä."


def test_a_preparer_without_the_role_enters_nothing_from_paper(tmp_path: Path) -> None:
    hearing = Hearing(tmp_path)
    request, _ = hearing.asked()
    with signed_in(hearing, hearing.preparer) as client:
        page = client.get(f"/lausunnot/{request}/paperi")
        form = page.form() | hearing.statement() | {"do": "enter", "received_day": "24.11.2026"}
        assert hearing.preparer.person_id is not None
        revoke_role(hearing.database, hearing.administrator, hearing.preparer.person_id, Role.PREPARER)
        refused = client.post(f"/lausunnot/{request}/paperi", form)
        assert refused.status == 403 and form["text"].splitlines()[0] in refused.text
        assert client.get(f"{START}/{hearing.matter_id}/historia").status == 403

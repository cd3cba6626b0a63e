"""A statement given on paper is entered with its scan, by the council's secretary or by the preparer of the matter."""

from assessment.records.attachments import list_attachments, read_attachment
from assessment.records.deadlines import HELSINKI
from assessment.records.given_statements import list_statements
from assessment.records.schema import StatementRequest
from assessment.records.states import OwnerKind
from tests.statements.client import Client
from tests.statements.hearing import Hearing
from tests.statements.in_process import signed_in
from tests.statements.test_statement_pages import save, secretary

SCAN = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def asked_day(hearing: Hearing, request_id: int) -> str:
    with hearing.database.reading() as session:
        return f"{session.get_one(StatementRequest, request_id).requested_at.astimezone(HELSINKI):%d.%m.%Y}"


def attached_to(hearing: Hearing, request_id: int) -> list[tuple[str, bytes]]:
    (statement,) = list_statements(hearing.database, hearing.preparer, request_id)
    assert statement.on_paper
    kept = list_attachments(hearing.database, hearing.preparer, OwnerKind.STATEMENT, statement.id)
    return [(one.name, read_attachment(hearing.database, hearing.preparer, one.attachment_id)[1]) for one in kept]


def test_the_preparer_enters_a_paper_with_its_scan(hearing: Hearing) -> None:
    request_id, _ = hearing.asked()
    path = f"/lausunnot/{request_id}/paperi"
    with signed_in(hearing, hearing.preparer) as browser:
        page = browser.get(path)
        assert page.status == 200 and "Lisätkää tähän paperin kuva" in page.text and "data-autosave" not in page.text
        fields = hearing.statement(received_day=asked_day(hearing, request_id))
        wrong = save(browser, path, fields | {"chair": ""}, "enter", attachment=("paperi.pdf", SCAN))
        assert wrong.status == 422 and "Valitkaa liite uudelleen" in wrong.text
        assert wrong.form()["missing_information"] == "Montako penkkiä reitillä on?"
        bad = save(browser, path, fields, "enter", attachment=("kuva.exe", b"MZ\x90\x00"))
        assert bad.status == 422 and 'href="#attachment"' in bad.text
        assert list_statements(hearing.database, hearing.preparer, request_id) == ()
        done = save(browser, path, fields, "enter", attachment=("../paperi.pdf", SCAN))
        assert done.address.endswith("/kuitti")
        assert attached_to(hearing, request_id) == [("paperi.pdf", SCAN)]
        assert "paperi.pdf" in browser.get(f"/lausunnot/{request_id}/lausunto/1").text


def test_the_secretary_enters_a_paper_with_what_was_attached_before_and_now(hearing: Hearing, client: Client) -> None:
    request_id = secretary(hearing, client)
    path = f"/lausunnot/{request_id}/paperi"
    with_file = save(client, path, {"text": "Paperin teksti"}, "attach", attachment=("a.txt", b"ennen\n"))
    assert with_file.status == 200 and "a.txt" in with_file.text
    fields = hearing.statement(received_day=asked_day(hearing, request_id))
    done = save(client, path, fields, "enter", attachment=("b.txt", b"nyt\n"))
    assert done.address.endswith("/kuitti")
    assert attached_to(hearing, request_id) == [("a.txt", b"ennen\n"), ("b.txt", b"nyt\n")]

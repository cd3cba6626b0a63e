"""What the bodies asked are told of alternatives that change after the request, and what they are asked without."""

import pytest

from assessment.errors import Refused
from assessment.records.alternatives import add_alternative, edit_alternative, withdraw_alternative
from assessment.records.attachments import list_attachments
from assessment.records.closing_requests import decline_request
from assessment.records.council import request_for_body, requests_of_bodies
from assessment.records.database import Database
from assessment.records.decisions import record_decision
from assessment.records.matters import MatterForm, create_matter, read_matter, screen_matter
from assessment.records.overview import history_of_matter
from assessment.records.proposals import propose
from assessment.records.requests import RequestForm, list_requests, send_request
from assessment.records.statements import give_statement
from assessment.records.states import MatterState, OwnerKind
from tests.records.hearing import KINDER, Hearing, open_hearing
from tests.records.people import People

DAY = "2026-12-01"


@pytest.fixture
def hearing(database: Database, people: People) -> Hearing:
    return open_hearing(database, people)


def told(hearing: Hearing, number: int = 0) -> list[tuple[str, str]]:
    request = list_requests(hearing.database, hearing.planner, hearing.matter.id)[number]
    return [(one.label, one.what.value) for one in request.told]


def test_a_body_is_told_of_new_words_a_new_result_and_a_withdrawal(hearing: Hearing) -> None:
    database, planner = hearing.database, hearing.planner
    hearing.ask()
    gone = hearing.ask(hearing.people.disabled)
    decline_request(database, hearing.people.secretary(hearing.people.disabled, "V"), gone.id, "Emme lausu.", 1)
    first, second = hearing.alternatives
    same = edit_alternative(database, planner, first.id, first.title, first.description, first.scenario_yaml, 2)
    assert told(hearing) == []  # the same words are no change, and a scenario is told of when it is frozen
    edit_alternative(database, planner, first.id, "Uusi nimi", same.description, same.scenario_yaml, same.version)
    assert told(hearing) == [("VE0", "words")]
    hearing.freeze(1, KINDER, "Aukiolo pitenee.")
    assert told(hearing) == [("VE0", "words"), ("VE1", "result")]
    added = add_alternative(database, planner, hearing.matter.id, "Kolmas")
    assert told(hearing)[-1] == ("VE2", "added")
    withdraw_alternative(database, planner, added.id, "Turha.", added.version)
    assert told(hearing) == [("VE0", "words"), ("VE1", "result"), ("VE2", "withdrawn")]
    assert told(hearing, 1) == []  # who declined is told no more
    listed = requests_of_bodies(database, hearing.people.member())
    assert [one.title for one in listed[0][0].told] == ["Uusi nimi", "Pohjoinen suljetaan", "Kolmas"]
    changed = listed[0][0].changed_alternatives
    assert changed == (second.id,)
    entries = [row for row in history_of_matter(database, planner, hearing.matter.id) if row.action == "request_tell"]
    assert [row.facts.get("told_of") for row in entries] == ["words", None, "added", "withdrawn"]


def test_nobody_is_asked_about_nothing(database: Database, people: People) -> None:
    planner = people.planner()
    matter = create_matter(database, planner, MatterForm("1/10.03/2026", "Kirjasto"))
    form = RequestForm(people.older, DAY)
    with pytest.raises(Refused, match="alternatives_missing"):
        send_request(database, planner, matter.id, form)
    made = add_alternative(database, planner, matter.id, "Nykyinen")
    with pytest.raises(Refused) as refused:
        send_request(database, planner, matter.id, form)
    assert [(fault.code, fault.value) for fault in refused.value.faults] == [("results_not_frozen", "VE0")]
    withdraw_alternative(database, planner, made.id, "Turha.", made.version)
    with pytest.raises(Refused, match="alternatives_missing"):
        send_request(database, planner, matter.id, form)
    assert list_requests(database, planner, matter.id) == ()


def test_a_request_is_sent_with_all_its_files_or_not_at_all(hearing: Hearing) -> None:
    form = RequestForm(hearing.people.older, DAY)
    files = [("kartta.txt", b"kartta"), ("ohjelma.exe", b"MZ\x90\x00\x00\xff\xfe"), ("tyhja.txt", b"")]
    with pytest.raises(Refused) as refused:
        send_request(hearing.database, hearing.planner, hearing.matter.id, form, files)
    assert [(fault.code, fault.field) for fault in refused.value.faults] == [
        ("attachment_kind", "attachment"),
        ("attachment_empty", "attachment"),
    ]
    assert list_requests(hearing.database, hearing.planner, hearing.matter.id) == ()
    many = [(f"{number}.txt", b"teksti") for number in range(51)]
    with pytest.raises(Refused, match="attachments_too_many"):
        send_request(hearing.database, hearing.planner, hearing.matter.id, form, many)
    assert list_requests(hearing.database, hearing.planner, hearing.matter.id) == ()
    sent = send_request(hearing.database, hearing.planner, hearing.matter.id, form, files[:1])
    kept = list_attachments(hearing.database, hearing.people.member(), OwnerKind.REQUEST, sent.id)
    assert [one.name for one in kept] == ["kartta.txt"]


def test_a_matter_that_is_not_assessed_is_heard_and_decided(database: Database, people: People) -> None:
    """Kuntalaki §27 and §28 give the councils a say whether or not impacts are assessed."""
    planner, preparer = people.planner(), people.preparer()
    opened = create_matter(
        database,
        planner,
        MatterForm("1/10.03/2026", "Retki", subjects=("services",), deciding_body_id=people.board),
    )
    out = screen_matter(database, planner, opened.id, False, ("individual_case",), "Koskee yhtä.", opened.version)
    asked = send_request(database, planner, opened.id, RequestForm(people.older, DAY, questions=("Mitä mieltä?",)))
    assert read_matter(database, planner, opened.id).state is MatterState.NOT_ASSESSED
    page = request_for_body(database, people.member(), asked.id)
    assert (page.alternatives, page.matter.screening.reason) == ((), "Koskee yhtä.")
    said = {
        "meeting_date": "2.11.2026",
        "section": "§ 1",
        "answer_1": "Hyvä.",
        "chair": "Kaisa Kuusi",
        "secretary": "Siiri Salo",
    }
    receipt = give_statement(database, people.secretary(), asked.id, said, None, page.versions)
    chosen = add_alternative(database, planner, opened.id, "Retki tehdään")
    assert propose(database, planner, opened.id, chosen.id, "Sopii kaikille.").result_version == 0
    hearing = Hearing(database, people, planner, preparer, out, [chosen])
    form = hearing.decision({receipt.statement_id: "Huomioitu."}, not_heard={people.disabled: "Ei koske."})
    decision = record_decision(database, people.decision_maker(), opened.id, form)
    assert (decision.alternative, decision.result_version) == ("VE0", 0)
    assert read_matter(database, planner, opened.id).state is MatterState.DECIDED


def test_a_matter_assessed_after_all_is_still_being_heard(database: Database, people: People) -> None:
    planner = people.planner()
    opened = create_matter(database, planner, MatterForm("1/10.03/2026", "Retki"))
    out = screen_matter(database, planner, opened.id, False, (), "Koskee yhtä.", opened.version)
    send_request(database, planner, opened.id, RequestForm(people.older, DAY))
    again = screen_matter(database, planner, opened.id, True, (), "", out.version)
    assert again.state is MatterState.STATEMENTS

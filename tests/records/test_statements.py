"""Statements and drafts: nobody's text is lost, what is given stands, late is late by the server's clock."""

import contextlib
import random
import threading

import pytest
from sqlalchemy import func, select, text

from assessment.errors import Refused
from assessment.records.attachments import add_attachment
from assessment.records.closing_requests import decline_request, lapse_request
from assessment.records.council import request_for_body
from assessment.records.database import Database
from assessment.records.drafts import read_draft, save_draft
from assessment.records.given_statements import list_statements, read_statement
from assessment.records.kept_texts import dismiss_kept_text
from assessment.records.named_rows import find_named
from assessment.records.people import erase_person
from assessment.records.refusals import Conflict, NotAllowed, NotFound
from assessment.records.requests import list_requests, move_deadline, remind
from assessment.records.schema import Attachment, History, Statement
from assessment.records.statements import correct_statement, enter_statement, give_statement
from assessment.records.states import OwnerKind, RequestState
from assessment.records.verifying import Verified, verify
from tests.records.conftest import Clock
from tests.records.hearing import Hearing, open_hearing
from tests.records.people import People


@pytest.fixture
def hearing(database: Database, people: People) -> Hearing:
    return open_hearing(database, people)


def rows(database: Database, table: type[Statement] | type[History]) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


# Drafts


def test_a_draft_is_saved_again_and_again_and_read_by_the_council_only(hearing: Hearing) -> None:
    asked, member, secretary = hearing.ask(), hearing.people.member(), hearing.people.secretary()
    first = save_draft(hearing.database, member, asked.id, {"text": "Hal"}, 0, "phone")
    second = save_draft(hearing.database, member, asked.id, {"text": "Halli"}, first.version, "phone")
    assert second.version > first.version
    assert read_draft(hearing.database, secretary, asked.id).fields == {"text": "Halli"}
    assert list_requests(hearing.database, secretary, hearing.matter.id)[0].state is RequestState.DRAFT
    for outsider in (hearing.planner, hearing.preparer, hearing.people.member(hearing.people.disabled, "O")):
        with pytest.raises(NotAllowed):
            read_draft(hearing.database, outsider, asked.id)
        with pytest.raises(NotAllowed):
            save_draft(hearing.database, outsider, asked.id, {"text": "x"}, second.version)
    assert request_for_body(hearing.database, hearing.planner, asked.id).draft is None


def test_saving_does_not_fill_the_history(hearing: Hearing) -> None:
    asked, member = hearing.ask(), hearing.people.member()
    version, before = 0, rows(hearing.database, History)
    for n in range(30):
        version = save_draft(hearing.database, member, asked.id, {"text": "a" * n}, version).version
    assert rows(hearing.database, History) == before + 1


def test_the_loser_of_two_writers_keeps_the_text(hearing: Hearing) -> None:
    asked, member, secretary = hearing.ask(), hearing.people.member(), hearing.people.secretary()
    start = save_draft(hearing.database, member, asked.id, {"text": "Alku"}, 0, "phone")
    theirs = save_draft(hearing.database, member, asked.id, {"text": "Alku, jäsen"}, start.version, "phone")
    with pytest.raises(Conflict) as conflict:
        save_draft(hearing.database, secretary, asked.id, {"text": "Alku, sihteeri"}, start.version, "laptop")
    assert conflict.value.by_name == member.name
    draft = read_draft(hearing.database, secretary, asked.id)
    assert draft.fields == {"text": "Alku, jäsen"}
    assert [(kept.by_name, kept.fields) for kept in draft.kept] == [(secretary.name, {"text": "Alku, sihteeri"})]
    # Whoever was first is not disturbed; whoever was second goes on from what they saw.
    more = save_draft(hearing.database, member, asked.id, {"text": "Alku, jäsen jatkaa"}, theirs.version, "phone")
    with pytest.raises(Conflict):
        save_draft(hearing.database, secretary, asked.id, {"text": "Alku, sihteeri 2"}, start.version, "laptop")
    draft = read_draft(hearing.database, secretary, asked.id)
    assert [kept.fields for kept in draft.kept] == [{"text": "Alku, sihteeri 2"}]
    merged = save_draft(hearing.database, secretary, asked.id, {"text": "Yhdessä"}, more.version, "laptop")
    assert (merged.fields, len(merged.kept)) == ({"text": "Yhdessä"}, 1)
    # The loser keeps the text when the statement is given too, and when they come second again.
    hearing.give(asked)
    given = read_draft(hearing.database, secretary, asked.id)
    assert (given.fields, [kept.fields["text"] for kept in given.kept]) == ({}, ["Alku, sihteeri 2"])
    begun = save_draft(hearing.database, member, asked.id, {"text": "Korjaus"}, given.version, correcting=True)
    with pytest.raises(Conflict):
        save_draft(hearing.database, secretary, asked.id, {"text": "Toinen"}, given.version, "laptop", correcting=True)
    again = read_draft(hearing.database, secretary, asked.id)
    assert [kept.fields["text"] for kept in again.kept] == ["Alku, sihteeri 2", "Toinen"]
    dismiss_kept_text(hearing.database, member, asked.id, again.kept[0].key)
    with pytest.raises(NotFound):
        dismiss_kept_text(hearing.database, member, asked.id, again.kept[0].key)
    with pytest.raises(NotAllowed):
        dismiss_kept_text(hearing.database, hearing.preparer, asked.id, again.kept[1].key)
    left = read_draft(hearing.database, secretary, asked.id)
    assert (left.fields, left.version) == ({"text": "Korjaus"}, begun.version)
    assert [kept.fields["text"] for kept in left.kept] == ["Toinen"]


def test_ones_own_text_after_a_lost_answer_is_no_conflict(hearing: Hearing) -> None:
    asked, member = hearing.ask(), hearing.people.member()
    start = save_draft(hearing.database, member, asked.id, {"text": "a"}, 0, "phone")
    save_draft(hearing.database, member, asked.id, {"text": "ab"}, start.version, "phone")  # the answer is lost
    again = save_draft(hearing.database, member, asked.id, {"text": "abc"}, start.version, "phone")
    assert again.fields == {"text": "abc"}
    with pytest.raises(Conflict):  # the same person's other device saw an older text
        save_draft(hearing.database, member, asked.id, {"text": "aX"}, start.version, "laptop")
    same = save_draft(hearing.database, member, asked.id, {"text": "abc"}, start.version, "laptop")
    assert same.version == read_draft(hearing.database, member, asked.id).version


def test_two_first_savings_at_once_lose_nothing(hearing: Hearing) -> None:
    asked = hearing.ask()
    writers = [hearing.people.member(name=f"Jäsen {n}") for n in range(6)]

    def write(number: int) -> None:
        with contextlib.suppress(Conflict):
            save_draft(hearing.database, writers[number], asked.id, {"text": f"teksti {number}"}, 0, f"d{number}")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    draft = read_draft(hearing.database, writers[0], asked.id)
    texts = {draft.fields["text"], *(kept.fields["text"] for kept in draft.kept)}
    assert texts == {f"teksti {n}" for n in range(6)}


def test_an_erased_persons_name_leaves_drafts_and_kept_texts(hearing: Hearing) -> None:
    asked, member, secretary = hearing.ask(), hearing.people.member(), hearing.people.secretary()
    start = save_draft(hearing.database, member, asked.id, {"chair": secretary.name}, 0)
    save_draft(hearing.database, member, asked.id, {"chair": "Kaisa"}, start.version)
    with pytest.raises(Conflict):
        save_draft(hearing.database, secretary, asked.id, {"chair": secretary.name, "text": "x"}, start.version)
    assert secretary.person_id is not None
    administrator = hearing.people.administrator()
    named = [row.key for row in find_named(hearing.database, administrator, secretary.name)]
    erase_person(hearing.database, administrator, secretary.person_id, "Pyyntö.", named)
    draft = read_draft(hearing.database, member, asked.id)
    assert (draft.kept[0].by_name, draft.kept[0].fields) == ("", {"chair": "", "text": "x"})


# Giving


def test_giving_tells_everything_that_is_wrong_and_writes_nothing(hearing: Hearing) -> None:
    asked = hearing.ask()
    before = rows(hearing.database, History)
    with pytest.raises(Refused) as refused:
        give_statement(hearing.database, hearing.people.secretary(), asked.id, {"section": "§ 1"})
    assert ("form_missing", "chair") in {(fault.code, fault.field) for fault in refused.value.faults}
    assert len(refused.value.faults) == 6
    # Making the secretary known put entries there; the attempt none.
    with hearing.database.reading() as session:
        assert session.scalar(select(History.seq).where(History.action == "statement_submit")) is None
    assert rows(hearing.database, Statement) == 0
    assert rows(hearing.database, History) >= before


def test_only_the_bodys_secretary_gives(hearing: Hearing) -> None:
    asked = hearing.ask()
    others = (
        hearing.people.member(),
        hearing.people.secretary(hearing.people.disabled, "Ville"),
        hearing.planner,
        hearing.preparer,
        hearing.people.administrator(),
        hearing.people.decision_maker(),
        hearing.people.expired(hearing.people.secretary()),
    )
    for other in others:
        with pytest.raises(NotAllowed):
            hearing.give(asked, other)
    assert rows(hearing.database, Statement) == 0
    assert hearing.give(asked).version_number == 1


def test_pressing_twice_gives_one_statement_and_the_same_receipt(hearing: Hearing) -> None:
    asked = hearing.ask()
    first, again = hearing.give(asked), hearing.give(asked)
    assert (again.number, again.again, first.again) == (first.number, True, False)
    assert rows(hearing.database, Statement) == 1
    with pytest.raises(Refused, match="statement_given_already"):
        hearing.give(asked, text="Muuta.")


def test_a_statement_from_an_old_draft_does_not_overrun_the_newer_one(hearing: Hearing) -> None:
    asked, member, secretary = hearing.ask(), hearing.people.member(), hearing.people.secretary()
    old = save_draft(hearing.database, secretary, asked.id, {"text": "vanha"}, 0, "laptop")
    save_draft(hearing.database, member, asked.id, {"text": "uusi"}, old.version, "phone")
    with pytest.raises(Conflict) as conflict:
        give_statement(hearing.database, secretary, asked.id, hearing.fields(text="vanha"), old.version)
    assert conflict.value.by_name == member.name
    draft = read_draft(hearing.database, secretary, asked.id)
    assert draft.kept[0].fields["text"] == "vanha"
    assert rows(hearing.database, Statement) == 0
    receipt = give_statement(hearing.database, secretary, asked.id, hearing.fields(), draft.version)
    assert receipt.version_number == 1


def test_a_correction_from_an_old_draft_does_not_overrun_the_newer_one(hearing: Hearing) -> None:
    asked, member, secretary = hearing.ask(), hearing.people.member(), hearing.people.secretary()
    first = hearing.give(asked)
    old = save_draft(hearing.database, secretary, asked.id, {"text": "vanha"}, 0, "laptop", correcting=True)
    save_draft(hearing.database, member, asked.id, {"text": "uusi"}, old.version, "phone", correcting=True)
    fields = hearing.fields(text="vanha")
    with pytest.raises(Conflict):
        correct_statement(hearing.database, secretary, first.statement_id, fields, draft_version=old.version)
    draft = read_draft(hearing.database, secretary, asked.id)
    assert (draft.fields["text"], draft.kept[0].fields["text"]) == ("uusi", "vanha")
    assert rows(hearing.database, Statement) == 1
    receipt = correct_statement(hearing.database, secretary, first.statement_id, fields, draft_version=draft.version)
    assert receipt.version_number == 2


def test_the_database_refuses_to_change_a_given_statement(hearing: Hearing) -> None:
    hearing.give(hearing.ask())
    for change in ("UPDATE statement SET text = 'muuta'", "DELETE FROM statement"):
        with pytest.raises(Exception, match="the record keeps"), hearing.database.engine.begin() as connection:
            connection.execute(text(change))


def test_a_correction_stands_beside_the_old_version(hearing: Hearing) -> None:
    asked, secretary = hearing.ask(), hearing.people.secretary()
    first = hearing.give(asked)
    second = correct_statement(hearing.database, secretary, first.statement_id, hearing.fields(text="Korjattu."))
    assert (second.version_number, second.number != first.number) == (2, True)
    old, new = list_statements(hearing.database, hearing.preparer, asked.id)
    assert (old.text, old.corrected) == ("Hallin pitää olla enintään 3 km päässä. Auki jo aamulla.", True)
    assert (new.text, new.corrects_id, new.corrected) == ("Korjattu.", old.id, False)
    again = correct_statement(hearing.database, secretary, first.statement_id, hearing.fields(text="Korjattu."))
    assert again.again
    with pytest.raises(Conflict):
        correct_statement(hearing.database, secretary, first.statement_id, hearing.fields(text="Toinen."))
    with pytest.raises(NotAllowed):
        correct_statement(hearing.database, hearing.people.member(), new.id, hearing.fields(text="Toinen."))
    assert isinstance(verify(hearing.database), Verified)


def test_a_correction_is_drafted_like_a_statement(hearing: Hearing) -> None:
    asked, secretary = hearing.ask(), hearing.people.secretary()
    first = hearing.give(asked)
    with pytest.raises(Refused, match="statement_given_already"):
        save_draft(hearing.database, secretary, asked.id, {"text": "myöhäinen tallennus"}, 0)
    save_draft(hearing.database, secretary, asked.id, {"text": "Korj"}, 0, correcting=True)
    correct_statement(hearing.database, secretary, first.statement_id, hearing.fields(text="Korjattu."))
    assert read_draft(hearing.database, secretary, asked.id).fields == {}


def test_attachments_of_the_draft_go_with_the_statement(hearing: Hearing) -> None:
    asked, secretary = hearing.ask(), hearing.people.secretary()
    draft = save_draft(hearing.database, secretary, asked.id, {"text": "x"}, 0)
    assert draft.id is not None
    add_attachment(hearing.database, secretary, OwnerKind.DRAFT, draft.id, "liite.txt", b"teksti\n")
    receipt = hearing.give(asked)
    with hearing.database.reading() as session:
        kept = session.scalars(select(Attachment)).one()
        assert (kept.owner_kind, kept.owner_id) == (OwnerKind.STATEMENT, receipt.statement_id)


def test_no_other_file_goes_with_the_statement_than_its_sender_has_seen(hearing: Hearing) -> None:
    asked, secretary = hearing.ask(), hearing.people.secretary()
    draft = save_draft(hearing.database, secretary, asked.id, {"text": "x"}, 0)
    assert draft.id is not None
    seen = add_attachment(hearing.database, secretary, OwnerKind.DRAFT, draft.id, "liite.txt", b"teksti\n")
    late = add_attachment(hearing.database, hearing.people.member(), OwnerKind.DRAFT, draft.id, "salaa.txt", b"salaa\n")
    for files in ([], [seen.attachment_id], [late.attachment_id]):
        with pytest.raises(Refused, match="attachments_changed"):
            give_statement(hearing.database, secretary, asked.id, hearing.fields(), files_seen=files)
    assert rows(hearing.database, Statement) == 0
    both = [late.attachment_id, seen.attachment_id]
    given = give_statement(hearing.database, secretary, asked.id, hearing.fields(), files_seen=both)
    with pytest.raises(Refused, match="attachments_changed"):
        correct_statement(
            hearing.database, secretary, given.statement_id, hearing.fields(text="Uusi."), files_seen=both
        )


def test_a_paper_entered_by_the_preparer_leaves_what_the_council_drafted(hearing: Hearing) -> None:
    asked, secretary, member = hearing.ask(), hearing.people.secretary(), hearing.people.member()
    draft = save_draft(hearing.database, member, asked.id, {"text": "Oma luonnos", "chair": "Kaisa Kuusi"}, 0)
    assert draft.id is not None
    add_attachment(hearing.database, member, OwnerKind.DRAFT, draft.id, "liite.txt", b"teksti\n")
    receipt = enter_statement(
        hearing.database, hearing.preparer, asked.id, hearing.fields(), "2.11.2026", files=[("p.txt", b"paperi\n")]
    )
    with hearing.database.reading() as session:
        owners = {one.name: (one.owner_kind, one.owner_id) for one in session.scalars(select(Attachment))}
    assert owners == {
        "liite.txt": (OwnerKind.DRAFT, draft.id),
        "p.txt": (OwnerKind.STATEMENT, receipt.statement_id),
    }
    after = read_draft(hearing.database, secretary, asked.id)
    assert after.fields == {}
    assert [(one.by_name, one.fields["text"]) for one in after.kept] == [("Jaakko Jäsen", "Oma luonnos")]
    correct_statement(hearing.database, secretary, receipt.statement_id, hearing.fields(text="Korjattu."))
    assert read_draft(hearing.database, secretary, asked.id).kept == after.kept
    erase_person(hearing.database, hearing.people.administrator(), member.person_id or 0, "pyysi")
    assert read_draft(hearing.database, secretary, asked.id).kept[0].by_name == ""


def test_a_file_that_cannot_be_kept_keeps_the_paper_out_too(hearing: Hearing) -> None:
    asked = hearing.ask()
    with pytest.raises(Refused) as refused:
        enter_statement(
            hearing.database,
            hearing.preparer,
            asked.id,
            hearing.fields(chair=""),
            "3.12.2026",
            files=[("p.txt", b""), ("ohjelma.exe", b"MZ\x90\x00")],
        )
    found = {(fault.code, fault.field) for fault in refused.value.faults}
    assert {("attachment_empty", "attachment"), ("attachment_kind", "attachment")} <= found
    assert {code for code, _ in found} >= {"form_missing", "received_in_future"}
    assert list_statements(hearing.database, hearing.preparer, asked.id) == ()


# Late


def test_the_deadlines_minute_is_in_time_and_the_next_is_late(hearing: Hearing, clock: Clock) -> None:
    asked = hearing.ask(day="2026-11-02", clock="16:00")
    clock.forward(hours=6, minutes=0, seconds=59.9)  # 16:00:59.9 in Finland
    assert not hearing.give(asked).late
    other = hearing.ask(hearing.people.disabled, day="2026-11-02", clock="16:01")
    clock.forward(seconds=60.1)  # 16:02:00.0
    receipt = hearing.give(other, hearing.people.secretary(hearing.people.disabled, "Ville"))
    assert receipt.late
    states = [one.state for one in list_requests(hearing.database, hearing.planner, hearing.matter.id)]
    assert states == [RequestState.GIVEN, RequestState.LATE]


def test_a_body_whose_time_lapsed_may_still_speak_late(hearing: Hearing, clock: Clock) -> None:
    asked = hearing.ask(day="2026-11-02", clock="12:00")
    remind(hearing.database, hearing.planner, asked.id)
    clock.forward(hours=5)
    now = list_requests(hearing.database, hearing.planner, hearing.matter.id)[0]
    lapse_request(hearing.database, hearing.preparer, asked.id, "Ei vastausta.", now.version)
    assert hearing.give(asked).late
    after = list_requests(hearing.database, hearing.planner, hearing.matter.id)[0]
    assert after.state is RequestState.LATE


def test_a_paper_is_in_time_by_the_day_it_came(hearing: Hearing, clock: Clock) -> None:
    asked = hearing.ask(day="2026-11-05", clock="")
    clock.forward(days=7)
    secretary = hearing.people.secretary()
    for day, code in (("2026-11-30", "received_in_future"), ("1.11.2026", "received_before_request")):
        with pytest.raises(Refused, match=code):
            enter_statement(hearing.database, secretary, asked.id, hearing.fields(), day)
    with pytest.raises(Refused) as refused:
        enter_statement(hearing.database, secretary, asked.id, hearing.fields(chair=""), "huomenna")
    assert {fault.field for fault in refused.value.faults} == {"chair", "received_day"}
    receipt = enter_statement(hearing.database, secretary, asked.id, hearing.fields(), "5.11.2026", "15:30")
    assert not receipt.late
    kept = read_statement(hearing.database, hearing.people.preparer(), receipt.statement_id)
    assert (kept.on_paper, kept.entered_by, kept.received_at.hour) == (True, secretary.name, 13)


def test_the_preparer_enters_a_paper_but_gives_no_statement(hearing: Hearing) -> None:
    asked = hearing.ask()
    with pytest.raises(NotAllowed):
        hearing.give(asked, hearing.preparer)
    assert not enter_statement(hearing.database, hearing.preparer, asked.id, hearing.fields(), "2.11.2026").late


# Any order


@pytest.mark.parametrize("seed", range(4))
def test_any_order_of_acts_leaves_a_state_that_holds(hearing: Hearing, clock: Clock, seed: int) -> None:
    """Random acts of everybody: each is done or refused, and what stands agrees with itself."""
    draw = random.Random(seed)
    asked = hearing.ask(day="2026-11-20")
    given: list[str] = []
    for _ in range(20):
        clock.forward(hours=draw.choice([1, 30, 100]))
        people = hearing.people
        now = list_requests(hearing.database, people.planner(), hearing.matter.id)[0]
        draft = read_draft(hearing.database, people.member(), asked.id)
        act = draw.choice(["save", "save", "give", "decline", "lapse", "remind", "move", "correct"])
        try:
            if act == "save":
                save_draft(hearing.database, people.member(), asked.id, {"text": str(draw.random())}, draft.version)
            elif act == "give":
                receipt = hearing.give(asked, text=f"Lausunto {draw.random()}")
                assert not receipt.again
                given.append(receipt.number)
            elif act == "decline":
                decline_request(hearing.database, people.secretary(), asked.id, "Ei.", now.version)
            elif act == "lapse":
                lapse_request(hearing.database, people.preparer(), asked.id, "Ei.", now.version)
            elif act == "remind":
                remind(hearing.database, people.planner(), asked.id)
            elif act == "move":
                move_deadline(hearing.database, people.planner(), asked.id, "2027-01-15", "", now.version)
            elif given:
                newest = list_statements(hearing.database, people.preparer(), asked.id)[-1]
                fields = hearing.fields(text=f"Korjaus {draw.random()}")
                given.append(correct_statement(hearing.database, people.secretary(), newest.id, fields).number)
        except Refused:
            pass
        after = list_requests(hearing.database, people.planner(), hearing.matter.id)[0]
        statements = list_statements(hearing.database, people.preparer(), asked.id)
        assert [one.receipt for one in statements] == given
        assert bool(given) == (after.state in (RequestState.GIVEN, RequestState.LATE))
        assert (after.state is RequestState.LATE) == bool(given and statements[0].late)
        assert bool(after.reason) >= (after.state in (RequestState.DECLINED, RequestState.LAPSED))
        if after.state is RequestState.LAPSED:
            assert after.reminders
    assert isinstance(verify(hearing.database), Verified)

"""A text in selkokieli: a draft until a person approves it; a new one is a draft again."""

import pytest

from assessment.errors import Refused
from assessment.records.database import Database
from assessment.records.overview import matter_overview
from assessment.records.plain_texts import approve_plain_text, write_plain_text
from assessment.records.refusals import Conflict, NotAllowed
from assessment.records.verifying import Verified, verify
from assessment.report.blocks import Heading, LongText
from assessment.report.matter_report import read_matter_report
from assessment.report.plain_language import plain_summary
from tests.records.hearing import open_hearing
from tests.records.people import People


def test_only_an_approved_text_is_called_selkokieli(database: Database, people: People) -> None:
    hearing = open_hearing(database, people)

    def in_summary() -> list[str]:
        report = read_matter_report(database, hearing.preparer, hearing.matter.id)
        blocks = plain_summary(report, "fi").blocks
        found = [block.text for block in blocks if isinstance(block, LongText)]
        assert bool(found) == any(isinstance(block, Heading) and block.text == "Selkokielellä" for block in blocks)
        return found

    draft = write_plain_text(database, hearing.preparer, hearing.matter.id, "fi", "Halli suljetaan.")
    assert not draft.approved and in_summary() == []
    approved = approve_plain_text(database, hearing.preparer, draft.id, draft.version)
    assert approved.approved and approved.approved_by == hearing.preparer.name
    assert in_summary() == ["Halli suljetaan."]
    again = write_plain_text(database, hearing.preparer, hearing.matter.id, "fi", "Halli menee kiinni.", draft.id)
    assert not again.approved and in_summary() == []
    assert matter_overview(database, hearing.preparer, hearing.matter.id).plain_texts == (again,)
    assert isinstance(verify(database), Verified)


def test_a_text_needs_words_a_known_language_and_the_right(database: Database, people: People) -> None:
    hearing = open_hearing(database, people)
    with pytest.raises(Refused) as refused:
        write_plain_text(database, hearing.preparer, hearing.matter.id, "de", " ")
    assert {fault.code for fault in refused.value.faults} == {"form_choice_unknown", "form_missing"}
    with pytest.raises(NotAllowed):
        write_plain_text(database, people.decision_maker(), hearing.matter.id, "fi", "x")
    draft = write_plain_text(database, hearing.preparer, hearing.matter.id, "fi", "Halli suljetaan.")
    with pytest.raises(Conflict):
        approve_plain_text(database, hearing.preparer, draft.id, draft.version + 1)


def test_who_writes_second_is_told_whose_text_stands(database: Database, people: People) -> None:
    hearing = open_hearing(database, people)
    first = write_plain_text(database, hearing.planner, hearing.matter.id, "fi", "Halli suljetaan.", None)
    with pytest.raises(Conflict) as conflict:
        write_plain_text(database, hearing.preparer, hearing.matter.id, "fi", "Halli menee kiinni.", None)
    assert (conflict.value.by_name, conflict.value.at) == (hearing.planner.name, first.written_at)
    assert matter_overview(database, hearing.preparer, hearing.matter.id).plain_texts == (first,)
    # The other languages have texts of their own, and the same text again is nobody's loss.
    write_plain_text(database, hearing.preparer, hearing.matter.id, "sv", "Hallen stängs.", None)
    assert write_plain_text(database, hearing.preparer, hearing.matter.id, "fi", "Halli suljetaan.", None) == first
    write_plain_text(database, hearing.preparer, hearing.matter.id, "fi", "Halli menee kiinni.", first.id)

"""What was said and then changed stays: published answers, observed follow-ups, alternatives as they were described."""

import pytest

from assessment.errors import Refused
from assessment.records.alternatives import edit_alternative
from assessment.records.council import what_our_statement_changed
from assessment.records.database import Database
from assessment.records.decisions import record_decision
from assessment.records.follow_ups import FollowUpForm, add_follow_up, compare_with_predicted, edit_follow_up
from assessment.records.overview import matter_overview
from assessment.records.report_reading import read_for_report
from assessment.records.responses import (
    PointRecord,
    answer_point,
    list_points,
    publish_responses,
    split_statement,
    withdraw_point,
)
from assessment.records.schema import EarlierVersion
from assessment.records.states import Answer
from assessment.records.verifying import Verified, verify
from assessment.report.assessment_document import assessment_document
from assessment.report.matter_report import read_matter_report
from assessment.scenario import write_scenario
from tests.records.conftest import Clock
from tests.records.hearing import CLOSED, KINDER, TODAY, Hearing, impact_of, open_hearing
from tests.records.people import People
from tests.report.texts import whole


@pytest.fixture
def hearing(database: Database, people: People) -> Hearing:
    return open_hearing(database, people)


class Answered:
    """A statement with one point, and short ways to answer it and to read it as the others do."""

    def __init__(self, hearing: Hearing) -> None:
        self.hearing, self.database = hearing, hearing.database
        self.request = hearing.ask()
        self.statement_id = hearing.give(self.request).statement_id
        split_statement(self.database, hearing.preparer, self.statement_id, ["Auki jo aamulla."])

    def point(self) -> PointRecord:
        (point,) = list_points(self.database, self.hearing.preparer, self.statement_id)
        return point

    def answer(self, answer: str, reason: str, changed: int | None = None) -> PointRecord:
        point = self.point()
        return answer_point(self.database, self.hearing.preparer, point.id, answer, reason, point.version, changed)

    def publish(self) -> PointRecord:
        (point,) = publish_responses(self.database, self.hearing.preparer, self.statement_id)
        return point

    def seen(self) -> tuple[PointRecord, int]:
        """The point as the council sees it, and how many wait; the report says the same."""
        hearing = self.hearing
        page = what_our_statement_changed(self.database, hearing.people.member(), self.request.id)
        report = read_for_report(self.database, hearing.preparer, hearing.matter.id).statements[0]
        listed = matter_overview(self.database, hearing.people.member(), hearing.matter.id).statements[0].points
        assert report.points == listed == tuple(one.point for one in page.points)
        assert report.unanswered == page.unanswered
        return page.points[0].point, page.unanswered


def test_a_published_answer_stays_beside_the_one_that_replaces_it(hearing: Hearing, clock: Clock) -> None:
    answered = Answered(hearing)
    answered.answer("taken", "Avataan aamulla.")
    given_at = answered.publish().published_at
    assert given_at == clock()
    clock.forward(hours=1)
    replaced_at = clock()
    changed = answered.answer("not", "Ei avatakaan.")
    assert changed.published_at is None
    # Until the new one is published the council has the one that was.
    point, waiting = answered.seen()
    assert (point.answer, point.reason, point.published_at, point.earlier) == (
        Answer.TAKEN,
        "Avataan aamulla.",
        given_at,
        (),
    )
    assert waiting == 0
    answered.answer("not", "Ei voida avata.")  # not published in between: nothing more to keep
    with pytest.raises(Refused, match="response_published"):
        withdraw_point(hearing.database, hearing.preparer, changed.id, answered.point().version)
    clock.forward(hours=1)
    answered.publish()
    point, _ = answered.seen()
    assert (point.answer, point.reason, point.published_at) == (Answer.NOT, "Ei voida avata.", clock())
    (earlier,) = point.earlier
    assert (earlier.answer, earlier.reason) == (Answer.TAKEN, "Avataan aamulla.")
    assert (earlier.published_at, earlier.replaced_at) == (given_at, replaced_at)
    with hearing.database.reading() as session:
        (kept,) = session.query(EarlierVersion).all()
        assert kept.written_by_id == kept.replaced_by_id == hearing.preparer.person_id
    assert isinstance(verify(hearing.database), Verified)


def test_the_document_tells_the_earlier_answer_with_its_days(hearing: Hearing, clock: Clock) -> None:
    answered = Answered(hearing)
    answered.answer("taken", "Avataan aamulla.")
    answered.publish()
    before = whole(assessment_document(read_matter_report(hearing.database, hearing.preparer, hearing.matter.id), "fi"))
    assert "Aiemmat vastaukset" not in before and "(annettu" not in before
    clock.forward(days=1)
    hearing.preparer = hearing.people.preparer()
    answered.answer("not", "Ei voida avata.")
    answered.publish()
    said = whole(assessment_document(read_matter_report(hearing.database, hearing.preparer, hearing.matter.id), "fi"))
    assert "Ei otettu huomioon (annettu 3.11.2026)" in said and "Ei voida avata." in said
    assert "Aiemmat vastaukset, Vanhusneuvosto" in said and "Avataan aamulla." in said
    assert "Otettu huomioon (annettu 2.11.2026, korvattu 3.11.2026)" in said


def test_an_answer_changed_after_the_decision_leaves_the_one_decided_on(hearing: Hearing) -> None:
    answered = Answered(hearing)
    answered.answer("taken", "Avataan aamulla.")
    answered.publish()
    form = hearing.decision({answered.statement_id: "Otettu."}, not_heard={hearing.people.disabled: "Ei kuultu."})
    record_decision(hearing.database, hearing.people.decision_maker(), hearing.matter.id, form)
    answered.answer("not", "Ei avatakaan.")
    answered.publish()
    point, _ = answered.seen()
    assert [one.answer for one in point.earlier] == [Answer.TAKEN] and point.answer is Answer.NOT


def test_saving_the_same_again_changes_nothing(hearing: Hearing) -> None:
    answered = Answered(hearing)
    answered.answer("taken", "Avataan aamulla.")
    published = answered.publish()
    assert answered.answer("taken", " Avataan aamulla. ") == published
    assert answered.seen()[0].earlier == ()


def test_a_typo_does_not_move_the_change_that_is_linked(hearing: Hearing) -> None:
    answered = Answered(hearing)
    today, closed = (one.id for one in hearing.alternatives)

    def linked() -> tuple[int, int, int] | None:
        change = answered.point().change
        return (change.alternative_id, change.from_version, change.to_version) if change else None

    hearing.freeze(1, KINDER, "Neuvosto pyysi.")
    answered.answer("taken", "Avataan amulla.", closed)
    assert linked() == (closed, 1, 2)
    hearing.freeze(1, CLOSED, "Muusta syystä.")
    answered.answer("taken", "Avataan aamulla.", closed)
    assert linked() == (closed, 1, 2)
    # Linked to another alternative and back, it is today's newest again.
    hearing.freeze(0, KINDER, "Kokeiltiin.")
    answered.answer("taken", "Avataan aamulla.", today)
    assert linked() == (today, 1, 2)
    answered.answer("taken", "Avataan aamulla.", closed)
    assert linked() == (closed, 1, 3)
    answered.answer("taken", "Avataan aamulla.")
    assert linked() is None


def test_what_was_observed_and_compared_stays(hearing: Hearing, clock: Clock) -> None:
    database, preparer = hearing.database, hearing.preparer
    answered = Answered(hearing)
    form = hearing.decision({answered.statement_id: "Otettu."}, not_heard={hearing.people.disabled: "Ei kuultu."})
    record_decision(database, hearing.people.decision_maker(), hearing.matter.id, form)
    row = add_follow_up(database, preparer, hearing.matter.id, FollowUpForm("1.11.2027", "Johtaja"))
    row = edit_follow_up(
        database, preparer, row.id, FollowUpForm("1.11.2027", "Johtaja", "Kävijät vähenivät."), row.version
    )
    assert row.earlier == ()  # nothing was said in the place that was filled
    row = compare_with_predicted(database, preparer, row.id, impact_of(CLOSED), row.version)
    first = row.comparison
    assert row.earlier == () and first is not None
    clock.forward(hours=1)
    row = edit_follow_up(database, preparer, row.id, FollowUpForm("1.12.2027", "Johtaja", "Kaikki hyvin."), row.version)
    row = compare_with_predicted(database, preparer, row.id, impact_of(TODAY), row.version)
    assert [(f"{one.date}", one.observed, one.comparison) for one in row.earlier] == [
        ("2027-11-01", "Kävijät vähenivät.", first),
        ("2027-12-01", "Kaikki hyvin.", first),
    ]
    assert row.earlier[0].replaced_at == clock() and row.comparison != first
    assert matter_overview(database, preparer, hearing.matter.id).follow_ups == (row,)
    same = edit_follow_up(
        database, preparer, row.id, FollowUpForm("1.12.2027", "Johtaja", "Kaikki hyvin."), row.version
    )
    assert same.earlier == row.earlier
    assert isinstance(verify(database), Verified)


def test_the_words_and_changes_of_an_alternative_stay(hearing: Hearing) -> None:
    database, planner = hearing.database, hearing.planner
    one = matter_overview(database, planner, hearing.matter.id).alternatives[1].alternative
    kinder = write_scenario(KINDER)
    one = edit_alternative(database, planner, one.id, one.title, "Halli suljetaan.", one.scenario_yaml, one.version)
    edit_alternative(database, planner, one.id, "Pohjoinen auki", "Halli jää.", kinder, one.version)
    with database.reading() as session:
        (kept,) = session.query(EarlierVersion).all()
        assert (kept.subject, kept.subject_id, kept.version) == ("alternative", one.id, one.version)
        assert kept.said == {
            "title": one.title,
            "description": "Halli suljetaan.",
            "scenario_yaml": one.scenario_yaml,
        }
    assert isinstance(verify(database), Verified)

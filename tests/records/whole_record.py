"""A record with rows in every table, made by the use cases: heard, answered, decided, followed up, changed."""

from assessment.records.actor import Role
from assessment.records.alternatives import edit_alternative
from assessment.records.attachments import add_attachment
from assessment.records.closing_requests import lapse_request
from assessment.records.database import Database
from assessment.records.decisions import record_decision
from assessment.records.drafts import save_draft
from assessment.records.follow_ups import FollowUpForm, add_follow_up, compare_with_predicted, edit_follow_up
from assessment.records.history import publish_head
from assessment.records.invitations import accept_invitation, create_invitation
from assessment.records.overview import matter_overview
from assessment.records.plain_texts import approve_plain_text, write_plain_text
from assessment.records.proposals import propose
from assessment.records.publication import publish_matter
from assessment.records.requests import remind
from assessment.records.responses import answer_point, publish_responses, split_statement
from assessment.records.sign_ins import sign_out
from assessment.records.states import OwnerKind
from assessment.records.written_impacts import WrittenImpactForm, add_written_impact
from tests.records.conftest import Clock
from tests.records.hearing import CLOSED, Hearing, impact_of, open_hearing
from tests.records.people import People

PDF_BYTES = b"%PDF-1.7\n%%EOF\n"


def whole_record(database: Database, people: People, clock: Clock) -> Hearing:
    """The hearing that it all is about."""
    hearing = open_hearing(database, people)
    preparer, matter = hearing.preparer, hearing.matter
    impact = WrittenImpactForm("residents", "Matka pitenee.", "negative", "large", "long", "Etäisyys kasvaa.")
    add_written_impact(database, preparer, matter.id, impact)
    first = matter_overview(database, preparer, matter.id).alternatives[0].alternative
    edit_alternative(database, preparer, first.id, first.title, "Kuvaus.", first.scenario_yaml, first.version)
    changed = matter_overview(database, preparer, matter.id).alternatives[0].alternative
    edit_alternative(database, preparer, first.id, first.title, "Selkeämpi.", first.scenario_yaml, changed.version)
    asked, other = hearing.ask(), hearing.ask(people.disabled)
    draft = save_draft(database, people.member(), asked.id, {"text": "Hallin"}, 0)
    assert draft.id is not None
    add_attachment(database, people.secretary(), OwnerKind.DRAFT, draft.id, "luonnos.pdf", PDF_BYTES)
    add_attachment(database, preparer, OwnerKind.MATTER, matter.id, "kartta.pdf", PDF_BYTES + b"%2\n")
    receipt = hearing.give(asked)
    (point,) = split_statement(database, preparer, receipt.statement_id, ["Auki jo aamulla."])
    for answer, reason in (("not", "Ei."), ("partly", "Osin.")):
        point = answer_point(database, preparer, point.id, answer, reason, point.version)
        (point,) = publish_responses(database, preparer, receipt.statement_id)
    propose(database, preparer, matter.id, hearing.alternatives[0].id, "Nykyinen riittää.")
    text = write_plain_text(database, preparer, matter.id, "fi", "Halli jää.")
    approve_plain_text(database, preparer, text.id, text.version)
    publish_matter(database, preparer, matter.id)
    administrator = people.administrator()
    publish_head(database, administrator, "kh 2.11.2026 § 100")
    create_invitation(database, administrator, people.older, Role.COUNCIL_MEMBER, "Kutsuttu Kuusi")
    used = create_invitation(database, administrator, people.older, Role.COUNCIL_MEMBER, "Toinen Tuomi")
    sign_out(database, accept_invitation(database, used.token, "Toinen Tuomi", 8))
    remind(database, hearing.planner, other.id)
    clock.forward(days=40)
    still = matter_overview(database, people.planner(), matter.id).requests[1]
    lapse_request(database, people.preparer(), other.id, "Ei vastausta.", still.version)
    form = hearing.decision({receipt.statement_id: "Otettu huomioon."}, date="2026-12-12")
    record_decision(database, people.decision_maker(), matter.id, form)
    preparer = people.preparer()
    seen = add_follow_up(database, preparer, matter.id, FollowUpForm("2027-12-31", "Johtaja", "Hyvin sujui."))
    seen = edit_follow_up(database, preparer, seen.id, FollowUpForm("2027-12-31", "Johtaja", "Sujui."), seen.version)
    compare_with_predicted(database, preparer, seen.id, impact_of(CLOSED), seen.version)
    return hearing

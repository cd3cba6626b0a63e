"""What the reports say of a matter through to the end: proposed, decided, followed up, with a name erased since."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assessment.language import LANGUAGES, translator
from assessment.records.actor import PUBLIC, Actor
from assessment.records.alternatives import add_alternative
from assessment.records.closing_requests import decline_request
from assessment.records.database import Database, open_database
from assessment.records.decisions import DecisionForm, record_decision
from assessment.records.follow_ups import FollowUpForm, add_follow_up
from assessment.records.history_key import KEY_FILE
from assessment.records.matters import MatterForm, create_matter, screen_matter
from assessment.records.named_rows import find_named
from assessment.records.people import erase_person
from assessment.records.proposals import propose
from assessment.records.publication import publish_matter
from assessment.records.refusals import NotAllowed
from assessment.records.requests import RequestForm, send_request
from assessment.records.responses import answer_point, publish_responses, split_statement
from assessment.report.area_sheets import area_sheets
from assessment.report.assessment_document import assessment_document
from assessment.report.matter_report import MatterReport, read_matter_report
from assessment.report.missing_parts import missing_parts
from assessment.report.plain_language import plain_summary
from assessment.report.summary import Summary, summary_of
from assessment.report.telling import telling_of
from tests.records.conftest import KEY, Clock
from tests.records.hearing import Hearing, open_hearing
from tests.records.people import People
from tests.report.texts import chapters, tables, whole

HOSTILE = "<script>alert(1)</script> {title} %s \u202eabc \U0001f6b2 " + "ä" * 300
SAID = f"Halli ei saa sulkeutua. {HOSTILE}"
ANSWER = "Otetaan huomioon: <b>halli</b> jää."


@pytest.fixture(scope="module")
def clock_of_the_record() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory, clock_of_the_record: Clock) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("decided")
    (folder / KEY_FILE).write_text(KEY)
    opened = open_database(f"sqlite:///{folder / 'records.sqlite'}", folder, clock_of_the_record)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def hearing(database: Database) -> Hearing:
    """Heard and answered, not proposed yet: the older people's council has spoken, the disabled people's declined."""
    hearing = open_hearing(database, People(database))
    asked = hearing.ask()
    other = hearing.ask(hearing.people.disabled)
    decline_request(database, hearing.people.secretary(hearing.people.disabled, "Ville"), other.id, "Emme lausu.", 1)
    receipt = hearing.give(asked, text=SAID, section="§ 19")
    first, _ = split_statement(
        database, hearing.preparer, receipt.statement_id, ["Halli ei saa sulkeutua.", "Bussi pysähtyy ovella."]
    )
    answer_point(database, hearing.preparer, first.id, "taken", ANSWER, first.version)
    publish_responses(database, hearing.preparer, receipt.statement_id)
    return hearing


@pytest.fixture(scope="module")
def heard(hearing: Hearing) -> MatterReport:
    return read(hearing, hearing.preparer)


@pytest.fixture(scope="module")
def decided(hearing: Hearing, heard: MatterReport) -> MatterReport:
    """Decided and followed up, the dissenting member erased since. `heard` was read before."""
    database, people = hearing.database, hearing.people
    today = hearing.alternatives[0].id
    propose(database, hearing.preparer, hearing.matter.id, today, "Halli palvelee monia.")
    statement = heard.statements[0].statement.id
    form = hearing.decision({statement: "Halli jää, kuten neuvosto toivoi."})
    record_decision(database, people.decision_maker(), hearing.matter.id, form)
    planned = FollowUpForm("2027-05-01", "Palvelujohtaja")
    add_follow_up(database, hearing.preparer, hearing.matter.id, planned)
    gone = people.signed_in("Eero Eri").person_id
    assert gone is not None
    administrator = people.administrator()
    named = [row.key for row in find_named(database, administrator, "Eero Eri")]
    erase_person(database, administrator, gone, "Pyysi itse.", named)
    return read(hearing, hearing.preparer)


def read(hearing: Hearing, actor: Actor) -> MatterReport:
    return read_matter_report(hearing.database, actor, hearing.matter.id)


def everything(report: MatterReport, language: str = "fi") -> str:
    """All the texts of all the reports."""
    documents = (assessment_document(report, language), area_sheets(report, language), plain_summary(report, language))
    return "\n".join((*map(whole, documents), str(summary_of(report, language))))


def test_before_a_proposal_nothing_is_recommended_and_what_is_missing_is_named(heard: MatterReport) -> None:
    summary = summary_of(heard, "fi")
    assert summary.proposal is None and summary.decision is None
    assert summary.essentials[0].startswith("Muutos: Suljetaan")
    assert {one.status for one in summary.alternatives} == {""}
    assert [one.words for one in summary.missing] == [
        "Vanhusneuvosto: yksi lausunnon kohta odottaa vastausta.",
        "Vanhusneuvosto kysyy: Montako pysäköintipaikkaa?",
    ]
    said = whole(assessment_document(heard, "fi"))
    assert "Valmistelija ei ole vielä ehdottanut mitään vaihtoehtoa." in said
    assert all(one.words in said for one in summary.missing)


def test_the_statement_is_quoted_with_its_answer(heard: MatterReport) -> None:
    older, disabled = summary_of(heard, "fi").bodies
    assert older.quote == "Halli ei saa sulkeutua." and older.answer is not None
    assert (older.answer.answer, older.answer.reason) == ("taken", ANSWER)
    assert [(one.label, one.stance) for one in older.stances] == [("VE0", "supports"), ("VE1", "opposes")]
    assert not disabled.given and disabled.state_words == "ei anna lausuntoa"
    assert "Eriävä mielipide: Eero Eri" in whole(assessment_document(heard, "fi"))


def test_a_decision_is_told_with_its_grounds_and_how_statements_counted(decided: MatterReport) -> None:
    document = assessment_document(decided, "fi")
    said = whole(document)
    for part in ("§ 106", "Lausuntojen perusteella.", "Halli jää, kuten neuvosto toivoi.", "Palvelujohtaja"):
        assert part in said
    assert "Mitä vielä puuttuu" not in said
    (accounts,) = tables(document, "Miten lausunnot otettiin huomioon")
    assert accounts.rows == (("Vanhusneuvosto", "Halli jää, kuten neuvosto toivoi."),)
    summary = summary_of(decided, "fi")
    assert summary.decision is not None and summary.missing == ()
    assert [one.status for one in summary.alternatives] == ["decided", ""]
    assert summary.essentials[-1] == summary.decision.sentence
    assert summary.decision.sentence == "Kaupunginhallitus päätti 2.11.2026 § 106: VE0 Nykyinen."
    assert summary.steps[-1].screen == "decision" and "missing" not in [one.screen for one in summary.steps]
    assert "Valittu vaihtoehto on VE0 Nykyinen." in whole(plain_summary(decided, "fi"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_erased_name_is_nowhere_and_the_opinion_stands(decided: MatterReport, language: str) -> None:
    said = everything(decided, language)
    assert "Eero Eri" not in said
    erased = {"fi": "nimi poistettu", "sv": "namnet raderat", "en": "name erased"}[language]
    assert erased in said and "Olen eri mieltä." in said


def test_texts_of_people_stay_as_written(decided: MatterReport) -> None:
    said = whole(assessment_document(decided, "fi"))
    kept = decided.statements[0].statement.text
    assert "<script>alert(1)</script> {title} %s" in kept and "\U0001f6b2" in kept
    assert kept in said and ANSWER in said
    assert all("<script>" not in one.quote for one in summary_of(decided, "fi").bodies)


def test_a_council_does_not_read_what_another_said_before_it_is_public(hearing: Hearing, heard: MatterReport) -> None:
    member = hearing.people.member(hearing.people.disabled, "Maija Muu")
    report = read(hearing, member)
    assert report.statements == () and report.unseen == 1
    said = everything(report)
    assert "Halli ei saa sulkeutua" not in said and "Olen eri mieltä" not in said
    assert "Lisäksi on annettu 1 lausuntoa, joita et voi lukea." in said
    with pytest.raises(NotAllowed):
        read(hearing, PUBLIC)


def test_everybody_reads_a_published_matter_and_the_same_figures(hearing: Hearing, decided: MatterReport) -> None:
    publish_matter(hearing.database, hearing.preparer, hearing.matter.id)
    public = read(hearing, PUBLIC)
    assert public.unseen == 0 and "Halli ei saa sulkeutua" in everything(public)
    figures = [tables(assessment_document(report, "fi"), ": alueet.") for report in (decided, public)]
    assert figures[0] == figures[1] != []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_matter_of_which_nothing_is_computed_says_so(hearing: Hearing, language: str) -> None:
    owner = hearing.people.preparer("Olli Omistaja")
    number = f"{LANGUAGES.index(language) + 1}/10.03.07.00/2026"
    bare = create_matter(
        hearing.database, hearing.people.planner(), MatterForm(number, "Tyhjä", preparer_id=owner.person_id)
    )
    report = read_matter_report(hearing.database, owner, bare.id)
    summary: Summary = summary_of(report, language)
    assert summary.nothing and summary.alternatives == () and summary.figure_names == ()
    assert summary.question == "Tyhjä"
    document = assessment_document(report, language)
    assert len([name for name in chapters(document) if name[0].isdigit()]) == 12
    said = everything(report, language)
    assert summary.nothing in said and "{" not in said.replace("titles={", "").replace("{'", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_matter_not_assessed_says_why_and_still_waits_for_the_councils(hearing: Hearing, language: str) -> None:
    people, number = hearing.people, f"{LANGUAGES.index(language) + 1}/10.04/2026"
    owner = people.preparer("Olli Omistaja")
    form = MatterForm(number, "Retki", subjects=("services",), deciding_body_id=people.board)
    opened = create_matter(hearing.database, owner, form)
    screen_matter(hearing.database, owner, opened.id, False, (), "Koskee vain yhtä.", opened.version)
    asked = send_request(hearing.database, owner, opened.id, RequestForm(people.older, "2026-12-01"))
    t = translator(language)
    report = read_matter_report(hearing.database, owner, opened.id)
    missing = [one.words for one in missing_parts(telling_of(report, language))]
    assert missing[0] == t("report.missing.no_alternatives") and len(missing) == 3
    assert "Vanhusneuvosto" in missing[1] and "Vammaisneuvosto" in missing[2]
    secretary = people.secretary()
    decline_request(hearing.database, secretary, asked.id, "Emme lausu.", asked.version)
    chosen = add_alternative(hearing.database, owner, opened.id, "Retki tehdään")
    decision = DecisionForm(
        people.board, "2.11.2026", "§ 1", chosen.id, "Sopii.", not_heard={people.disabled: "Ei koske."}
    )
    record_decision(hearing.database, people.decision_maker(), opened.id, decision)
    decided = read_matter_report(hearing.database, owner, opened.id)
    said = everything(decided, language)
    assert "Koskee vain yhtä." in said and "Retki tehdään" in said and t("doc.matter.not_needed") in said
    assert t("report.not_assessed") in said and t("report.not_computed") not in said
    assert missing_parts(telling_of(decided, language)) == ()


def test_the_same_record_gives_the_same_documents_whenever_they_are_made(
    hearing: Hearing, decided: MatterReport, clock_of_the_record: Clock
) -> None:
    before = read(hearing, hearing.preparer)
    clock_of_the_record.forward(hours=3)
    after = read(hearing, hearing.preparer)
    assert after.read_at > before.read_at
    for make in (assessment_document, area_sheets, plain_summary):
        assert make(after, "fi") == make(before, "fi")

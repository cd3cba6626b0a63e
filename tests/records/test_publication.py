"""A matter is made public, and its publication ended with a reason: then the public sees nothing of it any more."""

import pytest

from assessment.errors import Refused
from assessment.records.actor import PUBLIC
from assessment.records.council import request_for_body
from assessment.records.database import Database
from assessment.records.matters import list_matters, read_matter
from assessment.records.overview import history_of_matter
from assessment.records.publication import publish_matter, unpublish_matter
from assessment.records.refusals import NotAllowed
from assessment.records.report_reading import read_for_report
from tests.records.hearing import open_hearing
from tests.records.people import People


def test_the_end_of_a_publication_hides_the_matter_from_the_public(database: Database, people: People) -> None:
    hearing = open_hearing(database, people)
    asked, planner = hearing.ask(), hearing.planner
    with pytest.raises(Refused, match="matter_not_public"):
        unpublish_matter(database, planner, hearing.matter.id, "Turha.")
    publish_matter(database, planner, hearing.matter.id)
    outsider = people.member(people.disabled, "Oili Outo")
    for reader in (PUBLIC, outsider):
        assert len(list_matters(database, reader)) == 1
    with pytest.raises(Refused, match="form_missing"):
        unpublish_matter(database, planner, hearing.matter.id, " ")
    for nobody in (people.planner("Toinen"), people.administrator(), people.decision_maker(), PUBLIC):
        with pytest.raises(NotAllowed):
            unpublish_matter(database, nobody, hearing.matter.id, "Ei kuulu.")
    ended = unpublish_matter(database, planner, hearing.matter.id, "Valitusaika on mennyt.")
    assert ended.published_at is None
    for reader in (PUBLIC, outsider):
        assert list_matters(database, reader) == ()
        for read in (read_matter, read_for_report, history_of_matter):
            with pytest.raises(NotAllowed):
                read(database, reader, hearing.matter.id)  # type: ignore[operator]
        with pytest.raises(NotAllowed):
            request_for_body(database, reader, asked.id)
    assert read_matter(database, people.member(), hearing.matter.id).title == hearing.matter.title
    told = next(row for row in history_of_matter(database, planner, ended.id) if row.action == "matter_unpublish")
    assert told.facts["reason"] == "Valitusaika on mennyt."
    assert publish_matter(database, planner, ended.id).published_at == database.now()

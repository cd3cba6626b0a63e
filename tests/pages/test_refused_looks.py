"""A stranger who looks at a private matter fifty times, on plain pages or in the app, is told no and logged once."""

from __future__ import annotations

from assessment.records.actor import Role
from assessment.records.condition import refused_attempts
from assessment.records.database import Database
from assessment.records.people import local_actor
from assessment.records.verifying import Verified, verify
from tests.pages.conftest import html_of
from tests.pages.matters import OpenMatters, example_database, example_record, open_matters
from tests.pages.test_prepared_files import pages_for, refused
from tests.pages.test_sign_in_ways import asked

__all__ = ["example_database", "example_record", "open_matters"]


def times(database: Database) -> list[int]:
    administrator = local_actor(database, "Aino", {(Role.ADMINISTRATOR, None)})
    return [one.times for one in refused_attempts(database, administrator)]


def test_fifty_looks_at_the_plain_pages_are_one_entry(example_database: Database) -> None:
    paths = ("/paatokset/1", "/paatokset/1/kokous", "/paatokset/1/historia", "/paatokset/1/asiakirja.pdf")
    answers = asked(pages_for(example_database, None), *[paths[number % 4] for number in range(50)])
    assert {answer.status_code for answer in answers} == {403}
    assert (refused(example_database), times(example_database)) == (["matter_read"], [50])
    assert isinstance(verify(example_database), Verified)


def test_fifty_looks_at_the_app_are_one_entry(open_matters: OpenMatters, example_database: Database) -> None:
    app = open_matters(1, role=Role.PUBLIC_READER.value)
    for _ in range(49):
        app.run()
    assert not app.exception and "Tämä asia ei ole julkinen" in html_of(app)
    assert refused(example_database) == ["matter_read"]
    (tried,) = times(example_database)
    assert tried >= 50
    assert isinstance(verify(example_database), Verified)

"""Bodies: any kind may be added by the administrator, none is deleted."""

import pytest

from assessment.errors import Refused
from assessment.records.bodies import BodyForm, add_body, edit_body, list_bodies
from assessment.records.database import Database
from assessment.records.refusals import Conflict, NotAllowed, NotFound
from assessment.records.states import BodyKind
from tests.records.people import People


def test_any_kind_of_body_is_added_and_set_aside(database: Database, people: People) -> None:
    admin = people.administrator()
    for kind in BodyKind:
        add_body(database, admin, BodyForm(f"Toimielin {kind}", kind.value, "Organ", "Body", True, "27, 28"))
    assert {body.kind for body in list_bodies(database)} == set(BodyKind)
    last = list_bodies(database)[-1]
    gone = edit_body(database, admin, last.id, BodyForm(last.name, last.kind.value, active=False), last.version)
    assert not gone.active
    assert last.id not in {body.id for body in list_bodies(database, active_only=True)}
    with pytest.raises(Conflict):
        edit_body(database, admin, last.id, BodyForm("Uusi", last.kind.value), last.version)
    with pytest.raises(NotFound):
        edit_body(database, admin, 999, BodyForm("Uusi", "area"), 1)


def test_faults_come_together_and_only_the_administrator_may(database: Database, people: People) -> None:
    with pytest.raises(Refused) as refused:
        add_body(database, people.administrator(), BodyForm("Vanhusneuvosto", "club", legal_basis="29"))
    assert {(fault.code, fault.field) for fault in refused.value.faults} == {
        ("body_name_taken", "name"),
        ("form_choice_unknown", "kind"),
        ("form_choice_unknown", "legal_basis"),
    }
    for other in (people.planner(), people.preparer(), people.secretary(), people.decision_maker()):
        with pytest.raises(NotAllowed):
            add_body(database, other, BodyForm("Uusi", "area"))

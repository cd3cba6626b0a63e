"""What every part of a matter's page is drawn from: read once a run, in the name of whoever is here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assessment.inputs.municipality import Municipality
    from assessment.records.actor import Actor
    from assessment.records.database import Database
    from assessment.records.matters import MatterRecord
    from assessment.records.overview import MatterOverview
    from assessment.records.permissions import Action
    from pages.components.reader import Reader


@dataclass(frozen=True)
class MatterPage:
    """One matter as one actor sees it. `rights`: what the actor may do to it, to show or hide forms."""

    reader: Reader
    database: Database
    actor: Actor
    place: Municipality
    overview: MatterOverview
    rights: frozenset[Action]

    @property
    def matter(self) -> MatterRecord:
        """The matter itself."""
        return self.overview.matter

    def may(self, action: Action) -> bool:
        """Whether the actor may do this to the matter."""
        return action in self.rights

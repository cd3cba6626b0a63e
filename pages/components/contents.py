"""What pages there are, where they are, and for whom: the menu shows what a role can use, and nothing else opens.

A page that is not listed for a role still has its address, so that a link to it is refused in words. What may be done
on a page is decided in the record at every act; this table only says whose tools are whose.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from assessment.records.actor import Role

PAGES = Path(__file__).resolve().parents[1]

EVERYBODY = frozenset(Role)
PREPARING = frozenset({Role.PLANNER, Role.PREPARER})
# Who brings a matter to its decision, takes it, or keeps the whole; others come from the matter's own page.
DECISIONS = frozenset({Role.DECISION_MAKER, Role.PREPARER, Role.ADMINISTRATOR})
COUNCILS = frozenset({Role.COUNCIL_SECRETARY, Role.COUNCIL_MEMBER})
ADMINISTRATION = frozenset({Role.ADMINISTRATOR})
INVITING = frozenset({Role.ADMINISTRATOR, Role.COUNCIL_SECRETARY})


@dataclass(frozen=True)
class Entry:
    """A page of the app: its file, the key of its title, its address, for whom it is, and whether the menu lists it.

    `says_who`: whether the page itself shows who is here, or leaves it to the frame around it.
    """

    file: Path
    title: str
    path: str
    roles: frozenset[Role] = EVERYBODY
    listed: bool = True
    says_who: bool = True

    def is_for(self, roles: Iterable[Role]) -> bool:
        """Whether any of the roles uses the page."""
        return bool(self.roles & {*roles, Role.PUBLIC_READER})


@dataclass(frozen=True)
class PlainLink:
    """Plain pages beside the app that the menu links to, in a tab of their own."""

    address: str
    title: str
    path: str  # names the link in the menu; nothing answers there
    roles: frozenset[Role]


# In the order of the menu; the first that a role uses is where it comes in.
ENTRIES = (
    Entry(
        PAGES / "planning" / "service_network.py", "page.service_network", "palveluverkko", PREPARING, says_who=False
    ),
    Entry(PAGES / "planning" / "impacts.py", "page.impacts", "vaikutukset", PREPARING, says_who=False),
    Entry(PAGES / "planning" / "inputs.py", "page.inputs", "lahtotiedot", PREPARING, says_who=False),
    Entry(PAGES / "decisions" / "decisions.py", "page.decisions", "paatettavat", DECISIONS),
    Entry(PAGES / "matters" / "matters.py", "page.matters", "asiat"),
    Entry(PAGES / "matters" / "matter.py", "page.matter", "asia", listed=False),
    Entry(PAGES / "administration" / "bodies.py", "page.bodies", "toimielimet", ADMINISTRATION),
    Entry(PAGES / "administration" / "people.py", "page.people", "henkilot", ADMINISTRATION),
    Entry(PAGES / "administration" / "invitations.py", "page.invitations", "kutsut", INVITING),
    Entry(PAGES / "administration" / "condition.py", "page.condition", "kunto", ADMINISTRATION),
)
LINKS = (PlainLink("/lausunnot", "page.statements", "lausunnot-sivut", COUNCILS),)

# Where whoever comes without an address lands; the page that shows there has an address of its own too.
DEFAULT_PATH = "alku"
KNOWN_PATHS = frozenset({"", *(entry.path for entry in ENTRIES)})


def listed_for(roles: Iterable[Role]) -> tuple[Entry, ...]:
    """The pages in the menu of somebody with the roles, in order."""
    held = {*roles}
    return tuple(entry for entry in ENTRIES if entry.listed and entry.is_for(held))


def links_for(roles: Iterable[Role]) -> tuple[PlainLink, ...]:
    """The plain pages in the menu of somebody with the roles."""
    held = {*roles}
    return tuple(link for link in LINKS if link.roles & held)


def entry_at(path: str) -> Entry | None:
    """The page at an address; None where there is none, or it is where one lands."""
    return next((entry for entry in ENTRIES if entry.path == path), None)

"""The states and choices the record knows; each value is also the key of its words (`records.<kind>.<value>`)."""

from __future__ import annotations

from enum import StrEnum


class MatterState(StrEnum):
    """How far a matter is."""

    PREPARATION = "preparation"
    STATEMENTS = "statements"  # at least one statement request is out
    DECIDED = "decided"
    FOLLOW_UP = "follow_up"
    NOT_ASSESSED = "not_assessed"  # screening found no assessment needed; the reason is on record


class RequestState(StrEnum):
    """How far a statement request is."""

    REQUESTED = "requested"
    DRAFT = "draft"
    GIVEN = "given"
    LATE = "late"  # given after the deadline
    DECLINED = "declined"
    LAPSED = "lapsed"  # the deadline went by without a statement; the reason is on record


class BodyKind(StrEnum):
    """What a body is."""

    OLDER_PEOPLE = "older_people"
    DISABLED_PEOPLE = "disabled_people"
    COMBINED = "combined"
    YOUTH = "youth"
    AREA = "area"
    ASSOCIATION = "association"
    DECIDING = "deciding"
    OTHER = "other"


class Stance(StrEnum):
    """What a body says of one alternative."""

    SUPPORTS = "supports"
    CONDITIONS = "supports_with_conditions"
    OPPOSES = "opposes"
    NO_POSITION = "no_position"


class Answer(StrEnum):
    """How a point of a statement was taken into account."""

    TAKEN = "taken"
    PARTLY = "partly"
    NOT = "not"


class Direction(StrEnum):
    """Which way an impact goes."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    BOTH = "both"
    NONE = "none"


class Size(StrEnum):
    """How large an impact is."""

    SMALL = "small"
    MODERATE = "moderate"
    LARGE = "large"


class Term(StrEnum):
    """When an impact is felt."""

    SHORT = "short"
    LONG = "long"
    BOTH = "both"


class NameKind(StrEnum):
    """In what part a person is named in a statement."""

    CHAIR = "chair"
    SECRETARY = "secretary"
    DISSENTING = "dissenting"


class OwnerKind(StrEnum):
    """What an attachment belongs to."""

    MATTER = "matter"
    REQUEST = "statement_request"
    DRAFT = "statement_draft"
    STATEMENT = "statement"
    DECISION = "decision"


# The eight subjects in which Kuntalaki 410/2015 §27 and §28 give the councils a say.
SUBJECTS = (
    "wellbeing",  # hyvinvointi
    "health",  # terveys
    "participation",  # osallisuus
    "living_environment",  # elinympäristö
    "housing",  # asuminen
    "mobility",  # liikkuminen
    "daily_activities",  # päivittäisistä toiminnoista suoriutuminen
    "services",  # tarvittavat palvelut
)

# Kuntaliitto's dimensions of the written assessment (recommendation 8.6.2011); the last two are optional.
DIMENSIONS = ("residents", "environment", "organisation", "economy", "children", "businesses")

"""Kinds of columns the tables share: moments in UTC, text every database can hold, states, what two people may edit."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, Dialect, Enum, ForeignKey, MetaData, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from assessment.errors import Fault, Refused

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcMoment(TypeDecorator[datetime]):
    """A moment with microseconds: goes in aware, comes out in UTC, whatever the database keeps."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC; a moment without a time zone is a mistake of ours."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment, aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text of any length. NUL and lone surrogates, which PostgreSQL cannot hold, are refused on every database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The text as it is."""
        if value is not None:
            storable(value)
        return value


def storable(value: str) -> str:
    """The text, if every database can hold it; else Refused with `text_not_storable`."""
    if "\x00" in value or any("\ud800" <= mark <= "\udfff" for mark in value):
        raise Refused([Fault("text_not_storable", "", value=value.encode("utf-8", "replace").decode())])
    return value


class Structure(TypeDecorator[Any]):
    """Lists and mappings of plain values, as JSON; refuses the text that `Words` refuses."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """The structure as it is."""
        _check_texts(value)
        return value


def _check_texts(value: object) -> None:
    if isinstance(value, str):
        storable(value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            _check_texts(key)
            _check_texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check_texts(inner)


def one_of(states: type[StrEnum]) -> Enum:
    """A column of one of the states, kept as its value; new states need no migration."""
    return Enum(
        states, native_enum=False, create_constraint=False, length=40, values_callable=lambda e: [s.value for s in e]
    )


class Base(DeclarativeBase):
    """Every table of the record."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Words(),
        datetime: UtcMoment(),
        dict[str, Any]: Structure(),
        list[Any]: Structure(),
    }


class Versioned:
    """What two people may edit: a version number that every change raises, and whose and when the last change was.

    The session fills `changed_by_id` and `changed_at` when it writes; `versions.expect_version` tells the loser.
    """

    version_id: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]

    @declared_attr
    def changed_by_id(cls) -> Mapped[int | None]:  # noqa: N805 - SQLAlchemy passes the class
        """The person who wrote the last change; none when the program itself did."""
        return mapped_column(ForeignKey("person.id"))

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy passes the class
        return {"version_id_col": cls.version_id}

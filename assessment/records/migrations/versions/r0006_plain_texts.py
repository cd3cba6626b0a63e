"""A matter in selkokieli, written and approved by people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from assessment.records import columns
from assessment.records.guards import guard

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table of texts, whose rows are never deleted."""
    op.create_table(
        "plain_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("text", columns.Words(), nullable=False),
        sa.Column("written_at", columns.UtcMoment(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", columns.UtcMoment(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", columns.UtcMoment(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["approved_by_id"], ["person.id"], name=op.f("fk_plain_text_approved_by_id_person")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_plain_text_changed_by_id_person")),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_plain_text_matter_id_matter")),
        sa.ForeignKeyConstraint(["written_by_id"], ["person.id"], name=op.f("fk_plain_text_written_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plain_text")),
    )
    op.create_index(op.f("ix_plain_text_matter_id"), "plain_text", ["matter_id"])
    guard(op.get_bind(), (), ("plain_text",))

"""Sign-ins can be ended: one by signing out, all of a person's at once; older claims never undo newer ones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from assessment.records import columns
from assessment.records.guards import guard

revision = "0004"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the moments to people, and the table of sign-ins that were ended."""
    op.add_column("person", sa.Column("claims_at", columns.UtcMoment(), nullable=True))
    op.add_column("person", sa.Column("signed_out_after", columns.UtcMoment(), nullable=True))
    op.create_table(
        "ended_sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("signed_in_at", columns.UtcMoment(), nullable=False),
        sa.Column("ended_at", columns.UtcMoment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_ended_sign_in_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ended_sign_in")),
        sa.UniqueConstraint("person_id", "signed_in_at", name=op.f("uq_ended_sign_in_person_id")),
    )
    guard(op.get_bind(), (), ("ended_sign_in",))

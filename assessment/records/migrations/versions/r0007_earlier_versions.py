"""What a row said before it was changed stays; the digests of invitations in the history are salted."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

from assessment.records import columns
from assessment.records.guards import guard

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table of earlier versions, whose rows never change, and a salt to invitations that name somebody."""
    op.create_table(
        "earlier_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("said", columns.Structure(), nullable=False),
        sa.Column("written_at", columns.UtcMoment(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("replaced_at", columns.UtcMoment(), nullable=False),
        sa.Column("replaced_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"], ["person.id"], name=op.f("fk_earlier_version_replaced_by_id_person")
        ),
        sa.ForeignKeyConstraint(["written_by_id"], ["person.id"], name=op.f("fk_earlier_version_written_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_version")),
        sa.UniqueConstraint("subject", "subject_id", "version", name=op.f("uq_earlier_version_subject")),
    )
    guard(op.get_bind(), ("earlier_version",), ())
    op.add_column("invitation", sa.Column("salt", sa.String(length=64), nullable=True))
    invitation = sa.table("invitation", sa.column("id"), sa.column("name"), sa.column("salt"))
    connection = op.get_bind()
    for (row_id,) in connection.execute(sa.select(invitation.c.id).where(invitation.c.name.is_not(None))).all():
        salted = sa.update(invitation).where(invitation.c.id == row_id).values(salt=secrets.token_hex(32))
        connection.execute(salted)

"""Maps that frozen results are drawn on are kept; names in statements stand in the history as commitments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from assessment.records.guards import guard

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table of maps, and the salt of a name's commitment; names on record before have none."""
    op.create_table(
        "frozen_map",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_frozen_map")),
    )
    op.add_column("statement_name", sa.Column("salt", sa.String(length=64), nullable=True))
    guard(op.get_bind(), ("frozen_map",), ())

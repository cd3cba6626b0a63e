"""Alembic's own command line (`alembic -c assessment/records/migrations/alembic.ini revision --autogenerate`)."""

from __future__ import annotations

from alembic import context

from assessment.records.columns import Base
from assessment.records.database import database_url, make_engine

with make_engine(database_url()).begin() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    context.run_migrations()

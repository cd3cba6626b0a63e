"""The record's tables through time, one Alembic revision a step; a released revision is never edited."""

"""The pages of administration: bodies, people and their roles, invitations, the condition of the record."""

"""The record: matters, statements before the decision, answers, decisions, follow-up, and the history of all of it.

Each public function is one use case in one transaction. It is given the database and the actor, checks who may do it,
and is the only place where the rules live. What people wrote is never deleted; a correction is a new version beside the
old.
"""

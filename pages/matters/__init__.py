"""The pages of matters: the list, and one matter from its opening to its follow-up."""

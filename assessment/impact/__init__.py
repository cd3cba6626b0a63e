"""What a change does to whom: residents by group and area, their nearest services before and after, and the figures."""

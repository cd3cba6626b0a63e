"""Streets and timetable as graphs, and how a place joins them."""

"""The demo municipality: Kouvola, modelled on public facts and written in the formats of real data.

facts -> land (outline, areas, waters) -> streets (main roads, towns, lanes) -> residents -> timetable -> folder
Everything is deterministic: each part draws from a generator with its own fixed seed.
"""

from assessment.demo.folder import write_demo

__all__ = ["write_demo"]

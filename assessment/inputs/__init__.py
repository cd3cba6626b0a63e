"""Outside data, validated at the door: population, areas, service points, streets, timetable and where they come from.

Each reader takes a path and gives a frozen object, or raises Refused with every fault it found.
`municipality.read_municipality` reads a whole data folder; `checking.check_file` only says what is wrong.
"""

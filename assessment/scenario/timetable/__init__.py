"""Changes to the timetable: what they are (`changes`), and how each is made on a draft of the timetable (the others).

Every change is resolved on a `Draft`, in the scenario's order, with all faults together; `Draft.timetable` then makes a
new Timetable. The timetable given is never altered.
"""

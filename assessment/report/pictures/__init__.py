"""Pictures of a matter as SVG: maps, bars and a table of stances, for screen and paper alike.

Each is drawn by one function, from frozen figures only, and says in words what it shows. The same figures give the same
bytes. No picture holds a script, a style sheet, an address of anything outside it or an id, so that any number of them
may stand on one page.
"""

"""Impact pre-assessment of changes to a municipality's service network.

Data flows one way: inputs -> network -> travel_times -> impact -> records -> report.
A scenario changes inputs, never networks. `assess.py` holds the main path on one screen.
"""

__version__ = "0.1.0"

"""Impact pre-assessment of changes to a municipality's service network.

Data flows one way: inputs -> network -> travel_times -> impact -> records -> report.
A scenario changes inputs, never networks. `assess.py` holds the main path on one screen.
"""

import os

# Arrow's own allocator (mimalloc 3) has ended whole servers without a word when threads come and go, as Streamlit's do:
# apache/arrow issues 50471 and 50908. Must be said before pyarrow is first imported.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")

__version__ = "0.1.0"

"""The product in small: students with a known truth, and what Passline says of them.

`simulate(Settings())` plays months of use and returns a `Report`, whose `markdown()`
is docs/algorithms/simulation.md. The same seed gives the same report.
"""

from analytics.simulation.play import simulate
from analytics.simulation.report import Report
from analytics.simulation.world import Settings

__all__ = ["Report", "Settings", "simulate"]

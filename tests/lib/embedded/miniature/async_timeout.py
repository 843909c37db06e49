"""What redis asks for before Python 3.11.3; our environment may be a later one's.

The tests lend their environment to the system's Python, so that an ordinary user can
start it; see ground.py.
"""

from asyncio import timeout

__all__ = ["timeout"]

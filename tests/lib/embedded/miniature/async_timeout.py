"""What redis asks for before Python 3.11.3, when the environment was made by a later one.

The tests lend their environment to the system's Python, so that an ordinary user can
start it; see ground.py.
"""

from asyncio import timeout

__all__ = ["timeout"]

"""The servers that ./run and ./test bring with them, and the two commands.

Everything here runs with the standard library only, on the Python that the
person has, before any requirement is installed.
"""

from lib.embedded.disposable import Disposable, disposable
from lib.embedded.errors import GroundError

__all__ = ["Disposable", "GroundError", "disposable"]

"""QTI 1.2, 2.x and 3.0: single items, files of many items, and packages."""

from questions.exchange.qti.packages import read_package
from questions.exchange.qti.reading import QTI_ROOTS, qti_name, read_qti
from questions.exchange.qti.writing import write_qti

__all__ = ["QTI_ROOTS", "qti_name", "read_package", "read_qti", "write_qti"]

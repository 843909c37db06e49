"""Published data: two sections of the Law School Admission Test, 1,000 people each.

Counts of the 32 patterns of five answers, 00000 first and 11111 last: R. D. Bock,
M. Lieberman, "Fitting a response model for n dichotomously scored items",
Psychometrika 35 (1970) 179-197. Maximum-likelihood estimates of the 2PL model,
population N(0, 1), as (a, b): section 6 as printed by the R package ltm (LSAT),
section 7 as in the tests of the R package mirt (LSAT7).
"""

from itertools import product

import numpy as np

LSAT6_COUNTS = (
    *(3, 6, 2, 11, 1, 1, 3, 4, 1, 8, 0, 16, 0, 3, 2, 15),
    *(10, 29, 14, 81, 3, 28, 15, 80, 16, 56, 21, 173, 11, 61, 28, 298),
)
LSAT6_ESTIMATES = (
    (0.8253715, -3.3597341),
    (0.7229499, -1.3696497),
    (0.8904748, -0.2798983),
    (0.6885502, -1.8659189),
    (0.6574516, -3.1235725),
)
LSAT6_LOG_LIKELIHOOD = -2466.653
LSAT7_COUNTS = (
    *(12, 19, 1, 7, 3, 19, 3, 17, 10, 5, 3, 7, 7, 23, 8, 28),
    *(7, 39, 11, 34, 14, 51, 15, 90, 6, 25, 7, 35, 18, 136, 32, 308),
)
LSAT7_ESTIMATES = (
    (0.9879254, -1.8787456),
    (1.0808847, -0.7475160),
    (1.7058006, -1.0576962),
    (0.7651853, -0.6351358),
    (0.7357980, -2.5204102),
)
LSAT7_LOG_LIKELIHOOD = -2658.805


def people(counts):
    """(1000, 5) of 1 and 0."""
    patterns = np.array(list(product((0.0, 1.0), repeat=5)))
    return np.repeat(patterns, counts, axis=0)


LSAT6, LSAT7 = people(LSAT6_COUNTS), people(LSAT7_COUNTS)

"""The belief about somebody new, re-estimated from the people before them."""

from collections.abc import Sequence

from analytics.mastery import BayesFilter, Evidence, Prior, State

PERSONS = 200
MOST_PERSONS = 2000
FIRST_ANSWERS = 60  # later ones tell how people learn, not how they come
ROUNDS = 8
LEAST_VARIANCE = 0.01


def estimate_prior(histories: Sequence[Sequence[Evidence]], current: Prior) -> Prior:
    """Mean and variances of newcomers by empirical Bayes (an EM algorithm over the
    filter's posteriors, without drift; Dempster, Laird, Rubin 1977).

    `histories`: per person the counted answers, oldest first; the first 60 are used,
    and of more than 2000 people an even sample. `current` below 200 people.
    """
    if len(histories) < PERSONS:
        return current
    step = -(-len(histories) // MOST_PERSONS)
    starts = [history[:FIRST_ANSWERS] for history in histories[::step]]
    prior = current
    for _ in range(ROUNDS):
        prior = _improved(starts, prior)
    return prior


def _improved(starts: Sequence[Sequence[Evidence]], prior: Prior) -> Prior:
    """The prior under which the posteriors of this one would be most likely."""
    model = BayesFilter(prior, is_learning=False)
    states = [model.update(model.prior_state(), start)[0] for start in starts]
    mean = sum(state.mean[0] for state in states) / len(states)
    ability = sum(_square(state, 0, mean) for state in states) / len(states)
    offsets = [
        _square(state, k, 0.0) for state in states for k in range(1, prior.domains + 1)
    ]
    return Prior(
        domains=prior.domains,
        mean=mean,
        ability_variance=max(ability, LEAST_VARIANCE),
        domain_variance=max(sum(offsets) / len(offsets), LEAST_VARIANCE),
    )


def _square(state: State, i: int, centre: float) -> float:
    """E (x_i - centre)²."""
    return (state.mean[i] - centre) ** 2 + state.covariance[i][i]

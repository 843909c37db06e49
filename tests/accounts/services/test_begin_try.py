"""Guesses sent at once count each other; a code works once, also without Redis."""

import pytest
from django.utils import timezone

from accounts import services
from accounts.models import SignInFailure
from accounts.throttle import FREE_TRIES, Source
from lib.problems import Problem
from tests import cast
from tests.exams.threads import at_once, none_failed

pytestmark = pytest.mark.django_db
HERE = Source("192.0.2.1")


def guess(account="alice@example.org", source=HERE):
    return services.begin_try(account=account, source=source, now=timezone.now())


class TryTests:
    def test_it_counts_before_anybody_looks(self):
        guess()
        assert SignInFailure.objects.count() == 1

    def test_it_leaves_nothing_of_a_right_one(self):
        guess()
        services.prove_try(tried=guess())
        assert not SignInFailure.objects.exists()

    def test_it_says_when_to_come_back(self):
        for _ in range(FREE_TRIES):
            guess()
        with pytest.raises(Problem) as refusal:
            guess()
        assert refusal.value.status == 429
        assert 0 < refusal.value.extra["retry_after_seconds"] <= 15


@pytest.mark.django_db(transaction=True)
class AtOnceTests:
    def test_it_takes_no_more_guesses_together_than_one_by_one(self):
        answers = at_once(*[guess] * 16)
        taken = [a for a in answers if isinstance(a, SignInFailure)]
        refused = [a for a in answers if isinstance(a, Problem)]
        assert len(taken) <= FREE_TRIES
        assert len(taken) + len(refused) == 16

    def test_of_one_code_sent_twice_at_once_one_works(self):
        alice = cast.alice()
        used = at_once(*[lambda: services.use_code_step(user=alice, step=7)] * 8)
        assert sorted(none_failed(used)) == [False] * 7 + [True]


class CodeStepTests:
    @pytest.mark.parametrize(("step", "works"), [(6, False), (7, False), (8, True)])
    def test_it_takes_only_later_codes(self, step, works):
        alice = cast.alice()
        services.use_code_step(user=alice, step=7)
        assert services.use_code_step(user=alice, step=step) is works

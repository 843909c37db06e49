"""Opaque ids and orders: drawn by lot, telling nothing of the author's."""

from collections import Counter

from exams.services.freeze import veiled

OPTIONS = ("a", "b", "c", "d")


class VeilTests:
    def test_every_option_is_there_once_behind_an_id_of_its_own(self) -> None:
        shown = veiled(OPTIONS)
        assert sorted(own for _, own in shown) == list(OPTIONS)
        assert len({opaque for opaque, _ in shown}) == len(OPTIONS)
        assert all(len(opaque) == 8 for opaque, _ in shown)

    def test_nothing_to_veil_is_nothing(self) -> None:
        assert veiled(()) == []

    def test_each_order_comes_as_often_as_any_other(self) -> None:
        orders = Counter(tuple(own for _, own in veiled("abc")) for _ in range(6000))
        assert len(orders) == 6
        # 1000 each; chance alone leaves this range once in ten million runs.
        assert all(840 < count < 1160 for count in orders.values())

    def test_ids_do_not_tell_the_order(self) -> None:
        """Sorted by their ids, options come in the author's order no oftener."""
        sorted_own = Counter(
            tuple(own for _, own in sorted(veiled("abc"))) for _ in range(6000)
        )
        assert all(840 < count < 1160 for count in sorted_own.values())

"""What is drawn from is read once for each version of the bank."""

import time
from concurrent.futures import ThreadPoolExecutor

from exams.selectors.pool import of_newest_version


class NewestVersionTests:
    def test_a_class_that_starts_at_once_waits_for_one_reader(self):
        read = []

        @of_newest_version
        def pool(guide, version):
            read.append(guide)
            time.sleep(0.05)
            return object()

        with ThreadPoolExecutor(8) as students:
            found = set(students.map(lambda _: pool(1, 7), range(8)))
        assert (len(found), read) == (1, [1])

    def test_a_publication_replaces_what_was_read(self):
        @of_newest_version
        def pool(guide, version):
            return object()

        first, second = pool(1, 7), pool(1, 8)
        assert first is not second
        assert pool(1, 8) is second
        assert pool(1, 7) is not first

    def test_each_guide_has_its_own(self):
        @of_newest_version
        def pool(guide, version):
            return guide

        assert (pool(1, 7), pool(2, 7), pool(1, 7)) == (1, 2, 1)

"""The questions of a result in one line each."""

import pytest

from exams.selectors.lines import Line


def line(stem_html: str) -> Line:
    return Line(
        position=1,
        domain_code="1",
        domain_name="Development",
        stem_html=stem_html,
        is_scored=True,
        is_correct=False,
        is_answered=True,
        is_flagged=False,
        is_changed=False,
        is_slow=False,
        is_seen_before=False,
    )


class ExcerptTests:
    @pytest.mark.parametrize(
        ("stem", "told"),
        [
            ("<p>Use the role <code>dev</code>. Now.</p>", "Use the role dev. Now."),
            ("<p>One.</p><p>Two &amp; three.</p>", "One. Two & three."),
            ("<pre><code>aws s3 ls\n</code></pre><p>Why?</p>", "aws s3 ls Why?"),
            ("<table><tr><th>A</th><th>B</th></tr></table>", "A B"),
        ],
    )
    def test_it_is_the_plain_words(self, stem, told) -> None:
        assert line(stem).excerpt == told

    def test_a_long_stem_is_cut(self) -> None:
        assert line("<p>" + "word " * 30 + "</p>").excerpt.endswith("word …")

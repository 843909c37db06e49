"""HTML and plain words as Markdown: nothing that was said is lost or made up."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.exchange.richtext import from_auto, from_html, from_plain, to_plain

quick = settings(max_examples=150)


def squeezed(text):
    return re.sub(r"\s+", "", text)


class HtmlTests:
    @pytest.mark.parametrize(
        ("html", "markdown"),
        [
            ("<p>a</p><p>b</p>", "a\n\nb"),
            ("a<br>b", "a  \nb"),
            ("<b>a</b><em> b</em>", "**a** *b*"),
            ("<code>a*b</code>", "`a*b`"),
            ("<code>a`b</code>", "``a`b``"),
            ("<pre>if a:\n  b()</pre>", "```\nif a:\n  b()\n```"),
            ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n  - c"),
            ("<ol start='3'><li>a</li><li>b</li></ol>", "3. a\n4. b"),
            (
                "<table><tr><th>a</th><th>b</th></tr><tr><td>1|2</td></tr></table>",
                "| a | b |\n| --- | --- |\n| 1\\|2 |  |",
            ),
            (
                "<table><tr><th>a</th></tr><tr><td><code>b|c</code></td></tr></table>",
                "| a |\n| --- |\n| `b\\|c` |",
            ),
            (
                "<table><tr><td><pre>a |\n b</pre></td><td>c</td></tr></table>",
                "| `a \\| b` | c |\n| --- | --- |",
            ),
            (
                "<ol><li>a<pre>x\n y</pre></li><li>b</li></ol>",
                "1. a\n\n   ```\n   x\n    y\n   ```\n2. b",
            ),
            ("<li><p>a</p><p>b</p></li><li>c</li>", "- a\n\n  b\n- c"),
            ("<li>1. a</li>", "- 1\\. a"),
            ("<blockquote><p>a</p><p>b</p></blockquote>c", "> a\n>\n> b\n\nc"),
            ("<code>a</code><code>b</code>", "`a` `b`"),
            ("<b>Note:</b>text", "Note:text"),
            ("<details><summary>a</summary>b</details>", "a\n\nb"),
            ("<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>", "1/2"),
            ("2<sup>10</sup> and H<sub>2</sub>O", "2¹⁰ and H₂O"),
            ("<code>2<sup>3</sup></code>", "`2³`"),
            ("&lt;b&gt; &amp;amp; &eacute;", r"\<b\> \&amp; é"),
            ("2 * 3 * 4", "2 * 3 * 4"),
            ("*a*", r"\*a\*"),
            ("1. a", r"1\. a"),
            ("<script>x</script><style>y</style>z", "z"),
            ('<a href="https://x.y">here</a>', "here (https://x.y)"),
            ('<a href="javascript:x">here</a>', "here"),
            ("<h2>Head</h2>text", "## Head\n\ntext"),
        ],
    )
    def test_it_becomes_this_markdown(self, html, markdown):
        assert from_html(html).text == markdown

    @quick
    @given(text=st.text(max_size=60))
    def test_words_of_html_survive(self, text):
        text = re.sub(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]|[^\S ]", "", text)
        escaped = text.replace("&", "&amp;").replace("<", "&lt;")
        assert squeezed(to_plain(from_html(escaped).text)) == squeezed(text)


class PlainTests:
    @quick
    @given(
        text=st.text(
            st.one_of(
                st.characters(codec="ascii", exclude_categories=["C"]), st.just("\n")
            ),
            max_size=60,
        )
    )
    def test_every_sign_stays_a_sign(self, text):
        assert squeezed(to_plain(from_plain(text))) == squeezed(text)

    def test_lines_stay_lines(self):
        assert from_plain("a\nb\n\nc") == "a  \nb\n\nc"


class AutoTests:
    def test_tags_that_are_closed_are_meant(self):
        assert from_auto("<i>a</i> b").text == "*a* b"

    def test_names_of_a_page_are_words(self):
        text = from_auto("What does <main>x</main> hold?").text
        assert to_plain(text) == "What does <main>x</main> hold?"

    @pytest.mark.parametrize("text", ["a < b and c > d", "List<String>", "the <b> tag"])
    def test_other_signs_are_words(self, text):
        assert squeezed(to_plain(from_auto(text).text)) == squeezed(text)

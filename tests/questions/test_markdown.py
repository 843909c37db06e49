"""Markdown: what is shown, and that nothing hostile comes through."""

import re

import pytest
from pygments.token import STANDARD_TYPES

from questions import markdown
from questions.markdown import gist, is_language, languages_of, plain, render

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](//evil.example)",
    "[x](http://plain.example)",
    "![x](https://tracker.example/p.png)",
    "![x](javascript:alert(1))",
    "<iframe src='https://evil.example'></iframe>",
    "<style>*{display:none}</style>",
    "<p style='position:fixed'>x</p>",
    "<div onclick=alert(1)>x</div>",
    '<https://evil.example/" onmouseover="alert(1)>',
    '[x](https://a.example/"onmouseover="alert(1))',
    "[x](https://a.example 'title\" onfocus=\"alert(1)')",
    "```html\n</code></pre><script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\nx\n```',
    "`</code><script>alert(1)</script>`",
    "| a |\n|---|\n| <script>alert(1)</script> |",
    "<!-- --><script>alert(1)</script>",
    "<math><mtext><script>alert(1)</script></mtext></math>",
    "# <script>alert(1)</script>",
    "> <b onmouseover=alert(1)>x</b>",
    "<form action=https://evil.example><input name=q></form>",
    "\x00<script\x00>alert(1)</script>",
]
ALLOWED = re.compile(
    r"</?(p|br|hr|em|strong|s|code|pre|span|div|a|ul|ol|li|blockquote|table|thead"
    r"|tbody|tr|th|td|h[3-6])"
    r'( (class|tabindex|role|aria-label|start|rel)="[^"<>]*"'
    r'| href="https://[^"<>]*")*>'
)


class HostileMarkdownTests:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_it_leaves_only_known_tags_and_attributes(self, text):
        tags = re.findall(r"<[^>]*>", render(text))
        assert [tag for tag in tags if not ALLOWED.fullmatch(tag)] == []

    @pytest.mark.parametrize("text", HOSTILE)
    def test_it_links_to_nothing_but_https(self, text):
        links = re.findall(r'href="([^"]*)"', render(text))
        assert all(link.startswith("https://") for link in links)

    def test_it_shows_raw_html_as_the_text_that_it_is(self):
        assert render("<b>x</b>") == "<p>&lt;b&gt;x&lt;/b&gt;</p>"

    def test_it_cuts_a_text_that_is_absurdly_long(self):
        assert len(render("x" * 1_000_000)) < 30_000


class RenderTests:
    def test_it_highlights_code_by_classes(self):
        html = render("```python\nreturn 1\n```")
        assert '<span class="k">return</span>' in html
        assert "style=" not in html

    def test_it_lets_code_scroll_in_a_box_of_its_own(self):
        box = '<div class="scroll" tabindex="0" role="group" aria-label="Code">'
        assert render("```\nx\n```").startswith(box + '<pre class="code">')

    def test_it_aligns_a_table_without_inline_style(self):
        html = render("| a | b |\n|---|--:|\n| 1 | 2 |")
        assert '<td class="align-right">2</td>' in html
        assert 'aria-label="Table"' in html

    def test_it_marks_links_as_leading_away(self):
        html = render("[docs](https://docs.aws.amazon.com/)")
        assert 'rel="external nofollow noopener noreferrer"' in html

    def test_it_sets_headings_below_those_of_the_page(self):
        assert render("# Title") == "<h3>Title</h3>"

    def test_it_keeps_every_class_that_the_highlighter_knows(self):
        names = [name for name in STANDARD_TYPES.values() if name]
        assert all(markdown.CLASS.fullmatch(name) for name in names)

    def test_it_knows_the_language_of_each_block(self):
        text = "```json\n1\n```\n\n~~~\n2\n~~~"
        assert languages_of(text) == ["json", ""]
        assert is_language("json")
        assert not is_language("jsno")

    def test_it_gives_the_plain_words_of_what_it_rendered(self):
        assert plain(render("Use `a < b` **now**")) == "Use a < b now"


class GistTests:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("A **bold** `code`, [link](https://a.example).", "A bold code, link."),
            ("One\ntwo.\n\n- three\n- four", "One two. three four"),
            ('See:\n\n```json\n{"a": 1}\n```', 'See: {"a": 1}'),
            ("| a | b |\n|---|---|\n| 1 | `2` |", "a b 1 2"),
            (r"Stars \* and <b>tags</b>", "Stars * and <b>tags</b>"),
            ("", ""),
        ],
    )
    def test_it_reads_what_a_text_says_without_its_marks(self, text, words) -> None:
        assert gist(text, 24) == words

    def test_it_says_that_there_is_more(self) -> None:
        assert gist("one two **three**", 2) == "one two …"
        assert gist("word " * 10_000, 24).endswith("…")

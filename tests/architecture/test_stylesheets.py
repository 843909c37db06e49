"""The rules for CSS: layers, tokens only, low specificity, small files."""

import re

import pytest

from tests.architecture import files

LAYERS = "@layer reset, tokens, base, layout, components, pages;"
TOKENS = ("tokens/colors.css", "tokens/sizes.css")
# What pages link: every other file is imported by one of them.
ENTRIES = ("app.css", "runner.css")
# As config/assets.py reads it when it joins what an entry imports.
IMPORT = r'@import url\("[a-z/-]+\.css"\) layer\([a-z]+\);'
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# Queries cannot read custom properties, so their numbers are written out.
QUERY = re.compile(r"@(?:media|container)[^{]*")


def relative(path):
    return path.relative_to(files.CSS).as_posix()


def code(path):
    return COMMENT.sub("", files.read(path))


def declarations(path):
    return QUERY.sub("", code(path))


ALL = [pytest.param(path, id=relative(path)) for path in files.stylesheets()]
SPEAKERS = [
    path
    for path in files.stylesheets()
    if path.parent.name in ("components", "pages") or path.name == "layout.css"
]
SPOKEN = [pytest.param(path, id=relative(path)) for path in SPEAKERS]


@pytest.mark.parametrize("path", ALL)
class StylesheetTests:
    def test_it_is_small(self, path):
        assert len(files.read(path).splitlines()) <= 150

    def test_it_says_what_it_is_for(self, path):
        assert files.read(path).startswith("/*")

    def test_it_shouts_nowhere(self, path):
        assert "!important" not in code(path)

    def test_it_selects_by_no_id(self, path):
        selectors = re.findall(r"([^{}]+)\{", code(path))
        assert not [s for s in selectors if re.search(r"#[a-z]", s)]

    def test_it_uses_only_tokens_that_exist(self, path):
        used = set(re.findall(r"var\((--[a-z0-9-]+)", code(path)))
        own = set(re.findall(r"(--[a-z0-9-]+)\s*:", code(path)))
        assert used - own <= defined()

    def test_it_belongs_to_a_layer(self, path):
        imports = "".join(files.read(files.CSS / entry) for entry in ENTRIES)
        wanted = f'@import url("{relative(path)}") layer('
        assert relative(path) in ENTRIES or wanted in imports


class SpeakerTests:
    @pytest.mark.parametrize("path", SPOKEN)
    def test_it_speaks_only_the_meaning_of_colours(self, path):
        assert not re.search(
            r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|light-dark)\(|--raw-", code(path)
        )

    @pytest.mark.parametrize("path", SPOKEN)
    def test_it_measures_only_in_tokens(self, path):
        """Lengths relative to the text (em, ch, %, fr) are proportions, not sizes."""
        assert not re.findall(r"\b\d*\.?\d+(?:px|rem|pt|vw|ms)\b", declarations(path))


class AppTests:
    def test_only_what_pages_link_declares_the_layers(self):
        found = [p for p in files.stylesheets() if LAYERS in files.read(p)]
        assert [p.name for p in found] == sorted(ENTRIES)

    @pytest.mark.parametrize("entry", ENTRIES)
    def test_what_a_page_links_only_imports(self, entry):
        lines = code(files.CSS / entry).replace(LAYERS, "").split("\n")
        assert [s for s in lines if s and not re.fullmatch(IMPORT, s)] == []

    def test_no_sheet_names_a_file_beside_itself(self):
        """Joined with others it stands in another folder."""
        own = [p for p in files.stylesheets() if p.name not in ENTRIES]
        assert [p.name for p in own if "url(" in code(p)] == []

    def test_every_token_has_a_user(self):
        text = "".join(files.read(path) for path in files.stylesheets())
        unused = [token for token in defined() if f"var({token}" not in text]
        assert unused == []


def defined():
    text = "".join(code(files.CSS / name) for name in TOKENS)
    return set(re.findall(r"(--[a-z0-9-]+)\s*:", text))

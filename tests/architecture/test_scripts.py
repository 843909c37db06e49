"""The rules for JavaScript: one element per file, named as its tag; no build."""

import re

import pytest

from tests.architecture import files

ALL = [pytest.param(path, id=files.name(path)) for path in files.scripts()]
ELEMENTS = [
    pytest.param(path, id=path.stem)
    for path in sorted((files.JS / "elements").glob("*.js"))
]


@pytest.mark.parametrize("path", ALL)
class ScriptTests:
    def test_it_is_small(self, path):
        assert len(files.read(path).splitlines()) <= 130

    def test_it_says_what_it_is_for(self, path):
        assert files.read(path).startswith("/*")

    def test_it_makes_no_code_of_text(self, path):
        """One function may make elements of text: of HTML cleaned by the server."""
        text = files.read(path)
        assert not re.search(r"\beval\(|new Function\(|document\.write", text)
        assert "innerHTML" not in text or path.name == "dom.js"

    def test_it_calls_nobody_else(self, path):
        assert not re.search(r"[\"'`](?:https?:)?//", files.read(path))


@pytest.mark.parametrize("path", ELEMENTS)
class ElementTests:
    def test_it_defines_the_tag_of_its_name(self, path):
        defined = re.findall(
            r"customElements\.define\(\s*[\"']([^\"']+)", files.read(path)
        )
        assert defined == [path.stem]

    def test_it_lets_go_of_what_it_listens_to(self, path):
        text = files.read(path)
        listens = "addEventListener(" in text and "this." in text
        assert not listens or "disconnectedCallback" in text


class ImportMapTests:
    def test_every_name_leads_to_a_file(self):
        text = "".join(files.read(path) for path in files.templates())
        named = re.findall(r"\"elements/([a-z-]+)\":\s*\"{% static '([^']+)'", text)
        assert named
        assert all(
            address == f"js/elements/{name}.js"
            and (files.ROOT / "static" / address).exists()
            for name, address in named
        )

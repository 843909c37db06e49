"""The rules for templates: signed components, nothing inline, small files."""

import re

import pytest

from analytics.templatetags.icons import ICONS
from tests.architecture import files

ALL = [pytest.param(path, id=files.name(path)) for path in files.templates()]
COMPONENTS = [pytest.param(path, id=files.name(path)) for path in files.components()]
TAGS = re.compile(r"<([a-z]+(?:-[a-z]+)+)[\s>]")
COMMENT = re.compile(r"{%\s*comment\s*%}.*?{%\s*endcomment\s*%}|{#.*?#}", re.DOTALL)


def code(path):
    return COMMENT.sub("", files.read(path))


@pytest.mark.parametrize("path", ALL)
class TemplateTests:
    def test_it_has_no_inline_style(self, path):
        assert not re.search(r"\sstyle\s*=|<style", code(path))

    def test_it_has_no_inline_script(self, path):
        inline = re.findall(r"<script(?![^>]*\ssrc=)[^>]*>", code(path))
        assert [s for s in inline if 'type="importmap"' not in s] == []

    def test_it_has_no_inline_handler(self, path):
        assert not re.search(r"<[^>]*\son[a-z]+\s*=", code(path))

    def test_it_loads_nothing_from_elsewhere(self, path):
        assert not re.search(r"(?:src|action)\s*=\s*[\"'](?:https?:)?//", code(path))

    def test_it_fits_on_two_screens(self, path):
        assert len(files.read(path).splitlines()) <= 100

    def test_it_names_only_icons_that_exist(self, path):
        assert set(re.findall(r"{%\s*icon \"([^\"]+)\"", code(path))) <= set(ICONS)

    def test_it_uses_only_elements_that_exist(self, path):
        known = {script.stem for script in (files.JS / "elements").glob("*.js")}
        assert set(TAGS.findall(code(path))) <= known


@pytest.mark.parametrize("path", COMPONENTS)
class ComponentTests:
    def test_it_signs_its_contract(self, path):
        first = files.read(path).lstrip().removeprefix("{% comment %}").lstrip()
        assert first.startswith(("Accepts", "Needs"))

    def test_it_is_small(self, path):
        assert len(files.read(path).splitlines()) <= 45

    def test_somebody_uses_it(self, path):
        wanted = f'"components/{path.name}"'
        assert any(wanted in files.read(other) for other in files.templates())


class IconTests:
    def test_every_icon_can_be_drawn(self):
        from analytics.templatetags.icons import icon

        assert all("<svg" in icon(name) for name in ICONS)

"""Our templates of widgets say what Django's own say."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

PLAIN = [("", "Any"), (1000, "A thousand"), ("<b>", "Less & more")]
GROUPED = [("Europe", [("e/b", "Berlin"), ("e/p", "Paris")]), ("utc", "UTC")]


class Marked(forms.Select):
    """With attributes of each option."""

    def create_option(self, *args, **kwargs):
        option = super().create_option(*args, **kwargs)
        option["attrs"] |= {"data-a": 'x"y', "disabled": True, "hidden": False}
        return option


@pytest.mark.parametrize(
    ("widget", "value"),
    [
        (forms.Select(choices=PLAIN), 1000),
        (forms.Select(choices=PLAIN), None),
        (forms.Select(choices=GROUPED, attrs={"class": "a", "required": True}), "e/p"),
        (forms.SelectMultiple(choices=GROUPED, attrs={"size": 8}), ["e/b", "utc"]),
        (forms.NullBooleanSelect(), True),
        (Marked(choices=PLAIN), "<b>"),
        (forms.Select(), ""),
    ],
)
def test_a_select_has_the_same_options(widget, value):
    ours = widget.render("zone", value, {"id": "id_zone"})
    djangos = widget.render("zone", value, {"id": "id_zone"}, DjangoTemplates())
    assert tags(ours) == tags(djangos)


def tags(html: str) -> list[str]:
    """Tags and texts, without the blanks between them."""
    parts = re.split(r"(<[^>]*>)", html)
    return [part.strip() for part in parts if part.strip()]

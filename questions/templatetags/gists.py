"""Texts of questions in a few plain words: {{ revision.stem|gist:24 }}."""

from django import template

from questions import markdown

register = template.Library()


@register.filter
def gist(text: str, count: int) -> str:
    return markdown.gist(text or "", count)

"""Names of pages that a question rests on: {{ address|page_name }}."""

from django import template

from questions import references

register = template.Library()
register.filter("page_name", references.page_name)
register.filter("site_name", references.site_name)

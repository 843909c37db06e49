"""Icons by meaning: pages name what they mean, this table names the drawing."""

from functools import cache

from django import template
from heroicons.templatetags.heroicons import heroicon_mini

register = template.Library()

ICONS = {
    "account": "user-circle",
    "add": "plus",
    "answered": "pencil-square",
    "bank": "rectangle-stack",
    "calendar": "calendar-days",
    "changed": "arrow-path",
    "clock": "clock",
    "close": "x-mark",
    "compare": "arrows-right-left",
    "device": "device-phone-mobile",
    "done": "check-badge",
    "down": "arrow-down",
    "download": "arrow-down-tray",
    "edit": "pencil",
    "empty": "inbox",
    "error": "exclamation-circle",
    "evidence": "beaker",
    "exam": "clipboard-document-check",
    "external": "arrow-top-right-on-square",
    "filter": "funnel",
    "flag": "flag",
    "home": "home",
    "import": "arrow-up-tray",
    "info": "information-circle",
    "key": "key",
    "keyboard": "command-line",
    "lock": "lock-closed",
    "matrix": "table-cells",
    "menu": "bars-3",
    "next": "arrow-right",
    "offline": "signal-slash",
    "pause": "pause-circle",
    "person": "user",
    "picture": "photo",
    "plan": "map",
    "practice": "academic-cap",
    "previous": "arrow-left",
    "question": "question-mark-circle",
    "remove": "trash",
    "report": "chat-bubble-left-ellipsis",
    "retired": "archive-box",
    "right": "check-circle",
    "save": "bookmark",
    "search": "magnifying-glass",
    "seen": "eye",
    "settings": "cog-6-tooth",
    "shield": "shield-check",
    "sign-out": "arrow-right-start-on-rectangle",
    "slow": "clock",
    "success": "check-circle",
    "tag": "tag",
    "target": "viewfinder-circle",
    "theme-auto": "computer-desktop",
    "theme-dark": "moon",
    "theme-light": "sun",
    "trend": "chart-bar",
    "unanswered": "minus-circle",
    "undo": "arrow-uturn-left",
    "up": "arrow-up",
    "warning": "exclamation-triangle",
    "wrong": "x-circle",
}


@register.simple_tag
@cache
def icon(name: str) -> str:
    """An inline SVG, hidden from screen readers: words always stand beside it."""
    attrs: dict[str, object] = {"class": "icon", "aria_hidden": "true"}
    return heroicon_mini(ICONS[name], **attrs)  # type: ignore[arg-type]  # REASON: SVG attributes, never `size`

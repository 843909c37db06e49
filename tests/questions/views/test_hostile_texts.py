"""Hostile texts in every field that people type, on every page that shows them."""

from html.parser import HTMLParser

import pytest

from questions import services
from questions.models import Remark
from tests.factories import make_new

pytestmark = pytest.mark.django_db
CORPUS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "'-alert(1)-'",
    "[x](javascript:alert(1))",
    "![x](javascript:alert(1))",
    '![x" onerror="alert(1)](https://evil.example/x.png)',
    "<https://x/'onmouseover=alert(1)>",
    "{{ request.user.password }}{% debug %}",
    "</textarea><script>alert(1)</script>",
    "```html\n</code></pre><script>alert(1)</script>\n```",
    "| a |\n|---|\n| <iframe src=//evil> |",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]
OWN = ("/", "#", "?", "")
LINK = ("https://", *OWN[:3])


class Scanner(HTMLParser):
    """Everything of a page that would run, or be fetched from elsewhere."""

    def __init__(self):
        super().__init__()
        self.live = []

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        is_ours = "nonce" in told or str(told.get("src", "")).startswith("/static/")
        if tag in ("iframe", "object", "embed", "base"):
            self.live.append(tag)
        if tag == "script" and not is_ours:
            self.live.append("script")
        self.live += [name for name in told if name.startswith("on")]
        for name, allowed in (("href", LINK), ("src", OWN[:1]), ("action", OWN)):
            if name in told and not str(told[name]).strip().startswith(allowed):
                self.live.append(f"{name}={told[name]}")


def live(page):
    scanner = Scanner()
    scanner.feed(page)
    return scanner.live


PLACES = ("stem", "option-0-text", "option-0-why", "option-0-right_if")
OTHERS = ("option-0-confuses", "target-0", "references", "evidence-0-claim")
CLAIM = ("evidence-0-service", "evidence-0-member", "evidence-0-expect")


def everywhere(text):
    """The form with that text in every field."""
    data = dict.fromkeys((*PLACES, *OTHERS, *CLAIM), text)
    return data | {"kind": "matching", "version": "1", "option-0-match": "0"}


@pytest.mark.parametrize("text", CORPUS)
class HostileTextTests:
    @pytest.fixture
    def question(self, ivans, ivan, task, text):
        question = make_new(ivan, task, "hostile")
        ivans.post("/bank/questions/hostile/save/", everywhere(text))
        return question

    @pytest.mark.parametrize(
        "path",
        ["", "edit/", "alike/", "review/", "claims/?service=", "pictures/"],
    )
    def test_no_page_of_the_question_runs_it(self, ivans, question, text, path):
        address = f"/bank/questions/hostile/{path}"
        address += text if path.endswith("=") else ""
        response = ivans.get(address)
        assert response.status_code == 200
        assert live(response.text) == []

    def test_no_list_runs_it(self, ivans, question, text):
        for address in ("/bank/", "/bank/review/"):
            assert live(ivans.get(address).text) == []
        assert live(ivans.get("/bank/", {"q": text[:90]}).text) == []

    def test_no_answer_while_typing_runs_it(self, ivans, question, text):
        data = everywhere(f"{text} again") | {"version": "2"}
        headers = {"Accept": "application/json"}
        told = ivans.post("/bank/questions/hostile/save/", data, headers=headers).json()
        assert live(told["preview"] + told["hints"]) == []

    def test_no_remark_reason_name_or_description_runs_it(
        self, ivans, ivan, task, text
    ):
        make_new(ivan, task, "hostile")
        address = "/bank/questions/hostile/"
        ivans.post(f"{address}submit/", {"reason": text})
        ivans.post(f"{address}remark/", {"place": "stem", "text": text})
        ivans.post("/bank/filters/", {"name": text[:60], "query": "q=x"})
        assert Remark.objects.exists()
        for path in ("/bank/?q=x", f"{address}review/", address):
            assert live(ivans.get(path).text) == []

    def test_no_scenario_runs_it(self, ivans, ivan, text):
        services.create_scenario(slug="s", title=text, text=text, by=ivan)
        for path in ("/bank/scenarios/", "/bank/scenarios/s/"):
            assert live(ivans.get(path).text) == []
            assert live(ivans.post(path, {"look": "1", "text": text}).text) == []

"""What everybody may know of the bank."""

import pytest

from questions.services import load_bank
from tests.questions.files import WHY, question, write_bank

pytestmark = pytest.mark.django_db
PAGE = "/bank/about/"


class AboutPageTests:
    def test_it_opens_for_visitors_of_an_empty_bank(self, client):
        response = client.get(PAGE)
        assert response.status_code == 200
        assert "not yet" in response.text

    def test_it_counts_what_is_published(self, client, tmp_path):
        evidence = [
            {
                "claim": "x",
                "botocore": {
                    "service": "sqs",
                    "operation": "SendMessage",
                    "exists": True,
                },
            }
        ]
        done = {"reviewed": "2026-11-21"}
        asked = [question("a", evidence=evidence, **done), question("b", **done)]
        load_bank(path=write_bank(tmp_path, *asked, question("draft")))
        page = client.get(PAGE).context["page"]
        assert (page.total, page.evidence_percent) == (2, 50)
        assert [(g.guide.code, g.questions) for g in page.guides] == [
            ("DVA-C02", 2),
            ("DVA-C03", 2),
        ]
        topics = {t.name: t.counts for group in page.groups for t in group.topics}
        assert topics["sqs in words"] == [2, 2]
        assert topics["kms in words"] == [0, 0]

    def test_it_tells_no_question(self, client, tmp_path):
        bank = write_bank(tmp_path, question("q-one", reviewed="2026-11-21"))
        load_bank(path=bank)
        text = client.get(PAGE).text
        assert WHY not in text
        assert "q-one" not in text

    def test_it_names_licence_and_independence(self, client):
        text = client.get(PAGE).text
        assert "creativecommons.org/licenses/by-sa/4.0" in text
        assert "Not affiliated with AWS." in text

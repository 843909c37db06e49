"""The report form: what it takes and what it sends back."""

from questions.forms import ReportForm


class ReportFormTests:
    def test_it_asks_for_a_reason_only(self):
        form = ReportForm({"reason": "typo"})
        assert form.is_valid()
        assert form.cleaned_data == {"reason": "typo", "text": "", "source_url": ""}

    def test_it_refuses_unknown_reasons_and_nul_bytes(self):
        form = ReportForm({"reason": "boring", "text": "a\x00b"})
        assert set(form.errors) == {"reason", "text"}

    def test_it_takes_no_source_but_a_web_page(self):
        assert (
            "source_url"
            in ReportForm(
                {"reason": "typo", "source_url": "ftp://files.example/x"}
            ).errors
        )
        assert (
            "source_url"
            in ReportForm(
                {"reason": "typo", "source_url": "javascript:alert(1)"}
            ).errors
        )

    def test_it_completes_an_address_without_a_scheme(self):
        form = ReportForm({"reason": "typo", "source_url": "docs.aws.amazon.com/x"})
        assert form.is_valid()
        assert form.cleaned_data["source_url"] == "https://docs.aws.amazon.com/x"

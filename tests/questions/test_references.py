"""Names of pages from their addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.references import page_name, site_name

DOCS = "https://docs.aws.amazon.com"


class PageNameTests:
    @pytest.mark.parametrize(
        ("address", "name"),
        [
            (f"{DOCS}/lambda/latest/dg/configuration-vpc.html", "Configuration VPC"),
            (f"{DOCS}/kinesis/latest/API/API_PutRecord.html", "PutRecord (API)"),
            (f"{DOCS}/AWSEC2/latest/UserGuide/AMIs.html#top", "AMIs"),
            (f"{DOCS}/IAM/latest/UserGuide/reference_sigv.html", "Reference sigv"),
            ("https://aws.amazon.com/kms/pricing/", "Pricing"),
            ("https://aws.amazon.com", "aws.amazon.com"),
        ],
    )
    def test_it_is_read_from_the_address(self, address: str, name: str) -> None:
        assert page_name(address) == name

    @given(st.from_regex(r"https://[a-z.]+/[A-Za-z0-9_.#?/-]*", fullmatch=True))
    def test_no_page_is_without_a_name(self, address: str) -> None:
        assert page_name(address).strip()


class SiteNameTests:
    def test_it_is_the_host_and_what_is_documented(self) -> None:
        address = f"{DOCS}/lambda/latest/dg/send-email.html"
        assert site_name(address) == "docs.aws.amazon.com/lambda"

    def test_a_page_of_the_host_itself_has_no_folder(self) -> None:
        assert site_name("https://aws.amazon.com/kms/") == "aws.amazon.com"

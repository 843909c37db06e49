"""People take their data along and go; administrators erase somebody, with proof.

With PASSLINE_SCREENSHOTS it takes pictures on its way, in four looks.
"""

import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cast import PASSWORD
from tests.e2e import tour
from tests.e2e.test_every_page import FOLDER, LOOKS
from tests.e2e.test_looks import assert_fits, violations

# Somebody who may go: the people of the demo are needed by other tests.
MAKE = """
from allauth.account.models import EmailAddress
from accounts.models import User
user = User.objects.create_user("{email}", "{password}", name="Lea Leaver")
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
"""
# The worker's part; no worker runs beside this site.
WORK = """
from django.utils import timezone
from accounts.models import Erasure, PersonExport
from accounts import services
for export in PersonExport.objects.all():
    services.run_export(export_id=export.pk, now=timezone.now())
for erasure in Erasure.objects.all():
    services.run_erasure(erasure_id=erasure.pk, now=timezone.now())
"""


def make_leaver(demo: tour.Tour, name: str) -> str:
    email = f"{name}@leaver.example"
    demo.python("manage.py", "shell", "-c", MAKE.format(email=email, password=PASSWORD))
    return email


def work(demo: tour.Tour) -> None:
    demo.python("manage.py", "shell", "-c", WORK)


def looks_right(page: Page, name: str, look: str) -> None:
    tour.keep(page, FOLDER, f"{name}-{look}")
    assert_fits(page)
    assert violations(page) == [], name


def sign_in(walk: tour.Walk, email: str) -> Page:
    page = walk.open("/account/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(walk.site.url + "/")
    return page


@pytest.mark.parametrize("look", LOOKS)
class DataProtectionTests:
    def test_a_student_takes_everything_along_and_goes(
        self, demo: tour.Tour, chromium: Browser, look: str, tmp_path: Path
    ) -> None:
        found = tour.walk(demo, chromium, look)
        page = sign_in(found, make_leaver(demo, f"own-{look}"))
        page.goto(f"{demo.url}/account/data/")
        page.get_by_role("button", name="Write an export").click()
        expect(page.get_by_text("Waiting for the worker")).to_be_visible()
        looks_right(page, "own-data-waiting", look)
        work(demo)
        with page.expect_download() as taken:
            page.get_by_role("link", name="Download").click()
        taken.value.save_as(tmp_path / "all.zip")
        assert "README.txt" in zipfile.ZipFile(tmp_path / "all.zip").namelist()
        page.get_by_role("link", name="See what would go").click()
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Delete my account").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("being deleted")
        looks_right(page, "own-deletion-at-work", look)
        work(demo)
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "Your account is deleted"
        )
        looks_right(page, "own-deletion-done", look)
        found.context.close()

    def test_an_administrator_erases_somebody_and_reads_the_proof(
        self, demo: tour.Tour, chromium: Browser, look: str
    ) -> None:
        email = make_leaver(demo, f"erased-{look}")
        found = tour.walk(demo, chromium, look, "admin")
        page = found.open(f"/people/?q={email}")
        page.get_by_role("link", name="Lea Leaver").click()
        page.get_by_role("link", name="Their data: export, erase").click()
        looks_right(page, "person-data", look)
        page.get_by_role("link", name="See what would go").click()
        looks_right(page, "erasure-first-step", look)
        page.get_by_label("Reason").fill("They asked for it by letter")
        page.get_by_role("button", name="Go on").click()
        page.get_by_label("E-mail address of the person").fill(email)
        looks_right(page, "erasure-second-step", look)
        page.get_by_role("button", name="Erase for good").click()
        page.wait_for_url(re.compile("/erasures/"))
        looks_right(page, "erasure-at-work", look)
        work(demo)
        expect(page.get_by_role("heading", level=1)).to_contain_text("Erased")
        expect(page.get_by_text("They asked for it by letter")).to_be_visible()
        looks_right(page, "erasure-certificate", look)
        found.context.close()

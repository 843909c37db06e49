"""Pictures: who may add and see them, and how they are sent."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from exams.models import Attempt
from questions.models import Picture
from tests import cast
from tests.exams.makers import small_exam, start
from tests.factories import make_image, make_new, make_picture

pytestmark = pytest.mark.django_db


def upload(browser, question, content, name="box.png", alt="A box [of] teal"):
    file = SimpleUploadedFile(name, content, "image/png")
    path = f"/bank/questions/{question.slug}/pictures/"
    return browser.post(path, {"file": file, "alt": alt})


class AddPictureTests:
    def test_it_is_kept_with_its_description(self, ivans, ivan, task):
        question = make_new(ivan, task)
        assert upload(ivans, question, make_image()).status_code == 302
        picture = Picture.objects.get()
        assert (picture.alt, picture.width) == ("A box (of) teal", 40)

    def test_the_same_one_is_kept_once(self, ivans, ivan, task):
        question = make_new(ivan, task)
        upload(ivans, question, make_image())
        upload(ivans, question, make_image(), alt="Another word")
        assert Picture.objects.get().alt == "Another word"

    def test_a_description_is_needed(self, ivans, ivan, task):
        assert (
            upload(ivans, make_new(ivan, task), make_image(), alt="").status_code == 400
        )

    @pytest.mark.parametrize("content", [b"<svg onload=alert(1)>", b"MZ", b"%PDF"])
    def test_what_is_no_picture_is_refused_whatever_its_name(
        self, ivans, ivan, task, content
    ):
        response = upload(ivans, make_new(ivan, task), content)
        assert "This is no PNG" in response.text
        assert not Picture.objects.exists()


class SeePictureTests:
    def test_who_teaches_sees_it(self, ivans, ivan, task):
        picture = make_picture(make_new(ivan, task), ivan)
        response = ivans.get(f"/bank/pictures/{picture.pk}/")
        assert response["Content-Type"] == "image/webp"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response.content[8:12] == b"WEBP"

    def test_a_student_sees_those_of_questions_that_were_asked(self, browser_of, ivan):
        alice, bob = cast.alice(), cast.bob()
        attempt: Attempt = start(alice, small_exam())
        question = attempt.questions.select_related("question").first().question
        address = f"/bank/pictures/{make_picture(question, ivan).pk}/"
        assert browser_of(alice).get(address).status_code == 200
        assert browser_of(bob).get(address).status_code == 404

    def test_nobody_sees_it_without_signing_in(self, client, ivan, task):
        picture = make_picture(make_new(ivan, task), ivan)
        assert client.get(f"/bank/pictures/{picture.pk}/").status_code == 302

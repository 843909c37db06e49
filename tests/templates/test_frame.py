"""The frame of every page: safety, colours, error pages, form fields."""

import re

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory

from config import errors
from lib.problems import Problem


class FrameTests:
    @pytest.mark.django_db
    def test_its_only_inline_script_carries_the_nonce(self, client):
        response = client.get("/")
        (nonce,) = re.findall(r'importmap" nonce="([^"]+)"', response.content.decode())
        assert f"'nonce-{nonce}'" in response["Content-Security-Policy"]

    @pytest.mark.django_db
    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_it_draws_the_chosen_colours_at_once(self, client, theme):
        client.cookies["theme"] = theme
        assert f'data-theme="{theme}"' in client.get("/").content.decode()

    @pytest.mark.django_db
    def test_it_ignores_a_made_up_colour(self, client):
        client.cookies["theme"] = '"><b>'
        assert "data-theme" not in client.get("/").content.decode()


class ErrorPageTests:
    @pytest.mark.django_db
    def test_a_wrong_address_says_what_to_do(self, client):
        response = client.get("/nothing-here/")
        assert response.status_code == 404
        assert "There is nothing here" in response.content.decode()

    def test_the_plain_page_needs_no_database_and_no_session(self):
        """A bare request: no user, no session, no messages, no database mark."""
        request = RequestFactory().get("/exams/")
        page = errors.refusal(request, errors.UNAVAILABLE).content.decode()
        assert "Nothing was lost" in page
        assert "Sign in" not in page

    @pytest.mark.django_db
    def test_a_refusal_speaks_with_its_own_words(self, rf):
        problem = Problem("made-up", 409, "A made-up title", "And what to do.")
        request = rf.get("/exams/")
        request.user = None
        page = errors.refusal(request, problem).content.decode()
        assert "A made-up title" in page
        assert "And what to do." in page


class Sample(forms.Form):
    name = forms.CharField(help_text="As on your badge.")
    note = forms.CharField(required=False)
    mode = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agrees = forms.BooleanField(label="I agree")


class FieldTests:
    def draw(self, data=None):
        return render_to_string("components/fields.html", {"form": Sample(data)})

    def test_it_ties_help_and_error_to_the_control(self):
        page = self.draw({"note": "kept"})
        (control,) = re.findall(r'<input[^>]*name="name"[^>]*>', page)
        (ids,) = re.findall(r'aria-describedby="([^"]+)"', control)
        assert all(f'id="{one}"' in page for one in ids.split())
        assert len(ids.split()) == 2

    def test_it_marks_the_control_invalid(self):
        page = self.draw({})
        assert 'aria-invalid="true"' in page

    def test_it_keeps_what_was_entered(self):
        assert 'value="kept"' in self.draw({"note": "kept"})

    def test_it_says_what_may_be_left_out(self):
        assert self.draw().count(">optional<") == 1

    def test_it_groups_choices_under_their_question(self):
        page = self.draw()
        assert re.search(r"<legend[^>]*>\s*Mode", page)

    def test_every_control_has_a_label(self):
        page = self.draw()
        ids = re.findall(r'<input[^>]*id="([^"]+)"', page)
        assert ids
        assert all(f'for="{one}"' in page for one in ids)

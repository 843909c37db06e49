"""Audiences: every address of this room and of allauth declares one, and keeps it."""

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, get_resolver
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework.views import APIView

from accounts import access
from accounts.models import Guest
from lib.problems import Problem
from tests import cast

pytestmark = pytest.mark.django_db


def ask(decorator, user, **headers):
    request = RequestFactory().get("/somewhere/?page=2", headers=headers)
    request.user = user
    return decorator(lambda request: HttpResponse("here"))(request)


def opens(decorator, user):
    try:
        return ask(decorator, user).status_code == 200
    except Http404:
        return False


def make_guest():
    return Guest.objects.create(email="g@guest.invalid", is_guest=True)


@pytest.fixture
def people():
    from django.contrib.auth.models import AnonymousUser

    return [AnonymousUser(), make_guest(), cast.alice(), cast.ivan(), cast.ada()]


class DecoratorTests:
    @pytest.mark.parametrize(
        ("decorator", "audience", "expected"),
        [
            (access.public, "public", "11111"),
            (access.require_person, "person", "01111"),
            (access.require_member, "member", "00111"),
            (access.require_teaching, "teaching", "00011"),
            (access.require_admin, "admin", "00001"),
        ],
    )
    def test_it_opens_for_its_audience_only(
        self, people, decorator, audience, expected
    ):
        assert [opens(decorator, who) for who in people] == [c == "1" for c in expected]
        assert decorator(lambda request: HttpResponse()).audience == audience

    def test_it_asks_visitors_to_sign_in_and_come_back(self, people):
        answer = ask(access.require_admin, people[0])
        assert answer.url == "/account/login/?next=/somewhere/%3Fpage%3D2"

    def test_it_moves_the_whole_page_when_a_piece_was_asked_for(self, people):
        answer = ask(access.require_member, people[0], HX_Request="true")
        assert answer["HX-Redirect"].startswith("/account/login/")

    def test_it_shows_members_without_the_role_that_there_is_nothing(self, people):
        with pytest.raises(Http404):
            ask(access.require_teaching, people[2])


class PersonOfTests:
    def test_it_gives_guests_and_members(self, people):
        request = RequestFactory().get("/")
        for who in people[1:]:
            request.user = who
            assert access.person_of(request) == who

    def test_it_refuses_nobody_with_401(self, people):
        request = RequestFactory().get("/")
        request.user = people[0]
        with pytest.raises(Problem) as refusal:
            access.person_of(request)
        assert refusal.value.status == 401

    def test_it_counts_guests_as_no_members(self, people):
        request = RequestFactory().get("/")
        request.user = people[1]
        with pytest.raises(Problem):
            access.member_of(request)


class PermissionTests:
    @pytest.mark.parametrize(
        ("permission", "expected"),
        [
            (access.IsAnybody, "11111"),
            (access.IsPerson, "01111"),
            (access.IsMember, "00111"),
            (access.IsTeaching, "00011"),
            (access.IsAdmin, "00001"),
        ],
    )
    def test_it_opens_for_its_audience_only(self, people, permission, expected):
        class Api(APIView):
            permission_classes = [permission]

            def get(self, request):
                from rest_framework.response import Response

                return Response({})

        for who, code in zip(people, expected, strict=True):
            request = APIRequestFactory().get("/")
            force_authenticate(
                request, None if who.is_anonymous and not who.pk else who
            )
            assert (Api.as_view()(request).status_code == 200) == (code == "1")


def routes(patterns, prefix="", namespace=""):
    for entry in patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", entry.callback
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from routes(entry.url_patterns, prefix, inner)


class AudienceTests:
    def test_every_address_about_people_declares_its_audience(self):
        ours = ("account", "mfa_", "usersessions", "admin:", "api-token")
        undeclared = [
            name
            for name, callback in routes(get_resolver().url_patterns)
            if name.startswith(ours) and access.audience_of(callback, name) is None
        ]
        assert undeclared == []

    def test_it_knows_no_audience_of_what_declares_none(self):
        assert access.audience_of(lambda request: None, "new-page") is None

    def test_members_pages_of_allauth_are_closed_to_visitors(self, client):
        from django.urls import reverse

        for name, audience in access.THIRD_PARTY.items():
            if audience == access.Audience.MEMBER:
                answer = client.get(reverse(name))
                assert answer.status_code == 302, name
                assert answer.url.startswith("/account/login/"), name

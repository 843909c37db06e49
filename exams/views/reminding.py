"""Reminders and the calendar of a person: chosen, read, fetched by other programs."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import member_of, public, require_member
from exams import access, calendars, selectors, services


@require_member
@never_cache
@require_safe
def reminders(request: HttpRequest) -> HttpResponse:
    return _page(request, "")


def _page(request: HttpRequest, address: str) -> HttpResponse:
    """`address` of a calendar that was made just now: it is shown this once."""
    user = member_of(request)
    context = {
        "is_wanted": selectors.wants_reminders(user),
        "calendar": selectors.calendar_of(user),
        "address": address,
    }
    return render(request, "exams/reminders.html", context)


@require_member
@require_POST
def reminders_choose(request: HttpRequest) -> HttpResponse:
    is_wanted = "is_wanted" in request.POST
    services.choose_reminders(
        user=member_of(request), is_wanted=is_wanted, now=timezone.now()
    )
    told = "You are reminded by mail." if is_wanted else "No more reminders by mail."
    messages.success(request, told)
    return redirect("exams:reminders")


@require_member
@require_POST
def reminder_read(request: HttpRequest, reminder_id: int) -> HttpResponse:
    """Set a notice aside."""
    found = access.reminder_for(member_of(request), reminder_id)
    services.read_reminder(reminder=found, now=timezone.now())
    return redirect("home")


@require_member
@never_cache
@require_POST
def calendar_renew(request: HttpRequest) -> HttpResponse:
    secret = services.renew_calendar(user=member_of(request), now=timezone.now())
    path = reverse("exams:calendar", args=[secret])
    return _page(request, settings.BASE_URL + path)


@require_member
@require_POST
def calendar_end(request: HttpRequest) -> HttpResponse:
    services.end_calendar(user=member_of(request))
    messages.success(request, "The calendar's address no longer works.")
    return redirect("exams:reminders")


@public
@require_safe
@cache_control(private=True, max_age=300)
def calendar(request: HttpRequest, calendar_secret: str) -> HttpResponse:
    """The feed: whoever has the address reads it, without signing in."""
    owner = access.calendar_owner(calendar_secret)
    entries = selectors.calendar_entries(owner, timezone.now())
    return HttpResponse(
        calendars.feed("Passline", entries), content_type="text/calendar; charset=utf-8"
    )

"""People in Django's admin site: administrators only, through the site's sign-in."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts import access, services
from accounts.accommodations import Accommodation
from accounts.models import User

# allauth's sign-in asks for the second factor and counts failures; Django's does not.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # REASON: as allauth documents it


def to_own_password(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """The product's own page: a new password there ends other sessions and tokens."""
    return redirect("account_change_password")


admin.site.password_change = to_own_password  # type: ignore[method-assign, assignment]  # REASON: the site asks for it by name
# Secrets of second factors and keys of sessions are nothing to browse.
admin.site.unregister(Authenticator)
admin.site.unregister(UserSession)
# Addresses change by confirmation alone; there are roles, and no groups.
admin.site.unregister(EmailAddress)
admin.site.unregister(Group)
# Nothing is deleted from here: erasing a person is a job of its own, with a proof.
admin.site.disable_action("delete_selected")


@admin.register(User)
class UserAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # REASON: generic only in the stubs
    """Roles, access and more time; every change goes through its service."""

    list_display = ["email", "name", "role", "is_active", "joined_at"]
    list_filter = ["role", "is_active"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    fields = [
        "email",
        "name",
        "role",
        "is_active",
        "time_multiplier",
        "extra_minutes",
        "joined_at",
        "last_login",
    ]
    readonly_fields = ["email", "name", "joined_at", "last_login"]
    actions = ["remove_second_factor"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).filter(is_guest=False)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(
        self,
        request: HttpRequest,
        obj: User,
        form: "forms.ModelForm[User]",
        change: bool,  # noqa: FBT001  # REASON: Django's signature
    ) -> None:
        actor = access.member_of(request)
        services.change_role(actor=actor, user=obj, role=obj.role)
        services.set_active(actor=actor, user=obj, is_active=obj.is_active)
        services.change_accommodations(
            actor=actor,
            user=obj,
            accommodation=Accommodation(obj.time_multiplier, obj.extra_minutes),
        )

    @admin.action(description="Remove the second factor (lost phone)")
    def remove_second_factor(
        self, request: HttpRequest, queryset: QuerySet[User]
    ) -> None:
        for user in queryset:
            services.remove_second_factor(actor=access.member_of(request), user=user)
        messages.success(request, "Removed. They can sign in and set up a new one.")

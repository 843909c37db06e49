"""The people of the demo, whose password everybody may know."""

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import Role, User
from accounts.services.ways_in import change_password

DEMO_PASSWORD = "passline-demo"  # noqa: S105  # REASON: printed by ./run, refused outside the demo
DEMO_PEOPLE = (
    ("student", "Sam Student", Role.STUDENT),
    ("instructor", "Ingrid Instructor", Role.INSTRUCTOR),
    ("admin", "Ada Administrator", Role.ADMIN),
)


@transaction.atomic
def make_demo_people() -> list[User]:
    """One person of each role, whose address counts as confirmed."""
    return [_make_demo_person(*person) for person in DEMO_PEOPLE]


def _make_demo_person(word: str, name: str, role: str) -> User:
    email = f"{word}@demo.passline.example"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(
            email, DEMO_PASSWORD, name=name, role=role, is_demo=True
        )
    elif not user.check_password(DEMO_PASSWORD):
        change_password(user=user, password=DEMO_PASSWORD)
    User.objects.filter(pk=user.pk).update(role=role, is_demo=True, is_active=True)
    EmailAddress.objects.update_or_create(
        user=user, email=email, defaults={"verified": True, "primary": True}
    )
    return user

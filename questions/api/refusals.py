"""How refusals look."""

from django.forms import Form
from rest_framework.serializers import ValidationError


def unusable(form: Form) -> ValidationError:
    """What a form of the pages says, field by field."""
    return ValidationError(
        {name: [str(one) for one in found] for name, found in form.errors.items()}
    )

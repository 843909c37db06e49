"""How refusals look, and how they are described."""

from django.forms import Form
from drf_spectacular.utils import OpenApiResponse
from rest_framework.serializers import ValidationError

PROBLEM = OpenApiResponse(description="A problem document (RFC 9457).")
REFUSALS = {400: PROBLEM, 401: PROBLEM, 403: PROBLEM, 404: PROBLEM, 409: PROBLEM}


def unusable(form: Form) -> ValidationError:
    """What a form of the pages says, field by field."""
    return ValidationError(
        {name: [str(one) for one in found] for name, found in form.errors.items()}
    )

"""What a browser may do with our answers: Content-Security-Policy."""

from csp.middleware import CSPMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase

HEADER = "Content-Security-Policy"
# An answer of the API is no page: nothing in it is loaded, run or framed.
OF_DATA = "default-src 'none'; frame-ancestors 'none'"


class PolicyMiddleware(CSPMiddleware):
    """django-csp's for pages; data has one policy that is never composed."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if not request.path.startswith("/api/"):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, OF_DATA)
        return response

"""Pages hold patients: no browser and no proxy keeps one unless its view says so."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase


class NotKept:
    """Say ``no-store`` on every answer that says nothing about being kept.

    Static files are answered before this one is asked.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.get_response(request)
        if "Cache-Control" not in answer:
            answer["Cache-Control"] = "private, no-store"
        return answer

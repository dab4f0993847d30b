"""Nobody signs up: a clinic's manager makes the accounts."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from typing_extensions import override


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc]  # it is untyped
    @override
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

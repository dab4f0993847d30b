"""Nobody signs up: a clinic's manager makes the accounts. Demo accounts open in demo mode."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest
from typing_extensions import override

from dosekeeper.store.directory import may_sign_in, person_of_account, revoke_all


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc]  # it is untyped
    @override
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    @override
    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Change it on the page as at the command line: the person's tokens end with it."""
        with transaction.atomic():
            super().set_password(user, password)
            revoke_all(person_of_account(user))


class SignIn(AuthenticationBackend):  # type: ignore[misc]  # it is untyped
    """A shut account does not open, and says no more than a wrong password does."""

    @override
    def authenticate(
        self, request: HttpRequest | None, **credentials: Any
    ) -> AbstractBaseUser | None:
        account: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if account is None:
            # allauth keeps a shut account aside, and its sign-in form would take it.
            self.unstash_authenticated_user()
        return account

    @override
    def user_can_authenticate(self, user: AbstractBaseUser | AnonymousUser) -> bool:
        """Also asked of every session, so that one of the demo ends with the demo mode."""
        return may_sign_in(user)

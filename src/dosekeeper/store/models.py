from django.contrib.auth.models import AbstractUser


class Account(AbstractUser):
    """Who signs in."""

"""The product's settings, with the data of a test run in a folder of its own.

Only what makes tests slow or ties them to each other is changed; everything else is
tested as it is shipped.
"""

import os

from tests.support.run_folder import run_folder


# Before the settings are read: a test run never sees the data of a running clinic.
os.environ["DOSEKEEPER_HOME"] = str(run_folder() / f"home-{os.getpid()}")
for _name in ("DATABASE_URL", "DEMO", "HOSTS", "PROXIES", "SQLITE_JOURNAL", "BENCH"):
    os.environ.pop(f"DOSEKEEPER_{_name}", None)

# Playwright keeps an event loop in the thread of the tests, and Django would take
# every query after a browser test for one made inside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from dosekeeper.site.settings import *  # noqa: E402, F403


# Argon2 is slow on purpose; hundreds of test accounts need not be.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

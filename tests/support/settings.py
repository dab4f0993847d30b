"""The product's settings, with the data of a test run in a folder of its own.

Only what makes tests slow or ties them to each other is changed; everything else is
tested as it is shipped.
"""

import os
import tempfile


# Before the settings are read: a test run never sees the data of a running clinic.
os.environ["DOSEKEEPER_HOME"] = tempfile.mkdtemp(prefix="dosekeeper-test-")
os.environ.pop("DOSEKEEPER_DEMO", None)

from dosekeeper.site.settings import *  # noqa: F403


# Argon2 is slow on purpose; hundreds of test accounts need not be.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

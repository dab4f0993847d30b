import os

from django.core.wsgi import get_wsgi_application


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dosekeeper.site.settings")

application = get_wsgi_application()

from dosekeeper.door.asking import group_writes  # noqa: E402 - these need the applications
from dosekeeper.door.running import Runner  # noqa: E402


group_writes()
# Not a setting: the process that serves may be a copy of one that read them before.
if os.environ.get("DOSEKEEPER_RUNS_DUE") == "1":
    Runner().start()

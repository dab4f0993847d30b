import os

from django.core.wsgi import get_wsgi_application


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dosekeeper.site.settings")

application = get_wsgi_application()

from django.conf import settings  # noqa: E402 - these need the applications

from dosekeeper.door.asking import group_writes  # noqa: E402
from dosekeeper.door.running import Runner  # noqa: E402


group_writes()
if settings.RUNS_DUE:
    Runner().start()

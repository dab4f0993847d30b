import os

from django.core.wsgi import get_wsgi_application


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dosekeeper.site.settings")

application = get_wsgi_application()

from dosekeeper.door.asking import group_writes  # noqa: E402 - it needs the applications


group_writes()

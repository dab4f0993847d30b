"""Two questions a supervisor asks: does it live, and may it be sent work."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dosekeeper.store import outbox


UNAVAILABLE = 503


@login_not_required
@never_cache
@require_safe
def healthz(_: HttpRequest) -> JsonResponse:
    """Answer while the process can answer.

    It asks nothing of the database: one that is down is not mended by a new process here.
    """
    return JsonResponse({"status": "alive"})


@login_not_required
@never_cache
@require_safe
def readyz(_: HttpRequest) -> JsonResponse:
    """Answer whether the database answers and has every migration.

    That messages are late is told and changes nothing: pages can be served all the same.
    """
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=UNAVAILABLE)
    if missing:
        return JsonResponse({"status": "migrations missing"}, status=UNAVAILABLE)
    late = outbox.status(timezone.now(), ()).run_late(timezone.now())
    return JsonResponse({"status": "ready", "run-due": "late" if late else "on time"})

"""The worker, until nothing is left to do."""

from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

NOBODY = dict.fromkeys(["backend_name", "startup_delay", "max_tasks", "interval", "batch"])


def work() -> None:
    """Run the tasks that wait as `manage.py db_worker` runs them; its loop itself closes a test's connection."""
    worker = Worker(**NOBODY, queue_names=["default"], excluded_queue_names=[], worker_id="tests")
    while row := DBTaskResult.objects.ready().first():
        row.claim(worker.worker_id)
        worker.run_task(row)
        assert row.status == "SUCCESSFUL", row.traceback

"""The rows and files of a test's site as they stand, to stand there again in a later test without being made again."""

import io
import shutil
from pathlib import Path

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction


class Snapshot:
    """Of a PostgreSQL of tests, where we may switch off the checks between tables while they are filled."""

    def __init__(self, media: Path, folder: Path):
        self.files, self.tables = shutil.copytree(media, folder / "media"), {}
        with connection.cursor() as cursor:
            for table in map(connection.ops.quote_name, connection.introspection.table_names(cursor)):
                rows = self.tables[table] = io.BytesIO()
                cursor.copy_expert(f"COPY {table} TO STDOUT", rows)

    @transaction.atomic
    def restore(self, media: Path):
        shutil.copytree(self.files, media, dirs_exist_ok=True)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("TRUNCATE " + ", ".join(self.tables))
            for table, rows in self.tables.items():
                rows.seek(0)
                cursor.copy_expert(f"COPY {table} FROM STDIN", rows)
            for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
                cursor.execute(statement)

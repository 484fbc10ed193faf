"""The database into one file and back, by its own programs; rows counted on either side."""

import os
import sqlite3
import subprocess

from django.apps import apps
from django.db import connection

from kimportal.backup.errors import BackupError

DUMP = "database.dump"


def count_rows(database):
    """{table: rows} of every model, in a connection of Django's or of psycopg."""
    with database.cursor() as cursor:
        return {
            model._meta.db_table: _count(cursor, model._meta.db_table)
            for model in apps.get_models(include_auto_created=True)
        }


def _count(cursor, table):
    cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608  (our own names only)
    return cursor.fetchone()[0]


def dump(folder):
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(folder / DUMP) as copy:
            connection.connection.backup(copy)
    else:
        run("pg_dump", "--format=custom", "--no-owner", f"--file={folder / DUMP}")


def load(dumped):
    """Into the empty database. Who may do what there is not the dump's to say: roles.sql does."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(dumped) as copy:
            copy.backup(connection.connection)
    else:
        name = connection.settings_dict["NAME"]
        run(
            *("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error"),
            *("--single-transaction", f"--dbname={name}", dumped),
        )


def run(program, *arguments, **where):
    """One of PostgreSQL's own programs, told where the database is by its environment."""
    done = subprocess.run([program, *arguments], env=os.environ | (where or address()))  # noqa: S603
    if done.returncode:
        raise BackupError(f"{program} failed with {done.returncode}; its own words stand above")


def address():
    """libpq's variables for the portal's database: no password stands in a list of processes."""
    settings = connection.settings_dict
    told = {
        "PGHOST": settings["HOST"],
        "PGPORT": settings["PORT"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGDATABASE": settings["NAME"],
    }
    return {name: str(value) for name, value in told.items() if value}

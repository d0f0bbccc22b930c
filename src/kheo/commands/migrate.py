"""``kheo migrate``: bring the database to this version of Kheo."""

import argparse

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

HELP = gettext_lazy("create the database, or bring it to this version")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(args: argparse.Namespace) -> int:
    done = bring_up_to_date()
    print(
        _("The database is up to date: %(count)d steps applied.") % {"count": done} if done else _up_to_date()
    )
    return 0


def bring_up_to_date() -> int:
    """Apply what is not applied yet; returns the number of steps."""
    count = len(unapplied())
    if count:
        call_command("migrate", interactive=False, verbosity=0)
    if settings.DATABASE_WEB:
        from kheo.web.shared.walled import (
            wall_in,  # which knows the tables: this module is read before Django stands
        )

        wall_in(str(settings.DATABASE_WEB["USER"]))
    return count


def unapplied() -> list[str]:
    """The names of the steps that the database does not have yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def _up_to_date() -> str:
    return _("The database is up to date: nothing to apply.")

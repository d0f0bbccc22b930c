"""Makes the tables, a form and devices in the database that the environment names; prints the devices' keys as JSON."""

from __future__ import annotations

import json
import sys

import django

if __name__ == "__main__":
    django.setup()
    from django.core.management import call_command

    from tests.phones import phone

    call_command("migrate", verbosity=0)
    print(json.dumps([phone(f"phone {at}")[1] for at in range(int(sys.argv[1]))]))

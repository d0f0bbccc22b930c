"""Run beside the database: ``make N`` tells N people something; ``later`` lets ten minutes of claims and pauses pass;
``state`` prints state → how many mails, as JSON."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections import Counter

import django

if __name__ == "__main__":
    django.setup()
    from django.db.models import F

    from kheo.ground.accounts.models import User
    from kheo.ground.notices.actions import tell
    from kheo.ground.notices.models import Mail
    from kheo.ground.notices.states import Kind

    now = dt.datetime.now(dt.UTC)
    match sys.argv[1:]:
        case ["make", count]:
            for at in range(int(count)):
                person = User.objects.create(username=f"p{at}", email=f"p{at}@example.org", language="en")
                tell(person=person.pk, kind=Kind.PASSWORD_SET, key="once", by="test", now=now)
        case ["later"]:
            passed = dt.timedelta(minutes=10)
            Mail.objects.update(claimed_until=F("claimed_until") - passed, next_at=F("next_at") - passed)
        case ["state"]:
            print(json.dumps(Counter(Mail.objects.values_list("state", flat=True))))

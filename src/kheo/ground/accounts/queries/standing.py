"""Whether somebody who was let in may still go on: asked again wherever something is written, and before an answer leaves.

An act takes hold of the account's row until its own commit, and shutting an account, taking a role or changing a password
writes that row: so of the two commits one is first, and an act that would be second is refused.
"""

from __future__ import annotations

from django.db import connection, transaction

from kheo.ground.accounts.models import Device, User
from kheo.ground.wall.queries import past_the_wall
from kheo.kit.refusals import Refused

_HOLD, _OWN = " FOR SHARE", " FOR NO KEY UPDATE"


class Standing:
    """With what a request was let in: the account as it stood then (``turn``), and the device's key where it had one.

    ``acted``: whether something that it wrote is committed. ``refused``: whether it came too late to write.
    """

    def __init__(self) -> None:
        self.user: int | None = None
        self.turn = 0
        self.device: int | None = None
        self.digest = ""
        self.acted = self.refused = False

    def comes_as(self, user: User, device: Device | None = None) -> None:
        self.user, self.turn = user.pk, user.turn
        self.device, self.digest = (device.pk, device.digest) if device else (None, "")

    def hold(self, *, own: bool = False) -> None:
        """Inside a transaction: refuses whoever may not go on; else nobody ends their sessions before it is committed.

        ``own``: it is the person's own account that changes now.
        """
        if self.user is None:
            return
        if not self._stands(_OWN if own else _HOLD):
            self.refused = True
            raise Refused("ground.session_over")
        transaction.on_commit(self._has_acted)

    def still_stands(self) -> bool:
        return self.user is None or self._stands("")

    def _has_acted(self) -> None:
        self.acted = True

    @past_the_wall()
    def _stands(self, lock: str) -> bool:
        if connection.vendor != "postgresql":
            lock = ""  # whoever writes to SQLite is the only one
        user, device = User._meta.db_table, Device._meta.db_table
        asked = f"SELECT 1 FROM {user}"  # noqa: S608 - names of models
        given: list[int | str | bool] = []
        if self.device is not None:
            asked += (
                f" JOIN {device} ON {device}.id = %s AND {device}.digest = %s AND {device}.revoked_at IS NULL"
            )
            given += [self.device, self.digest]
        asked += f" WHERE {user}.id = %s AND {user}.turn = %s AND {user}.is_active = %s"
        with connection.cursor() as cursor:
            cursor.execute(asked + lock, [*given, self.user, self.turn, True])
            return cursor.fetchone() is not None

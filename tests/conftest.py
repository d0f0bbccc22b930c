"""What holds for every test."""

import socket
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest

# Machines differ in speed and tests are not timed.
hypothesis.settings.register_profile("kheo", deadline=None)
hypothesis.settings.load_profile("kheo")

HERE = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Tests speak to this machine only: anything else fails at once, naming the address."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in HERE:
            raise AssertionError(f"a test tried to reach {address[0]}: tests stay on this machine")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield

"""What the tests of the domain have in common."""

import pytest

from kheo.ground.accounts.models import Device
from tests.phones import phone


@pytest.fixture
def device() -> Device:
    """A reporter's phone."""
    return phone()[0]

"""Every specification of the counting engine runs on each engine."""

import pytest

from tests.spec.engines import engine
from tests.spec.harness import Spec


@pytest.fixture(params=["plain", "duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def spec(request: pytest.FixtureRequest) -> Spec:
    return Spec(engine(request.param))

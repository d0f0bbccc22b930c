"""Every specification of the counting engine runs on each engine."""

from collections.abc import Iterator

import pytest

from tests.spec.engines import close, engine
from tests.spec.harness import Spec


@pytest.fixture(params=["plain", "duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def spec(request: pytest.FixtureRequest) -> Spec:
    return Spec(engine(request.param))


@pytest.fixture(scope="session", autouse=True)
def engines_closed() -> Iterator[None]:
    yield
    close()

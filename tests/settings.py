"""The product's own settings over a data folder that lives as long as the test process.

Each process of pytest-xdist makes its own, so that tests neither meet each other nor anybody's data.
"""

import atexit
import os
import shutil
import tempfile

_data = tempfile.mkdtemp(prefix=f"kheo-tests-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ["KHEO_DATA"] = _data

from kheo.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["tests.hashing.Quick"]

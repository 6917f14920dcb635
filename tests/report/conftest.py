"""The simulated threads, as a fixture."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def synthetic():
    path = Path(__file__).parents[1] / "figures" / "synthetic.py"
    spec = importlib.util.spec_from_file_location("synthetic_threads", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

import sys
from pathlib import Path

import pytest

GLUE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(GLUE))


@pytest.fixture(scope="session")
def movielens():
    from lakehouse_glue import folders, pipeline

    return pipeline.load(folders.open_folder(GLUE.parent / "samples/MovieLens"))


@pytest.fixture(scope="session")
def spark():
    pytest.importorskip("pyspark", reason="pyspark is not installed")
    pytest.importorskip("delta", reason="delta-spark is not installed")
    from lakehouse_glue import session

    found = session.local("tests")
    yield found
    found.stop()

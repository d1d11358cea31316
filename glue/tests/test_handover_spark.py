"""tests/Handover: what the Transformer makes of the same raw files, see HandoverTests.cs."""
import shutil
from pathlib import Path

import pytest
from gates import checked

from lakehouse_glue import curating, folders, pipeline, staging

FIXTURE = Path(__file__).resolve().parents[2] / "tests/Handover"


def files():
    names = {path.name for path in (FIXTURE / "raw").rglob("*.parquet")}
    return sorted(names, key=lambda name: (not name.startswith("LOAD"), name))


def copy(lake, wanted):
    for path in (FIXTURE / "raw").rglob("*.parquet"):
        if path.name in wanted:
            target = lake / "raw" / path.relative_to(FIXTURE / "raw")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)


def stage(spark, lake, definition):
    for table in definition.staged:
        raw = folders.open_folder(lake / "raw/handover/public" / table.name)
        staging.TableStager(spark, definition, table, raw, str(lake / "staged/handover" / table.name), folders.open_folder(lake / "quality")).stage()


def curate(spark, lake, definition):
    curator = curating.ModelCurator(spark, definition, {"staged": str(lake / "staged"), "curated": str(lake / "curated")})
    for model in definition.models:
        curator.curate(checked(model))


def rows(spark, lake, table):
    """Rows as texts, sorted: 1|a|NULL."""
    zone, name = table.split(".")
    found = spark.read.format("delta").load(str(lake / zone / "handover" / name))
    return sorted("|".join(map(text, row)) for row in found.collect())


def text(value):
    return "NULL" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def expected(table):
    return (FIXTURE / "expected" / f"{table}.txt").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module", params=["in one run", "file by file"])
def lake(request, spark, tmp_path_factory):
    root = tmp_path_factory.mktemp("handover")
    definition = pipeline.load(folders.open_folder(FIXTURE / "pipeline"))
    for wanted in [files()] if request.param == "in one run" else [[name] for name in files()]:
        copy(root, wanted)
        stage(spark, root, definition)
    curate(spark, root, definition)
    return root


@pytest.mark.parametrize("table", ["staged.items", "staged.notes", "staged.stock", "staged.readings", "staged.codes", "curated.values", "curated.shops"])
def test_the_tables_are_those_of_the_Transformer(spark, lake, table):
    assert rows(spark, lake, table) == expected(table)

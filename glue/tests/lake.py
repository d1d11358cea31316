"""A small lake in a folder, for tests with Spark."""
import shutil
from pathlib import Path

from lakehouse_glue import curating, folders, pipeline, staging, tables

YAML = """
pipeline: shop
staged:
  items: { key: [id] }
curated:
  prices: { sql: prices.sql, key: [name], expectations: prices.json }
"""
SQL = "SELECT name, count(*) AS items, sum(CAST(price AS DOUBLE)) AS total FROM staged.items GROUP BY name"
SUITE = """{"name": "prices", "expectations": [
  {"type": "expect_table_columns_to_match_ordered_list", "kwargs": {"column_list": ["name", "items", "total"]}, "meta": {}, "severity": "critical"},
  {"type": "expect_column_values_to_be_between", "kwargs": {"column": "total", "min_value": 0}, "meta": {}, "severity": "critical"},
  {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "name"}, "meta": {}, "severity": "warning"}], "meta": {}}"""
COLUMNS = "Op string, id int, name string, price int, change_seq string"
WITH_UNCHANGED = COLUMNS + ", _unchanged array<string>"
LOAD = "LOAD00000001.parquet"


def change(number):
    return f"20261122-{number:09d}.parquet"


class Lake:
    def __init__(self, spark, root, yaml=YAML, files=None):
        self.spark = spark
        self.root = Path(root)
        definition = self.root / "pipeline"
        definition.mkdir(parents=True)
        (definition / "pipeline.yaml").write_text(yaml)
        for name, text in (files or {"prices.sql": SQL, "prices.json": SUITE}).items():
            (definition / name).write_text(text)
        self.pipeline = pipeline.load(folders.open_folder(definition))

    @property
    def path(self):
        return str(self.root / "staged/shop/items")

    def raw(self, name, rows, columns=COLUMNS):
        """Writes one raw file, rows in their order."""
        return self.raw_of(name, self.spark.createDataFrame(rows, columns))

    def raw_of(self, name, frame):
        folder = self.root / "raw/shop/public/items"
        folder.mkdir(parents=True, exist_ok=True)
        parts = self.root / "parts"
        frame.coalesce(1).write.mode("overwrite").parquet(str(parts))
        shutil.move(next(parts.glob("part-*.parquet")), folder / name)
        return self

    def stage(self):
        table = self.pipeline.staged_table("items")
        return staging.TableStager(self.spark, self.pipeline, table, folders.open_folder(self.root / "raw/shop/public/items"), self.path, folders.open_folder(self.root / "quality")).stage()

    def curator(self):
        return curating.ModelCurator(self.spark, self.pipeline, {zone: str(self.root / zone) for zone in ("staged", "curated")})

    def rows(self, path=None, order="id"):
        return [tuple(row) for row in self.spark.read.format("delta").load(path or self.path).orderBy(order).collect()]

    def recorded(self):
        return tables.snapshot(self.spark, self.path).transaction("raw/shop/public/items")

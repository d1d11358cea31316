"""Cleaning, history and replays on Spark: what tests/Lakehouse.Transformer.Tests/{Cleaning,History,Replay}Tests.cs say of the Transformer."""
import pytest
from gates import checked
from lake import LOAD, Lake, change

from lakehouse_glue import folders, history, staging

YAML = """
pipeline: shop
staged:
  items: { key: [id], sql: clean.sql, history: true }
"""


@pytest.fixture
def lake(spark, tmp_path):
    return Lake(spark, tmp_path, YAML, {"clean.sql": "SELECT id, trim(name) AS name, price FROM source.items WHERE price > 0"})


def stager(lake, kind, path):
    table = lake.pipeline.staged_table("items")
    return kind(lake.spark, lake.pipeline, table, folders.open_folder(lake.root / "raw/shop/public/items"), str(lake.root / "staged/shop" / path), folders.open_folder(lake.root / "quality"))


def history_rows(lake):
    return lake.spark.read.format("delta").load(str(lake.root / "staged/shop/items_history")).orderBy("valid_from_seq").collect()


def test_a_cleaned_table_is_a_model_over_the_merged_one(lake):
    lake.raw(LOAD, [("I", 1, " a ", 1, "00"), ("I", 2, "b", 0, "00")])
    stager(lake, staging.TableStager, "_source/items").stage()
    assert lake.curator().curate(checked(lake.pipeline.model("staged.items"))).outcome == "committed"
    assert lake.rows(str(lake.root / "staged/shop/items")) == [(1, "a", 1)]
    assert lake.curator().curate(checked(lake.pipeline.model("staged.items")), full_refresh=True).outcome == "committed"


def test_every_version_of_a_row_is_kept_whatever_order_changes_come_in(lake):
    lake.raw(LOAD, [("I", 1, "a", 1, "00")])
    keeper = stager(lake, history.HistoryStager, "items_history")
    keeper.stage()
    lake.raw(change(1), [("U", 1, "late", 3, "07"), ("U", 1, "early", 2, "05"), ("D", 1, None, None, "09")])
    keeper.stage()
    assert [(row["name"], row["valid_from_seq"], row["valid_to_seq"], row["is_current"]) for row in history_rows(lake)] == [("a", "00", "05", False), ("early", "05", "07", False), ("late", "07", "09", False)]
    assert keeper.stage().commits == 0


@pytest.mark.parametrize("in_one_run", [True, False])
def test_of_changes_with_one_sequence_the_first_that_is_read_counts(lake, in_one_run):
    lake.raw(LOAD, [("I", 1, "first", 1, "00"), ("I", 1, "second", 2, "00"), ("I", 1, "third", 3, "00")])
    keeper = stager(lake, history.HistoryStager, "items_history")
    if not in_one_run:
        keeper.stage()
    lake.raw(change(1), [("U", 1, "fourth", 4, "00"), ("U", 1, "next", 5, "01")])
    keeper.stage()
    assert [(row["name"], row["is_current"]) for row in history_rows(lake)] == [("first", False), ("next", True)]


def test_a_replay_replaces_the_table_and_new_files_follow(lake):
    lake.raw(LOAD, [("I", 1, "a", 1, "00"), ("I", 2, "b", 2, "00")])
    merged = stager(lake, staging.TableStager, "_source/items")
    merged.stage()
    lake.spark.sql(f"DELETE FROM delta.`{merged.path}` WHERE id = 1")
    assert merged.replay().commits == 1
    assert lake.rows(merged.path) == [(1, "a", 1), (2, "b", 2)]
    lake.raw(change(1), [("D", 2, None, None, "01")])
    merged.stage()
    assert lake.rows(merged.path) == [(1, "a", 1)]
    assert merged.replay(version=0).commits == 1
    assert lake.rows(merged.path) == [(1, "a", 1)]
    (lake.root / "raw/shop/public/items" / LOAD).unlink()
    with pytest.raises(staging.StagingError, match="which it was once built from"):
        merged.replay()


def test_a_replay_takes_all_files_that_are_there(lake):
    lake.raw(LOAD, [("I", 1, "a", 1, "00")]).raw("LOAD00000002.parquet", [("I", 2, "b", 2, "00")]).raw("LOAD00000003.parquet", [("I", 3, "c", 3, "00")])
    merged = stager(lake, staging.TableStager, "_source/items")
    merged.stage()
    (lake.root / "raw/shop/public/items/LOAD00000002.parquet").unlink()
    merged.replay()
    assert lake.rows(merged.path) == [(1, "a", 1), (3, "c", 3)]


def test_a_replay_is_refused_where_retention_has_deleted_files(lake):
    lake.raw(LOAD, [("I", 1, "a", 1, "00")])
    merged = stager(lake, staging.TableStager, "_source/items")
    merged.stage()
    lake.raw(change(1), [("I", 2, "b", 2, "01")]).raw(change(2), [("I", 3, "c", 3, "02")])
    merged.stage()
    (lake.root / "raw/shop/public/items" / change(1)).unlink()
    folders.open_folder(lake.root / "raw/shop").write_text("_transformer/public.items.json", '{"deletedThrough": 20261122000000001}')
    for version in (None, 0):
        with pytest.raises(staging.StagingError, match="retention has deleted the files up to number 20261122000000001"):
            merged.replay(version)
    assert merged.replay(version=1).commits == 1
    assert lake.rows(merged.path) == [(1, "a", 1), (2, "b", 2), (3, "c", 3)]

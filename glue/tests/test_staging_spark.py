from datetime import datetime

import pytest
from lake import COLUMNS, LOAD, WITH_UNCHANGED, Lake, change

from lakehouse_glue import staging


@pytest.fixture
def lake(spark, tmp_path):
    return Lake(spark, tmp_path)


def test_a_load_is_deduplicated_and_recorded(lake):
    result = lake.raw(LOAD, [("I", 1, "a", 1, "00"), ("I", 1, "a", 2, "00"), ("I", 2, "b", 3, "00")]).stage()
    assert lake.rows() == [(1, "a", 2), (2, "b", 3)]
    assert lake.recorded() == 1 and result.schema_changed and result.version == 0


def test_changes_are_merged_by_key_and_order(lake):
    lake.raw(LOAD, [("I", 1, "a", 1, "00"), ("I", 2, "b", 2, "00"), ("I", 3, "c", 3, "00")]).stage()
    lake.raw(change(1), [("U", 1, "newest", 9, "05"), ("U", 1, "older", 8, "04"), ("D", 2, None, None, "06"), ("I", 4, "d", 4, "07")])
    result = lake.raw(change(2), [("D", 3, None, None, "08"), ("I", 3, "again", 5, "09"), ("D", 99, None, None, "10")]).stage()
    assert lake.rows() == [(1, "newest", 9), (3, "again", 5), (4, "d", 4)]
    assert lake.recorded() == 20261122000000002 and not result.schema_changed


def test_a_second_run_changes_nothing(lake):
    lake.raw(LOAD, [("I", 1, "a", 1, "00")]).stage()
    assert lake.stage().commits == 0 and lake.stage().version == 0


def test_a_load_of_DMS_may_lack_Op(lake):
    lake.raw(LOAD, [(1, "a")], "id int, name string").stage()
    assert lake.rows() == [(1, "a")]


def test_a_truncate_empties_the_table(lake):
    lake.raw(LOAD, [("I", 1, "a", 1, "00"), ("I", 2, "b", 2, "00")]).stage()
    lake.raw(change(1), [("U", 1, "x", 1, "01")]).raw(change(2), [("T", None, None, None, "02"), ("I", 7, "new", 7, "03")]).stage()
    assert lake.rows() == [(7, "new", 7)]


def test_new_and_wider_columns_change_the_schema(lake):
    lake.raw(LOAD, [("I", 1, "a", 1, "00"), ("I", 2, "b", 2, "00")]).stage()
    result = lake.raw(change(1), [("U", 1, "A", 5_000_000_000, "red", "01")], "Op string, id int, name string, price bigint, colour string, change_seq string").stage()
    assert lake.rows() == [(1, "A", 5_000_000_000, "red"), (2, "b", 2, None)]
    assert result.schema_changed


def test_files_of_one_batch_may_differ_in_type(lake):
    lake.raw(LOAD, [("I", 1, "a", 1, "00")]).raw(change(1), [("I", 2, "b", 5_000_000_000, "01")], COLUMNS.replace("price int", "price bigint")).stage()
    assert lake.rows() == [(1, "a", 1), (2, "b", 5_000_000_000)]


def test_rows_that_cannot_be_used_go_into_quarantine(lake):
    lake.raw(LOAD, [("I", 1, "a", 1, "00")]).stage()
    result = lake.raw(change(1), [("X", 2, "b", "2", "01"), ("U", None, "c", "3", "02"), ("U", 1, "d", "many", "03"), ("I", 4, "e", "4", "04")], COLUMNS.replace("price int", "price string")).stage()
    assert lake.rows() == [(1, "a", 1), (4, "e", 4)]
    assert result.quarantined == 3
    kept = lake.spark.read.parquet(str(lake.root / "quality/shop/quarantine/items/20261122-000000001_20261122-000000001.parquet"))
    assert {row["_reason"].split(":")[0] for row in kept.collect()} == {"Op is 'X', which is none of I, U, D, T", "the key column id is NULL", "price does not convert to int"}


def test_a_file_that_cannot_be_read_is_noted_and_left_out(lake):
    lake.raw(LOAD, [("I", 1, "a", 1, "00")])
    (lake.root / "raw/shop/public/items" / change(1)).write_bytes(b"PAR1 this is not Parquet PAR1")
    result = lake.raw(change(2), [("I", 2, "b", 2, "02")]).stage()
    assert lake.rows() == [(1, "a", 1), (2, "b", 2)]
    assert result.unreadable == (change(1),) and (lake.root / "quality/shop/quarantine/items/20261122-000000001.unreadable.json").exists()
    assert lake.recorded() == 20261122000000002


def test_an_error_says_what_was_done_and_why(lake):
    lake.raw(LOAD, [("I", 1, "a", 1, "00")])
    (lake.root / "staged").write_text("a file where the tables' folder should be")
    with pytest.raises(staging.StagingError) as failed:
        lake.stage()
    text = str(failed.value)
    assert "Cannot stage 'items' from 1 raw files (LOAD00000001.parquet to LOAD00000001.parquet)" in text and f"into {lake.path}: " in text
    assert "not a directory" in text and "\n" not in text


def test_a_value_that_was_not_sent_stays(lake):
    lake.raw(LOAD, [("I", 1, "long", 1, "00"), ("I", 2, "text", 2, "00")]).stage()
    lake.raw(change(1), [("U", 1, None, 10, "01", ["name"]), ("U", 2, "sent", 20, "02", None), ("U", 2, None, 21, "03", ["name"])], WITH_UNCHANGED).stage()
    assert lake.rows() == [(1, "long", 10), (2, "sent", 21)]


def test_a_key_change_takes_unsent_values_from_the_removed_row(lake):
    lake.raw(LOAD, [("I", 1, "long", 1, "00"), ("I", 2, "text", 2, "00")]).stage()
    rows = [("D", 1, None, None, "01", None), ("I", 10, None, 5, "02", ["name"]), ("U", 10, None, 6, "03", ["name"]), ("D", 10, None, None, "04", None), ("I", 11, None, 7, "05", ["name"])]
    lake.raw(change(1), rows, WITH_UNCHANGED)
    lake.raw(change(2), [("U", 2, "new", 2, "06", None)], WITH_UNCHANGED)
    lake.raw(change(3), [("D", 2, None, None, "07", None), ("I", 20, None, 9, "08", ["name"]), ("D", None, None, None, "09", None), ("I", 30, None, 3, "10", ["name"])], WITH_UNCHANGED).stage()
    assert lake.rows() == [(11, "long", 7), (20, "new", 9), (30, None, 3)]


def test_a_table_waits_while_the_Ingestor_loads_it(lake):
    control = lake.root / "raw/shop/_ingestor/public.items.json"
    lake.raw(LOAD, [("I", 1, "a", 1, "00")])
    control.parent.mkdir()
    control.write_text('{"state": "loading"}')
    assert lake.stage().waiting == "the Ingestor is loading public.items" and lake.stage().commits == 0
    control.write_text('{"state": "loaded"}')
    assert lake.stage().commits == 1 and lake.rows() == [(1, "a", 1)]


def test_a_table_gets_its_first_timestamp_without_a_zone(lake):
    lake.raw(LOAD, [("I", 1, "a", 1, "00")]).stage()
    lake.raw(change(1), [("I", 2, "b", 2, datetime(1850, 1, 2, 3, 4, 5), "01")], "Op string, id int, name string, price int, at timestamp_ntz, change_seq string").stage()
    assert lake.rows() == [(1, "a", 1, None), (2, "b", 2, datetime(1850, 1, 2, 3, 4, 5))]


def test_infinite_days_become_infinite_times(lake):
    days = "SELECT 'I' AS Op, id, date_from_unix_date(day) AS day, '00' AS change_seq FROM VALUES (1, 2147483647), (2, -2147483647), (3, 0) AS t(id, day)"
    times = "SELECT 'I' AS Op, 4 AS id, TIMESTAMP_NTZ '2026-01-05 10:00:00' AS day, '01' AS change_seq"
    lake.raw_of(LOAD, lake.spark.sql(days)).stage()
    lake.raw_of(change(1), lake.spark.sql(times)).stage()
    found = lake.spark.read.format("delta").load(lake.path).selectExpr("id", "unix_micros(CAST(day AS TIMESTAMP))").orderBy("id").collect()
    assert [tuple(row) for row in found] == [(1, 2**63 - 1), (2, -(2**63 - 1)), (3, 0), (4, 1767607200000000)]


def test_texts_of_values_are_those_of_the_Transformer(lake):
    values = "SELECT 'I' AS Op, 2 AS id, CAST(0 AS DECIMAL(38,10)) AS price, date_from_unix_date(2147483647) AS day, DATE '+12345-06-07' AS later, '01' AS change_seq"
    lake.raw(LOAD, [("I", 1, "a", "b", "c", "00")], "Op string, id int, price string, day string, later string, change_seq string").raw_of(change(1), lake.spark.sql(values)).stage()
    assert lake.rows() == [(1, "a", "b", "c"), (2, "0.0000000000", "infinity", "12345-06-07")]


def test_columns_may_have_any_name(lake):
    lake.raw(LOAD, [("I", 1, "a", 1, "00")], "Op string, id int, `first name` string, `a.b` int, change_seq string").stage()
    lake.raw(change(1), [("U", 1, "c", 2, 3, "01")], "Op string, id int, `first name` string, `a.b` int, `x;y` int, change_seq string").stage()
    lake.raw(change(2), [("U", 1, "d", 2, 3, "02")], "Op string, id int, `first name` string, `a.b` int, `x;y` int, change_seq string").stage()
    assert lake.rows() == [(1, "d", 2, 3)]


def test_a_table_gets_a_column_whose_name_needs_mapping(lake):
    lake.raw(LOAD, [("I", 1, "a", 1, "00")]).stage()
    lake.raw(change(1), [("I", 2, "b", 2, 3, "01")], "Op string, id int, name string, price int, `net price` int, change_seq string").stage()
    assert lake.rows() == [(1, "a", 1, None), (2, "b", 2, 3)]


def test_a_column_with_such_a_name_gets_wider(lake):
    lake.raw(LOAD, [("I", 1, 1, "00")], "Op string, id int, `net price` int, change_seq string").stage()
    lake.raw(change(1), [("I", 2, 5_000_000_000, "01")], "Op string, id int, `net price` bigint, change_seq string").stage()
    assert lake.rows() == [(1, 1), (2, 5_000_000_000)]
    assert properties(lake)["delta.enableChangeDataFeed"] == "true"


def test_a_binary_key_changes(lake):
    columns = "Op string, id binary, name string, price int, change_seq string, _unchanged array<string>"
    lake.raw(LOAD, [("I", bytearray(b"\x01"), "long", 1, "00", None)], columns).stage()
    lake.raw(change(1), [("D", bytearray(b"\x01"), None, None, "01", None), ("I", bytearray(b"\x02"), None, 2, "02", ["name"])], columns).stage()
    assert lake.rows() == [(bytearray(b"\x02"), "long", 2)]


def test_what_changed_is_kept_for_the_Transformer(lake):
    lake.raw(LOAD, [("I", 1, "a", 1, "00")]).stage()
    assert properties(lake)["delta.enableChangeDataFeed"] == "true"


def properties(lake):
    return lake.spark.sql(f"DESCRIBE DETAIL delta.`{lake.path}`").first()["properties"]

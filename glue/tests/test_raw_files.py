"""As tests/Lakehouse.Transformer.Tests/RawFileTests.cs: the order, and the transaction's version, are the same in both."""
import pytest

from lakehouse_glue.folders import Item
from lakehouse_glue.raw_files import after, missing, parse, take


@pytest.mark.parametrize("name, number", [
    ("LOAD00000001.parquet", 1),
    ("LOAD0000000A.parquet", 10),
    ("LOADffffffff.parquet", 0xFFFFFFFF),
    ("20261122-203501123.parquet", 20261122203501123),
])
def test_a_data_file_has_a_number(name, number):
    assert parse(Item(name, 5)).number == number


@pytest.mark.parametrize("name", ["LOAD1.parquet", "LOAD0000000G.parquet", "20261122.parquet", "20261122-203501123.csv", "_x.parquet", "00000000-000000001.parquet", "load00000001.parquet"])
def test_other_names_are_no_data_files(name):
    assert parse(Item(name, 5)) is None


def names(batch):
    return [file.name for file in batch.files]


def items(*found):
    return [Item(name, 10) for name in found]


def test_loads_come_first_then_changes_by_time():
    files = after(items("20261122-203501123.parquet", "LOAD00000002.parquet", "LOAD00000001.parquet", "20261121-000000000.parquet"), None)
    assert [file.name for file in files] == ["LOAD00000001.parquet", "LOAD00000002.parquet", "20261121-000000000.parquet", "20261122-203501123.parquet"]


def test_what_was_read_is_not_read_again():
    assert [file.name for file in after(items("LOAD00000001.parquet", "20261121-000000000.parquet", "20261122-203501123.parquet"), 20261121000000000)] == ["20261122-203501123.parquet"]


def test_a_gap_between_loads_is_waited_for():
    batch = take(after(items("LOAD00000001.parquet", "LOAD00000003.parquet"), None), None, 100, 1000)
    assert names(batch) == ["LOAD00000001.parquet"]
    assert "LOAD00000002.parquet" in batch.waiting


def test_a_gap_is_not_waited_for_once_there_are_changes():
    batch = take(after(items("LOAD00000001.parquet", "LOAD00000003.parquet", "20261121-000000000.parquet"), None), None, 100, 1000)
    assert len(batch.files) == 3 and batch.waiting is None


def test_changes_are_taken_up_to_the_limits_and_one_at_least():
    files = after(items("20261121-000000000.parquet", "20261121-000000001.parquet", "20261121-000000002.parquet"), None)
    assert len(take(files, None, 2, 1000).files) == 2
    assert len(take(files, None, 100, 25).files) == 2
    assert len(take(files, None, 100, 1).files) == 1


def test_raw_that_has_lost_files_is_known_by_what_commits_read():
    files = after([Item("20261122-100100000.parquet", 1), Item("20261122-100200000.parquet", 1)], None)
    assert missing(files, ["20261122-100100000.parquet"]) is None
    assert missing(files, ["20261122-100200000.parquet", "LOAD00000001.parquet"]) == "LOAD00000001.parquet"
    assert missing([], ["20261122-100200000.parquet"]) == "20261122-100200000.parquet"
    assert missing(files, []) is None
    assert missing(files, ["20261122-100200000.parquet", "LOAD00000001.parquet"], not_needed=1) is None

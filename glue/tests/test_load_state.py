"""Half a load is not the table."""
import json

import pytest

from lakehouse_glue import folders, load_state
from lakehouse_glue.raw_files import after

LOAD, CHANGE = after([folders.Item("LOAD00000001.parquet", 1), folders.Item("20261122-100000000.parquet", 1)], None)


@pytest.fixture
def source(tmp_path):
    return folders.open_folder(tmp_path)


def record(source, table, **control):
    source.write_text(f"_ingestor/public.{table}.json", json.dumps(control))


def test_files_of_DMS_count_at_once(source):
    assert load_state.waiting(source, "public", "movies", [LOAD]) is None


def test_a_table_that_is_being_loaded_waits(source):
    record(source, "movies", state="loading")
    assert load_state.waiting(source, "public", "movies", [LOAD]) == "the Ingestor is loading public.movies"
    assert load_state.waiting(source, "public", "movies", []) is None
    record(source, "movies", state="loaded")
    assert load_state.waiting(source, "public", "movies", [LOAD]) is None


def test_a_failed_load_is_not_taken_but_changes_after_it_are(source):
    record(source, "movies", state="failed", error="no key")
    assert load_state.waiting(source, "public", "movies", [LOAD]) == "the Ingestor could not load public.movies: no key"
    assert load_state.waiting(source, "public", "movies", [LOAD, CHANGE]) is None


def test_a_damaged_record_is_told(source):
    source.write_text("_ingestor/public.movies.json", "{")
    with pytest.raises(load_state.LoadStateError, match="public.movies is loaded: .*public.movies.json is damaged"):
        load_state.waiting(source, "public", "movies", [LOAD])


@pytest.mark.parametrize("name, path", [("movies", "movies"), ("_audit", "~5Faudit"), (".x", "~2Ex"), ("a_b.c", "a_b.c"), ("50%", "50~25"), ("über", "über"), ("a\tb", "a~09b")])
def test_names_in_paths_are_the_Ingestors(source, name, path):
    assert load_state.segment(name) == path


def test_the_folder_above(tmp_path):
    assert folders.open_folder(tmp_path / "a/b").above().location == str(tmp_path / "a")
    assert folders.open_folder("s3://bucket/a/b/").above().location == "s3://bucket/a"
    assert folders.open_folder("s3://bucket/a").above().location == "s3://bucket"

import parity
import pytest
import table_difference

from lakehouse_glue import folders, pipeline


def tree(root, *below):
    root.mkdir()
    for path in below:
        (root / path).mkdir(parents=True)
    return root


@pytest.mark.parametrize("given, below", [("", "movielens/public/movies"), ("movielens", "movielens/public/movies"), ("movielens/public", "movielens/public/movies")])
def test_raw_is_found_from_any_folder_above_the_tables(tmp_path, movielens, given, below):
    lake = tree(tmp_path / "lake", below)
    found = parity.rooted(lake / given, movielens, tree(tmp_path / "work"))
    assert (found / below).is_dir()


def test_a_folder_without_raw_files_is_told(tmp_path, movielens):
    with pytest.raises(SystemExit, match="There are no raw files in .*: neither movielens/public/movies/LOAD00000001.parquet"):
        parity.rooted(tmp_path, movielens, tmp_path / "work")


def test_models_come_after_those_they_read(tmp_path, movielens):
    assert [model.name for model in parity.ordered(movielens.models[::-1])] == ["user_tags", "movie_ratings"]


def test_what_the_machine_lacks_is_told(monkeypatch):
    monkeypatch.setattr(parity, "NEEDED", {"json": "json", "no_such_module": "spark-of-tomorrow"})
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    python, java = parity.lacking()
    assert " lacks spark-of-tomorrow: " in python and "glue/requirements.txt" in python
    assert java.startswith("There is no Java: ")


def test_every_table_is_compared(tmp_path):
    (tmp_path / "pipeline.yaml").write_text("pipeline: shop\nstaged:\n  items: { key: [id], sql: clean.sql, history: true }\n")
    (tmp_path / "clean.sql").write_text("SELECT id FROM source.items")
    definition = pipeline.load(folders.open_folder(tmp_path))
    assert list(parity.compared(definition)) == [
        ("source.items", ("id",), "raw/shop/public/items"), ("staged.items_history", ("id", "valid_from_seq"), "history/shop/public/items"), ("staged.items", ("id",), None)]
    assert [parity.location(tmp_path, definition, table) for table, _, _ in parity.compared(definition)] == [f"{tmp_path}/staged/shop/{name}" for name in ("_source/items", "items_history", "items")]


def test_differences_are_told_by_table_row_and_value(spark):
    left, right = (spark.createDataFrame(rows, "id int, name string, price double") for rows in ([(1, "a", 0.1 + 0.2), (2, None, 1.0), (3, "c", 3.0)], [(1, "a", 0.3), (2, "b", 1.0), (4, "d", 4.0)]))
    assert table_difference.of("t", ("id",), left, left) == []
    found = table_difference.of("t", ("id",), left, right)
    assert found[0].startswith("t: 2 rows only Spark has, such as ") and found[1].startswith("t: 2 rows only the Transformer has, such as ")
    assert found[2:] == ["t: name differs in 1 rows of one key, such as id = (2,): Spark has None, the Transformer 'b'"]
    assert table_difference.of("t", ("id",), left, right.drop("price")) == ["t: only Spark has the columns ['price double'], only the Transformer []"]

import pytest

from lakehouse_glue import curating, folders, pipeline


def test_the_sample_is_read(movielens):
    assert movielens.name == "movielens" and movielens.schema == "public"
    assert [(table.name, table.key) for table in movielens.staged] == [("movies", ("movieid",)), ("ratings", ("userid", "movieid")), ("tags", ("userid", "movieid", "tag")), ("links", ("movieid",))]
    ratings = movielens.model("movie_ratings")
    assert ratings.key == ("movieid",) and ratings.inputs == (("staged", "movies"), ("staged", "ratings"))
    assert ratings.suite["name"] == "movie_ratings"


def test_an_unknown_table_is_named_with_those_that_are_there(movielens):
    with pytest.raises(pipeline.PipelineError, match="no staged table 'films'; it has movies, ratings"):
        movielens.staged_table("films")


def test_a_file_without_a_name_is_refused(tmp_path):
    (tmp_path / "pipeline.yaml").write_text("staged: {}\n")
    with pytest.raises(pipeline.PipelineError, match="has no name"):
        pipeline.load(folders.open_folder(tmp_path))


def test_the_transaction_of_a_model_is_the_transformers():
    """sha256("SELECT 1\\nstaged.a 11\\nstaged.b 22"), first 8 bytes: ModelInputs.AppId."""
    model = pipeline.Model("m", "SELECT 1", (), None, (("staged", "b"), ("staged", "a")))
    import hashlib

    expected = hashlib.sha256(b"SELECT 1\nstaged.a 11\nstaged.b 22").hexdigest()[:16]
    assert curating.transaction_id("p", model, {("staged", "b"): "22", ("staged", "a"): "11"}) == f"curated/p/m/{expected}"


CLEANED = """
pipeline: shop
staged:
  items: { key: [id], sql: clean.sql, history: true }
curated:
  prices: { sql: prices.sql, key: [name] }
"""


@pytest.fixture
def cleaned(tmp_path):
    (tmp_path / "pipeline.yaml").write_text(CLEANED)
    (tmp_path / "clean.sql").write_text("SELECT id, trim(name) AS name FROM source.items;\n")
    (tmp_path / "prices.sql").write_text("SELECT name, count(*) AS n FROM staged.items JOIN staged.items_history USING (id) GROUP BY name")
    return pipeline.load(folders.open_folder(tmp_path))


def test_cleaning_is_a_model_over_the_merged_table(cleaned):
    items, (clean, prices) = cleaned.staged_table("items"), cleaned.models
    assert (items.merged_name, items.history_name) == ("source.items", "staged.items_history")
    assert (clean.table_name, clean.key, clean.inputs, clean.sql) == ("staged.items", ("id",), (("source", "items"),), "SELECT id, trim(name) AS name FROM source.items")
    assert prices.inputs == (("staged", "items"), ("staged", "items_history"))
    assert cleaned.model("prices") is prices and cleaned.model("staged.items") is clean
    with pytest.raises(pipeline.PipelineError, match="no model 'items'; it has prices, staged.items, curated.prices"):
        cleaned.model("items")


def test_tables_lie_where_the_transformer_has_them(cleaned):
    curator = curating.ModelCurator(None, cleaned, {"staged": "s3://staged/", "curated": "s3://curated"})
    assert [curator.path((zone, "items")) for zone in ("source", "staged", "curated")] == ["s3://staged/shop/_source/items", "s3://staged/shop/items", "s3://curated/shop/items"]


def test_declared_columns_are_read(tmp_path):
    (tmp_path / "pipeline.yaml").write_text("pipeline: shop\nstaged:\n  items: { key: [id], columns: { id: INTEGER }, max_quarantined: 0.5 }\n")
    items = pipeline.load(folders.open_folder(tmp_path)).staged_table("items")
    assert (items.columns, items.max_quarantined) == ((("id", "int"),), 0.5)

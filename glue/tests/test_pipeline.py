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


@pytest.mark.parametrize("field", ["history: true", "sql: clean.sql"])
def test_what_only_the_transformer_does_is_refused_by_name(tmp_path, field):
    (tmp_path / "pipeline.yaml").write_text(f"pipeline: shop\nstaged:\n  items: {{ key: [id], {field} }}\n")
    with pytest.raises(pipeline.PipelineError, match=f"'items' says '{field.split(':')[0]}', which the Spark jobs do not do"):
        pipeline.load(folders.open_folder(tmp_path))


def test_declared_columns_are_read(tmp_path):
    (tmp_path / "pipeline.yaml").write_text("pipeline: shop\nstaged:\n  items: { key: [id], columns: { id: INTEGER }, max_quarantined: 0.5 }\n")
    items = pipeline.load(folders.open_folder(tmp_path)).staged_table("items")
    assert (items.columns, items.max_quarantined) == ((("id", "int"),), 0.5)

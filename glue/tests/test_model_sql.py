import pytest

from lakehouse_glue import model_sql

KNOWN = {("staged", "ratings"), ("staged", "movies"), ("curated", "ratings")}


def test_tables_are_found_once_and_in_order():
    assert model_sql.tables("SELECT * FROM staged.movies m JOIN Staged.Ratings r ON true JOIN staged.movies n ON true", KNOWN) == [("staged", "movies"), ("staged", "ratings")]


def test_texts_comments_and_other_names_are_left_alone():
    sql = "SELECT 'staged.movies', x.staged.movies, \"staged.movies\" -- staged.movies\n/* staged.movies */ FROM other.movies"
    assert model_sql.tables(sql, KNOWN) == []
    assert model_sql.with_views(sql, KNOWN, {}) == sql.replace('"', "`")


def test_a_qualified_column_still_means_its_table():
    inputs = [("staged", "ratings")]
    assert model_sql.with_views("SELECT staged.ratings.userid, ratings.rating FROM staged.ratings", inputs, model_sql.view_names(inputs)) == "SELECT `ratings`.userid, ratings.rating FROM `ratings`"


def test_tables_of_one_name_in_two_zones_are_told_apart():
    inputs = [("staged", "ratings"), ("curated", "ratings")]
    assert model_sql.with_views('SELECT * FROM "staged"."ratings", curated.ratings', inputs, model_sql.view_names(inputs)) == "SELECT * FROM `staged_ratings`, `curated_ratings`"


@pytest.mark.parametrize("sql, expected", [
    ("WITH ratings AS (SELECT * FROM staged.ratings), x AS (SELECT ratings.a FROM staged.ratings WHERE staged.ratings.a > 1) SELECT * FROM ratings, x",
     "WITH ratings AS (SELECT * FROM `staged_ratings` AS `ratings`), x AS (SELECT ratings.a FROM `staged_ratings` AS `ratings` WHERE `ratings`.a > 1) SELECT * FROM ratings, x"),
    ("WITH a AS (SELECT 1), Ratings (b, c) AS (SELECT 1, 2) SELECT r.a, s.a FROM staged.ratings r JOIN staged.ratings AS s ON r.a = s.a",
     "WITH a AS (SELECT 1), Ratings (b, c) AS (SELECT 1, 2) SELECT r.a, s.a FROM `staged_ratings` r JOIN `staged_ratings` AS s ON r.a = s.a"),
    ("WITH ratings AS (SELECT 1 AS a), staged_ratings AS (SELECT 2) SELECT * FROM staged.ratings left join ratings using (a)",
     "WITH ratings AS (SELECT 1 AS a), staged_ratings AS (SELECT 2) SELECT * FROM `staged_ratings_` AS `ratings` left join ratings using (a)"),
])
def test_a_WITH_of_a_tables_name_does_not_stand_in_for_the_table(sql, expected):
    inputs = [("staged", "ratings")]
    assert model_sql.with_views(sql, inputs, model_sql.view_names(inputs, [sql])) == expected


def test_the_sample_models_change_in_nothing_but_table_names(movielens):
    for model in movielens.models:
        views = model_sql.view_names(model.inputs, [model.sql])
        assert model_sql.with_views(model.sql, model.inputs, views).replace("`", "") == model.sql.replace("staged.", "").replace("curated.", "")


@pytest.mark.parametrize("sql, expected", [
    ("SELECT 'it''s', '''', '', 'a' || 'b' FROM x -- it's", r"SELECT 'it\'s', '\'', '', 'a' || 'b' FROM x -- it's"),
    (r"SELECT 'a\b''' /* 'a''b' */ FROM x", r"SELECT 'a\\b\'' /* 'a''b' */ FROM x"),
    ('SELECT "net price", "a""b", "a`b" FROM x', 'SELECT `net price`, `a"b`, `a``b` FROM x'),
    ("SELECT 'staged.ratings''s' FROM staged.ratings", r"SELECT 'staged.ratings\'s' FROM `ratings`"),
])
def test_texts_and_quoted_names_are_written_as_Spark_reads_them(sql, expected):
    assert model_sql.with_views(sql, [("staged", "ratings")], {("staged", "ratings"): "ratings"}) == expected

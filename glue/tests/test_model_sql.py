from lakehouse_glue import model_sql

KNOWN = {("staged", "ratings"), ("staged", "movies"), ("curated", "ratings")}


def test_tables_are_found_once_and_in_order():
    assert model_sql.tables("SELECT * FROM staged.movies m JOIN Staged.Ratings r ON true JOIN staged.movies n ON true", KNOWN) == [("staged", "movies"), ("staged", "ratings")]


def test_texts_comments_and_other_names_are_left_alone():
    sql = "SELECT 'staged.movies', x.staged.movies, \"staged.movies\" -- staged.movies\n/* staged.movies */ FROM other.movies"
    assert model_sql.tables(sql, KNOWN) == []
    assert model_sql.with_views(sql, KNOWN, {}) == sql


def test_a_qualified_column_still_means_its_table():
    inputs = [("staged", "ratings")]
    assert model_sql.with_views("SELECT staged.ratings.userid, ratings.rating FROM staged.ratings", inputs, model_sql.view_names(inputs)) == "SELECT `ratings`.userid, ratings.rating FROM `ratings`"


def test_tables_of_one_name_in_two_zones_are_told_apart():
    inputs = [("staged", "ratings"), ("curated", "ratings")]
    assert model_sql.with_views('SELECT * FROM "staged"."ratings", curated.ratings', inputs, model_sql.view_names(inputs)) == "SELECT * FROM `staged_ratings`, `curated_ratings`"


def test_the_sample_models_change_in_nothing_but_table_names(movielens):
    for model in movielens.models:
        views = {table: f"{table[0]}.{table[1]}" for table in model.inputs}
        assert model_sql.with_views(model.sql, model.inputs, views).replace("`", "") == model.sql.replace("`", "")

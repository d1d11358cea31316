import pytest
from lake import LOAD, Lake, change


@pytest.fixture
def lake(spark, tmp_path):
    pytest.importorskip("great_expectations", reason="great_expectations is not installed")
    return Lake(spark, tmp_path)


def curate(lake):
    return lake.curator().curate(lake.pipeline.model("prices")), str(lake.root / "curated/shop/prices")


def test_a_model_waits_for_its_inputs(lake):
    assert curate(lake)[0].outcome == "waiting"


def test_a_model_is_computed_once_for_each_state_of_its_inputs(lake):
    lake.raw(LOAD, [("I", 1, "a", 1, "00"), ("I", 2, "a", 2, "00"), ("I", 3, "b", 3, "00")]).stage()
    first, path = curate(lake)
    assert first.outcome == "committed" and first.schema_changed and all(result.success for result in first.expectations)
    assert lake.rows(path, "name") == [("a", 2, 3.0), ("b", 1, 3.0)]
    assert curate(lake)[0].outcome == "unchanged"
    lake.raw(change(1), [("D", 3, None, None, "01")]).stage()
    second, _ = curate(lake)
    assert (second.outcome, second.version, second.schema_changed) == ("committed", 1, False)
    assert lake.rows(path, "name") == [("a", 2, 3.0)]


def test_rows_that_fail_a_critical_expectation_are_not_published(lake):
    from lakehouse_glue import gate

    lake.raw(LOAD, [("I", 1, "a", 1, "00")]).stage()
    path = curate(lake)[1]
    lake.raw(change(1), [("I", 2, "b", -5, "01")]).stage()
    with pytest.raises(gate.GateFailed, match="expect_column_values_to_be_between"):
        curate(lake)
    assert lake.rows(path, "name") == [("a", 1, 1.0)]


def test_a_warning_does_not_stop_the_rows(lake):
    lake.raw(LOAD, [("I", 1, None, 1, "00")]).stage()
    result, _ = curate(lake)
    assert result.outcome == "committed"
    assert [expectation.type for expectation in result.expectations if not expectation.success] == ["expect_column_values_to_not_be_null"]


def test_a_key_that_is_none_stops_the_rows(lake):
    from lakehouse_glue import gate

    rows = lake.spark.createDataFrame([("a", 1), ("a", 2)], "name string, items int")
    assert not gate.check(rows, None, ("name",))[0].success
    assert gate.check(rows, None, ("name", "items"))[0].success


def test_a_suite_may_read_what_the_model_reads(lake):
    from lakehouse_glue import gate

    lake.raw(LOAD, [("I", 1, "a", 1, "00"), ("I", 2, "b", 2, "00")]).stage()
    lake.spark.read.format("delta").load(lake.path).createOrReplaceTempView("items")
    rows = lake.spark.createDataFrame([("a", 1), ("b_", 2)], "name string, items int")
    suite = {"name": "s", "expectations": [
        {"type": "expect_table_row_count_to_equal_other_table", "kwargs": {"other_table_name": "staged.items"}},
        {"type": "unexpected_rows_expectation", "kwargs": {"unexpected_rows_query": "SELECT * FROM {batch} b LEFT ANTI JOIN staged.items i ON i.name = b.name"}},
        {"type": "expect_column_values_to_match_like_pattern", "kwargs": {"column": "name", "like_pattern": "_"}},
        {"type": "expect_column_values_to_match_like_pattern_list", "kwargs": {"column": "name", "like_pattern_list": ["a", "b%"], "match_on": "any"}}]}
    results = gate.check(rows, suite, (), {("staged", "items"): "items"})
    assert [(result.type, result.success) for result in results] == [(entry["type"], met) for entry, met in zip(suite["expectations"], (True, False, False, True))]
    assert all(result.error is None for result in results)


def test_expectations_are_about_columns_with_any_name(spark):
    pytest.importorskip("great_expectations", reason="great_expectations is not installed")
    from lakehouse_glue import gate

    rows = spark.createDataFrame([(1, 5, "x"), (1, 5, "y"), (2, None, "z")], "id int, `net price` int, `a.b` string").selectExpr("*", "named_struct('x', id) AS place")
    suite = {"name": "s", "expectations": [
        {"type": "expect_table_columns_to_match_ordered_list", "kwargs": {"column_list": ["id", "net price", "a.b", "place"]}},
        {"type": "expect_column_to_exist", "kwargs": {"column": "net price", "column_index": 0}},
        {"type": "expect_column_values_to_be_between", "kwargs": {"column": "net price", "min_value": 0}},
        {"type": "expect_column_values_to_be_in_set", "kwargs": {"column": "a.b", "value_set": ["x", "y"]}}]}
    results = gate.check(rows, suite, ("id", "net price"))
    assert [(result.success, result.error, result.unexpected) for result in results] == [(False, None, 2), (True, None, 0), (False, None, 0), (True, None, 0), (False, None, 1)]
    assert results[0].result["partial_unexpected_list"][0] == {"id": 1, "net price": 5} and results[4].result["partial_unexpected_list"] == ["z"]


def test_conditions_mean_what_the_Transformer_takes_them_for(spark):
    pytest.importorskip("great_expectations", reason="great_expectations is not installed")
    from lakehouse_glue import gate

    rows = spark.createDataFrame([(1, "it's"), (2, "a"), (None, "a")], "id int, name string")
    suite = {"name": "s", "expectations": [
        {"type": "expect_table_row_count_to_equal", "kwargs": {"value": 1, "row_condition": "name = 'it''s'", "condition_parser": "spark"}},
        {"type": "expect_table_row_count_to_equal", "kwargs": {"value": 2, "row_condition": "col(\"id\").notNull()", "condition_parser": "great_expectations"}},
        {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "id", "row_condition": "name == 'a' and not id == 2", "condition_parser": "pandas"}},
        {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "id", "row_condition": "\"name\" = 'it''s'", "condition_parser": "spark"}}]}
    results = gate.check(rows, suite)
    assert [(result.success, result.error, result.unexpected) for result in results] == [(True, None, 0), (True, None, 0), (True, None, 0), (True, None, 0)]
    assert results[0].result["observed_value"] == 1 and results[3].elements == 1


def test_arguments_that_Spark_would_refuse_or_pass_over(spark):
    pytest.importorskip("great_expectations", reason="great_expectations is not installed")
    from lakehouse_glue import gate

    rows = spark.createDataFrame([(1, "ab"), (4, "abc")], "number int, name string").selectExpr(
        "CAST(number AS TINYINT) AS tiny", "CAST(number AS SMALLINT) AS `net price`", "name", "DATE'2026-01-05' AS day", "TIMESTAMP'2026-01-05 10:00:00' AS at")
    cases = [
        ("expect_column_mean_to_be_between", {"column": "tiny", "min_value": 2.5, "max_value": 2.5}, True),
        ("expect_column_mean_to_be_between", {"column": "net price", "max_value": 2}, False),
        ("expect_column_min_to_be_between", {"column": "day", "min_value": "2026-01-05"}, True),
        ("expect_column_max_to_be_between", {"column": "day", "max_value": "2026-01-05", "strict_max": True}, False),
        ("expect_column_max_to_be_between", {"column": "at", "min_value": "2026-01-05", "max_value": "2026-01-06"}, True),
        ("expect_column_value_lengths_to_be_between", {"column": "name", "min_value": 2, "strict_min": True}, False),
        ("expect_column_value_lengths_to_be_between", {"column": "name", "min_value": 1, "max_value": 4, "strict_min": True, "strict_max": True}, True),
        ("expect_table_columns_to_match_set", {"column_set": ["tiny", "net price", "name", "day"]}, False),
        ("expect_table_columns_to_match_set", {"column_set": ["at", "day"], "exact_match": False}, True),
        ("expect_column_quantile_values_to_be_between", {"column": "tiny", "quantile_ranges": {"quantiles": [0.5], "value_ranges": [[1, 1]]}, "allow_relative_error": 0.1}, True)]
    results = gate.check(rows, {"name": "s", "expectations": [{"type": kind, "kwargs": arguments} for kind, arguments, _ in cases]})
    assert [(result.type, result.success, result.error) for result in results] == [(kind, met, None) for kind, _, met in cases]
    assert results[0].result["observed_value"] == 2.5


def test_a_timestamp_of_a_model_has_no_zone(lake):
    from lakehouse_glue import pipeline

    lake.raw(LOAD, [("I", 1, "2026-11-22 10:00:00", 1, "00")]).stage()
    model = pipeline.Model("times", "SELECT id, CAST(name AS TIMESTAMP) AS at FROM staged.items", ("id",), None, (("staged", "items"),))
    lake.curator().curate(model)
    rows = lake.spark.read.format("delta").load(str(lake.root / "curated/shop/times"))
    assert rows.schema["at"].dataType.simpleString() == "timestamp_ntz"
    assert [str(row["at"]) for row in rows.collect()] == ["2026-11-22 10:00:00"]


def values(lake, sql):
    """The rows of a model."""
    from lakehouse_glue import pipeline

    lake.curator().curate(pipeline.Model("values", sql, ("id",), None, (("staged", "items"),)))
    return lake.rows(str(lake.root / "curated/shop/values"))


def test_a_text_of_a_model_may_have_a_quote(lake):
    lake.raw(LOAD, [("I", 1, "it's", 1, "00"), ("I", 2, "its", 2, "00")]).stage()
    assert values(lake, "SELECT id, 'it''s' AS text, name = 'it''s' AS same FROM staged.items") == [(1, "it's", True), (2, "it's", False)]


def test_a_value_that_does_not_fit_stops_a_model(lake):
    """As in the Transformer; without ANSI Spark gives another number, or NULL."""
    lake.raw(LOAD, [("I", 1, "3000000000", 2147483647, "00")]).stage()
    for expression in ["price + 1", "price * 2", "-price - 2", "CAST(price AS SMALLINT)", "CAST(CAST(name AS DOUBLE) AS INTEGER)", "CAST('x' || name AS INTEGER)", "CAST('2026-02-' || name AS DATE)"]:
        with pytest.raises(Exception, match="OVERFLOW|CAST_INVALID_INPUT"):
            values(lake, f"SELECT id, {expression} AS value FROM staged.items")
    assert values(lake, "SELECT id, TRY_CAST('x' || name AS DATE) AS value FROM staged.items") == [(1, None)]

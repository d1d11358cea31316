import pytest
from lakehouse_glue import spark_arguments

LENGTHS, MAX, QUANTILES = "expect_column_value_lengths_to_be_between", "expect_column_max_to_be_between", "expect_column_quantile_values_to_be_between"
COLUMN_SET = "expect_table_columns_to_match_set"


@pytest.mark.parametrize(("kind", "arguments", "expected"), [
    (LENGTHS, {"column": "c", "min_value": 2, "max_value": 5, "strict_min": True, "strict_max": True}, {"column": "c", "min_value": 3, "max_value": 4}),
    (LENGTHS, {"column": "c", "min_value": 2.5, "max_value": 5.5, "strict_min": True, "strict_max": True}, {"column": "c", "min_value": 3, "max_value": 5}),
    (LENGTHS, {"column": "c", "min_value": None, "max_value": 5, "strict_min": True, "strict_max": False}, {"column": "c", "min_value": None, "max_value": 5}),
    (MAX, {"column": "day", "min_value": "2026-01-05", "max_value": "2026-01-05T10:00:00"}, {"column": "day", "min_value": "2026-01-05T00:00:00", "max_value": "2026-01-05T10:00:00"}),
    (MAX, {"column": "name", "max_value": "2026-01-05"}, {"column": "name", "max_value": "2026-01-05"}),
    (MAX, {"column": "number", "max_value": 5}, {"column": "number", "max_value": 5}),
    (COLUMN_SET, {"column_set": ["a"]}, {"column_set": ["a"], "exact_match": True}),
    (COLUMN_SET, {"column_set": ["a"], "exact_match": False}, {"column_set": ["a"], "exact_match": False}),
    (QUANTILES, {"column": "c", "allow_relative_error": 0.1}, {"column": "c"}),
])
def test_arguments_mean_what_they_mean_elsewhere(kind, arguments, expected):
    assert spark_arguments.of(kind, arguments, {"day": "date", "name": "string", "number": "int", "c": "string"}) == expected

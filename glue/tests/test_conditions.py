import pytest

from lakehouse_glue import conditions


@pytest.mark.parametrize("condition, expected", [
    ("id == 1 or name.isnull() and not high in [5, 7]", "`id` = 1 OR `name` IS NULL AND NOT `high` IN ( 5 , 7 )"),
    ("(`net price` >= -1.5e3) & ~(name != \"it's\")", r"( `net price` >= -1.5e3 ) AND NOT ( `name` != 'it\'s' )"),
    ("paid == True | name.notna()", "`paid` = TRUE OR `name` IS NOT NULL"),
])
def test_pandas_conditions_become_SQL(condition, expected):
    assert conditions.pandas_as_sql(condition) == expected
    assert conditions.for_spark({"row_condition": condition, "condition_parser": "pandas"}) == {"row_condition": expected, "condition_parser": "spark"}


def test_what_is_beyond_the_simple_forms_is_said():
    with pytest.raises(ValueError, match="beyond the simple forms"):
        conditions.pandas_as_sql("name.str.len() > 3")


def test_only_a_count_of_rows_is_about_rows_that_are_filtered_before():
    given = {"min_value": 1, "row_condition": "id > 1", "condition_parser": "spark"}
    assert conditions.taken("expect_table_row_count_to_be_between", given) == ({"min_value": 1}, "id > 1")
    assert conditions.taken("expect_column_max_to_be_between", given) == (given, None)

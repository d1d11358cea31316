import re

import pytest

from lakehouse_glue import spark_forms

VIEWS = {("staged", "movies"): "movies", ("curated", "ratings"): "curated_ratings"}


def of(kind, **arguments):
    return spark_forms.of(kind, arguments, VIEWS, {"movies": 3, "curated_ratings": 7}.__getitem__)


def test_what_Great_Expectations_has_for_Spark_is_left_alone():
    assert of("expect_column_values_to_be_between", column="a", min_value=0, mostly=0.9) == ("expect_column_values_to_be_between", {"column": "a", "min_value": 0, "mostly": 0.9})


@pytest.mark.parametrize("pattern, value, matches", [
    ("a_c%", "abcd", True), ("a_c%", "xabcd", False), ("%.txt", "a.txt", True), ("%.txt", "atxt", False), ("100\\%", "100%", True), ("100\\%", "1000", False), ("a%z", "a\nz", True), ("a", "a\n", False), ("(é)+", "(é)+", True),
])
def test_a_like_pattern_is_a_regular_expression_over_the_whole_value(pattern, value, matches):
    assert bool(re.search(spark_forms.like_as_regex(pattern), value)) == matches
    assert bool(re.search("|".join(map(spark_forms.like_as_regex, ("no_", pattern))), value)) == matches


def test_lists_of_patterns_are_lists_of_expressions():
    assert of("expect_column_values_to_not_match_like_pattern_list", column="s", like_pattern_list=["a%"]) == ("expect_column_values_to_not_match_regex_list", {"column": "s", "regex_list": [r"^a[\s\S]*(?![\s\S])"]})
    assert of("expect_column_values_to_match_like_pattern", column="s", like_pattern="_", mostly=0.5) == ("expect_column_values_to_match_regex", {"column": "s", "mostly": 0.5, "regex": r"^[\s\S](?![\s\S])"})


@pytest.mark.parametrize("regexes, value, matches", [
    (["a", "b"], "ab", True), (["a", "b"], "b\na", True), (["a", "b"], "a", False), (["^a", "b$"], "axb", True), (["^b", "a"], "ab", False), (["x|a", "y|b"], "ab", True), (["x|a", "y"], "ab", False),
])
def test_all_expressions_of_a_list_may_match_anywhere(regexes, value, matches):
    kind, arguments = of("expect_column_values_to_match_regex_list", column="s", regex_list=regexes, match_on="all")
    at_one_place = "".join(f"(?={regex})" for regex in arguments["regex_list"])  # what Great Expectations makes of them for Spark
    assert (kind, bool(re.search(at_one_place, value))) == ("expect_column_values_to_match_regex_list", matches)


def test_any_expression_of_a_list_is_left_alone():
    assert of("expect_column_values_to_match_regex_list", column="s", regex_list=["a", "b"])[1] == {"column": "s", "regex_list": ["a", "b"]}


def test_the_rows_of_another_table_are_counted_in_its_view():
    assert of("expect_table_row_count_to_equal_other_table", other_table_name="Curated.Ratings") == ("expect_table_row_count_to_equal", {"value": 7})
    with pytest.raises(ValueError, match="does not read staged.links; it reads staged.movies, curated.ratings"):
        of("expect_table_row_count_to_equal_other_table", other_table_name="staged.links")


def test_a_query_may_read_what_the_model_reads():
    query = "SELECT * FROM {batch} b LEFT ANTI JOIN staged.movies m ON m.movieid = b.movieid"
    assert of("unexpected_rows_expectation", unexpected_rows_query=query)[1]["unexpected_rows_query"] == query.replace("staged.movies", "`movies`")


def test_texts_and_names_of_a_condition_are_written_as_Spark_reads_them():
    assert of("expect_column_values_to_not_be_null", column="name", row_condition="\"name\" = 'it''s'", condition_parser="spark")[1]["row_condition"] == r"`name` = 'it\'s'"

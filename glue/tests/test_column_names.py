from lakehouse_glue import column_names

NAMES = {"net price": "column_2", "a.b": "column_3__"}


def test_names_that_are_not_plain_get_one_that_no_column_has():
    assert column_names.aliases(["id", "net price", "a.b", "Column_3", "column_3_"]) == NAMES
    assert column_names.aliases(["_id", "Name2"]) == {}


def test_an_expectation_asks_for_plain_names():
    assert column_names.replaced({"column_list": ["id", "net price"], "mostly": 0.5}, NAMES) == {"column_list": ["id", "column_2"], "mostly": 0.5}
    assert column_names.replaced({"column_A": "a.b", "column_B": "id", "row_condition": "a.b"}, NAMES) == {"column_A": "column_3__", "column_B": "id", "row_condition": "a.b"}


def test_what_is_found_has_the_columns_own_names():
    found = {"unexpected_count": 1, "partial_unexpected_list": [{"id": 1, "column_2": "column_2"}]}
    assert column_names.restored(found, NAMES) == {"unexpected_count": 1, "partial_unexpected_list": [{"id": 1, "net price": "column_2"}]}
    assert column_names.restored({"observed_value": ["id", "column_3__"]}, NAMES, values=True) == {"observed_value": ["id", "a.b"]}


def test_the_first_column_is_asked_for_from_the_end():
    assert column_names.placed({"column": "id", "column_index": 0}, 3) == {"column": "id", "column_index": -3}
    assert column_names.placed({"column": "id", "column_index": 1}, 3)["column_index"] == 1 and "column_index" not in column_names.placed({"column": "id"}, 3)

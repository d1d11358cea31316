import pytest

from lakehouse_glue import column_types, staged_schema


@pytest.mark.parametrize("left, right, wider", [
    ("int", "bigint", "bigint"), ("bigint", "smallint", "bigint"), ("int", "double", "double"), ("bigint", "double", None), ("float", "double", "double"),
    ("date", "timestamp_ntz", "timestamp_ntz"), ("decimal(5,2)", "decimal(10,2)", "decimal(10,2)"), ("decimal(5,2)", "decimal(5,3)", "decimal(6,3)"), ("decimal(38,0)", "decimal(5,3)", None),
    ("int", "decimal(10,0)", "decimal(10,0)"), ("int", "decimal(9,0)", "decimal(10,0)"), ("int", "decimal(5,2)", "decimal(12,2)"), ("string", "int", None), ("string", "string", "string"),
])
def test_the_wider_type_holds_all_values_of_both(left, right, wider):
    assert column_types.wider(left, right) == wider
    assert column_types.wider(right, left) == wider


def test_new_columns_come_after_the_tables():
    columns = staged_schema.merge([("Op", "string"), ("colour", "string"), ("ID", "bigint"), ("change_seq", "string")], [("id", "int"), ("name", "string")])
    assert [(column.name, column.type, column.raw_name) for column in columns] == [("id", "bigint", "ID"), ("name", "string", None), ("colour", "string", "colour")]
    assert staged_schema.changes(columns)


def test_a_type_that_does_not_fit_is_converted_to_the_tables():
    columns = staged_schema.merge([("id", "int"), ("price", "string")], [("id", "int"), ("price", "int")])
    assert [(column.type, column.may_fail) for column in columns] == [("int", False), ("int", True)]
    assert not staged_schema.changes(columns)


def test_a_new_table_does_not_change():
    assert not staged_schema.changes(staged_schema.merge([("id", "int")], []))


def test_declared_columns_have_their_type_before_there_is_a_table():
    columns = staged_schema.merge([("Op", "string"), ("id", "int"), ("price", "string")], [], (("id", "bigint"), ("price", "decimal(8,2)")))
    assert [(column.name, column.type, column.may_fail) for column in columns] == [("id", "bigint", False), ("price", "decimal(8,2)", True)]


def test_declared_types_have_sparks_names():
    assert [column_types.spark_name(name) for name in ("DECIMAL(8, 2)", "INTEGER", "STRING", "TIMESTAMP")] == ["decimal(8,2)", "int", "string", "timestamp_ntz"]

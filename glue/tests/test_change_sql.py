from lakehouse_glue import staged_schema
from lakehouse_glue.change_sql import ChangeSql
from lakehouse_glue.sql_text import identifier, literal

RAW = [("Op", "string"), ("id", "int"), ("name", "string"), ("price", "string"), ("change_seq", "string"), ("_unchanged", "array<string>")]


def sql(raw=RAW, table=()):
    return ChangeSql("raw_rows", [name for name, _ in raw], staged_schema.merge(raw, list(table)), ["id"])


def test_names_and_texts_are_quoted():
    assert identifier("a`b") == "`a``b`"
    assert literal("it's \\") == "'it\\'s \\\\'"


def test_a_row_in_quarantine_keeps_its_own_columns():
    assert "__row AS _row, `id`, `_row` AS `_row_1`, `_Reason` AS `_Reason_1` FROM" in sql([("id", "int"), ("_row", "int"), ("_Reason", "string")]).unusable_rows


def test_a_load_without_Op_is_inserts():
    assert "`Op`" not in sql([("id", "int")]).operation
    assert "THEN 'I'" in sql([("id", "int")]).operation


def test_rows_before_the_last_truncate_do_not_count():
    assert "(__file > 7 OR (__file = 7 AND __row > 3))" in sql().usable((7, 3))
    assert "__file >" not in sql().usable(None)


def test_values_that_may_not_fit_are_tried_and_reported():
    found = sql(table=[("id", "int"), ("price", "int")])
    assert "try_cast(`price` AS DECIMAL(38,28)) AS int) AS `price`" in found.usable(None)
    assert "price does not convert to int" in found.reason


def test_values_that_a_cast_would_change_are_reported():
    def reason(source, target):
        return sql([("Op", "string"), ("id", "int"), ("price", source)], [("id", "int"), ("price", target)]).reason

    assert "NOT (try_cast(try_cast(`price` AS bigint) AS double) <=> `price`) THEN concat('price does not convert to bigint without loss: '" in reason("double", "bigint")
    assert "try_cast(`price` AS DECIMAL(38,28)) <> try_cast(try_cast(`price` AS DECIMAL(38,28)) AS int)" in reason("string", "int")
    assert "try_cast(`price` AS DECIMAL(38,32)) <> try_cast(`price` AS decimal(8,2))" in reason("string", "decimal(8,2)")
    assert "without loss" not in reason("int", "string")
    assert reason("string", "int").index("= 'D' THEN NULL") < reason("string", "int").index("price does not convert")


def test_only_columns_that_may_be_unsent_are_looked_for():
    found = sql().last_changes_with_unchanged("usable", ["name"])
    assert "coalesce(array_contains(__unchanged, 'name'), false)" in found
    assert "'price'" not in found
    assert sql().last_changes_with_unchanged("usable", ["other"]) == sql().last_changes("usable")


def test_brackets_are_closed():
    found = sql(table=[("id", "int"), ("price", "int")])
    for text in (found.reason, found.survey, found.unusable_rows, found.unchanged_columns, found.usable((1, 2)), found.last_changes("u"), found.last_changes_with_unchanged("u", ["name", "price"])):
        assert text.count("(") == text.count(")") and text.count("'") % 2 == 0

from lakehouse_glue import staged_schema
from lakehouse_glue.change_sql import ChangeSql
from lakehouse_glue.history_sql import HistorySql

RAW = [("Op", "string"), ("id", "int"), ("name", "string"), ("dms_timestamp_col", "timestamp_ntz"), ("change_seq", "string"), ("_unchanged", "array<string>")]
COLUMNS = staged_schema.merge(RAW, [("id", "int"), ("name", "string")])


def statements(history="history_rows", unchanged=("name",)):
    return HistorySql(COLUMNS, ["id"], unchanged, "history_changes", "history_truncates", history)


def test_a_first_batch_reads_no_table():
    found = statements(history=None).versions(truncated=True)
    assert "history_rows" not in found and "there" not in found


def test_a_truncate_ends_every_row_that_is_current():
    assert "UNION SELECT `id` FROM history_rows WHERE is_current" in statements().versions(truncated=True)
    assert "WHERE is_current" not in statements().versions(truncated=False)


def test_an_unsent_value_is_that_of_the_change_before():
    assert "last_value(CASE WHEN __op <> 'D' AND NOT array_contains(__unchanged, 'name') THEN named_struct('v', `name`) END, true)" in statements().versions(False)
    assert "last_value" not in statements(unchanged=()).versions(False)


def test_new_columns_rewrite_the_table_and_keep_the_other_keys():
    columns = staged_schema.merge([*RAW, ("price", "int")], [("id", "int"), ("name", "string")])
    found = HistorySql(columns, ["id"], (), "c", "t", "history_rows").rewritten("versions")
    assert "CAST(NULL AS int) AS `price`" in found and "LEFT ANTI JOIN versions AS version ON version.`id` = kept.`id`" in found


def test_changes_have_a_time_and_a_place():
    sql = ChangeSql("raw_rows", [name for name, _ in RAW], COLUMNS, ["id"])
    assert "coalesce(CAST(`dms_timestamp_col` AS TIMESTAMP_NTZ), " in sql.usable(None) and "AS __position" in sql.usable(None)
    assert "WHERE coalesce(`Op`, CASE WHEN __file <= 4294967295 THEN 'I' END) = 'T'" in sql.truncates


def test_brackets_are_closed():
    sql = ChangeSql("raw_rows", [name for name, _ in RAW], COLUMNS, ["id"])
    for text in (sql.usable(None), sql.truncates, statements().versions(True), statements(None).versions(False), statements().rewritten("v")):
        assert text.count("(") == text.count(")") and text.count("'") % 2 == 0

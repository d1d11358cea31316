import pytest

from lakehouse_glue import raw_rows, reserved_columns, staged_schema


class Field:
    def __init__(self, name, kind):
        self.name = name
        self.dataType = self
        self.simpleString = lambda: kind


class Schema:
    def __init__(self, **columns):
        self.fields = [Field(name, kind) for name, kind in columns.items()]


def columns(*schemas):
    return raw_rows.columns([(Schema(**schema), []) for schema in schemas])


def test_a_column_has_the_type_that_holds_all_its_values():
    assert columns({"id": "int", "v": "smallint"}, {"ID": "bigint", "w": "date"}) == ([("id", "bigint"), ("v", "smallint"), ("w", "date")], {})


@pytest.mark.parametrize("kinds, wanted", [(("bigint", "double"), "bigint"), (("int", "double", "bigint"), "double"), (("string", "int"), "string"), (("int", "string", "bigint"), "bigint")])
def test_one_without_is_read_as_text_and_asked_for_as_the_first_files_have_it(kinds, wanted):
    found, mixed = columns(*({"v": kind} for kind in kinds))
    assert (found, mixed) == ([("v", "string")], {"v": wanted})
    new = staged_schema.merge(found, [], (), mixed)[0]
    assert (new.type, new.raw_type, new.may_fail) == (wanted, "string", wanted != "string")


def test_a_table_gets_as_wide_as_the_first_files_ask():
    found, mixed = columns({"v": "bigint"}, {"V": "double"})
    assert staged_schema.merge(found, [("v", "int")], (), mixed)[0].type == "bigint"


@pytest.mark.parametrize("name, history, reserved", [("__Op", False, True), ("file_index", False, True), ("valid_from", False, False), ("Valid_From", True, True), ("name", True, False)])
def test_names_that_the_merge_uses_itself(name, history, reserved):
    assert reserved_columns.has(name, history) == reserved

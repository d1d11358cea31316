"""Columns as Great Expectations' Spark engine can read them.

It writes names into SQL as they are (`net price IS NOT NULL`), and counts the fields of a struct, and quotes around `a.b`, among a table's columns.
"""
import re

from .sql_text import identifier

ABOUT_COLUMNS = (
    "expect_column_to_exist", "expect_table_column_count_to_be_between", "expect_table_column_count_to_equal",
    "expect_table_columns_to_match_ordered_list", "expect_table_columns_to_match_set")
_PLAIN = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_ARGUMENTS = ("column", "column_A", "column_B", "column_list", "column_set")


def aliases(columns):
    """{"net price": "column_2"} for those whose names are not plain."""
    taken = {name.lower() for name in columns}
    found = {}
    for place, name in enumerate(columns, 1):
        if not _PLAIN.fullmatch(name):
            alias = f"column_{place}"
            while alias in taken:
                alias += "_"
            found[name] = alias
    return found


def beside(rows, names):
    """The rows with plain names beside their own, which a condition or a query may use."""
    from pyspark.sql import functions as F

    return rows.select("*", *[F.col(identifier(name)).alias(alias) for name, alias in names.items()])


def instead(rows, names):
    """As many columns as the table has, all with plain names."""
    from pyspark.sql import functions as F

    def column(field):
        own = F.col(identifier(field.name))
        return (own.cast("string") if field.dataType.typeName() == "struct" else own).alias(names.get(field.name, field.name))

    return rows.select(*map(column, rows.schema.fields))


def placed(arguments, count):
    """Great Expectations takes the place 0 for none. The first of so many columns stands as many before their end, too."""
    return {**arguments, "column_index": -count} if arguments.get("column_index") == 0 else arguments


def replaced(arguments, names):
    """The arguments with plain names."""
    return {argument: _replaced(value, names) if argument in _ARGUMENTS else value for argument, value in arguments.items()}


def restored(result, names, values=False):
    """What was found, with the columns' own names, which are keys; and values, where the expectation is about columns."""
    return _restored(result, {alias: name for name, alias in names.items()}, values)


def _replaced(value, names):
    return [names.get(name, name) for name in value] if isinstance(value, list) else names.get(value, value)


def _restored(found, own, values):
    if isinstance(found, dict):
        return {own.get(key, key): _restored(value, own, values) for key, value in found.items()}
    if isinstance(found, list):
        return [_restored(value, own, values) for value in found]
    return own.get(found, found) if values and isinstance(found, str) else found

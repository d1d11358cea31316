"""Arguments and columns that Great Expectations' Spark engine refuses or passes over, as others that mean the same."""
import math
import re

from . import column_names
from .sql_text import identifier

MEAN = "expect_column_mean_to_be_between"
_EXTREMES = ("expect_column_min_to_be_between", "expect_column_max_to_be_between")
_LENGTHS = "expect_column_value_lengths_to_be_between"
_QUANTILES = "expect_column_quantile_values_to_be_between"
_COLUMN_SET = "expect_table_columns_to_match_set"
_BOUNDS = ("min_value", "max_value")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def of(kind, arguments, types):
    """The arguments. types: {"price": "int"} of the rows, in Spark's short form."""
    if kind in _EXTREMES and types.get(arguments.get("column"), "").startswith(("date", "timestamp")):
        return {name: _with_a_time(value) if name in _BOUNDS else value for name, value in arguments.items()}
    if kind == _COLUMN_SET:  # true where it is not said, as documented; releases up to 1.3 at least take that for false
        return {"exact_match": True, **arguments}
    if kind == _LENGTHS:
        return _without_strictness(arguments)
    if kind == _QUANTILES:  # exact without it, as in the Transformer
        return {name: value for name, value in arguments.items() if name != "allow_relative_error"}
    return arguments


def widened(rows, names):
    """The rows for a mean, which it has of no number below 32 bits; with plain names beside their own."""
    from pyspark.sql import functions as F

    small = {name for name, kind in rows.dtypes if kind in ("tinyint", "smallint")}
    wide = rows.select(*[(F.col(identifier(name)).cast("int") if name in small else F.col(identifier(name))).alias(name) for name in rows.columns])
    return column_names.beside(wide, names)


def _with_a_time(bound):
    """A day alone is compared as a text with what is no text, which fails."""
    return f"{bound}T00:00:00" if isinstance(bound, str) and _DAY.fullmatch(bound) else bound


def _without_strictness(arguments):
    """Lengths are whole numbers: above 2, or 2.5, is at least 3."""
    lowest, highest = (arguments.get(name) for name in _BOUNDS)
    changed = {name: value for name, value in arguments.items() if name not in ("strict_min", "strict_max")}
    if arguments.get("strict_min") and lowest is not None:
        changed["min_value"] = math.floor(lowest) + 1
    if arguments.get("strict_max") and highest is not None:
        changed["max_value"] = math.ceil(highest) - 1
    return changed

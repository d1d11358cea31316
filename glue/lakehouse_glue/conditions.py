"""Row conditions for Spark: Great Expectations has no Spark for those in pandas' language, and counts a table's rows without them."""
import re

from . import model_sql
from .sql_text import identifier, literal

ABOUT_ROWS = ("expect_table_row_count_to_be_between", "expect_table_row_count_to_equal")
_PANDAS = re.compile(r"""\s*(?:"(?P<text>[^"]*)"|'(?P<other>[^']*)'|\.(?P<null>isnull|isna|notnull|notna)\(\)|(?P<number>-?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)
    |`(?P<quoted>[^`]+)`|(?P<word>[A-Za-z_][A-Za-z0-9_]*)|(?P<sign>==|!=|<=|>=|<|>|&|\||~|\(|\)|\[|\]|,))\s*""", re.VERBOSE)
_SIGNS = {"==": "=", "&": "AND", "|": "OR", "~": "NOT", "[": "(", "]": ")"}


def for_spark(arguments):
    """The arguments with a condition that Great Expectations' Spark engine reads as the Transformer does."""
    condition, parser = arguments.get("row_condition"), arguments.get("condition_parser")
    if not condition or parser not in ("spark", "pandas"):
        return arguments
    return {**arguments, "row_condition": model_sql.with_texts(condition) if parser == "spark" else pandas_as_sql(condition), "condition_parser": "spark"}


def taken(kind, arguments):
    """(arguments, condition): for a count of a table's rows, the condition apart from the other arguments, as SQL or as a column."""
    condition = arguments.get("row_condition")
    if kind not in ABOUT_ROWS or not condition:
        return arguments, None
    rest = {name: value for name, value in arguments.items() if name not in ("row_condition", "condition_parser")}
    if arguments["condition_parser"] == "spark":
        return rest, condition
    from great_expectations.expectations.row_conditions import parse_condition_to_spark

    return rest, parse_condition_to_spark(condition)


def pandas_as_sql(condition):
    """`x == 1 and name.isnull()` as SQL; the forms are those that pipelines are loaded with (Expectations/Conditions/PandasCondition.cs)."""
    words, place = [], 0
    while place < len(condition):
        token = _PANDAS.match(condition, place)
        if not token:
            raise ValueError(f"'{condition[place:]}' is beyond the simple forms of pandas' query language")
        words.append(_translated(token))
        place = token.end()
    return " ".join(words)


def _translated(token):
    text = token["text"] if token["text"] is not None else token["other"]
    if text is not None:
        return literal(text)
    if token["null"]:
        return "IS NULL" if token["null"] in ("isnull", "isna") else "IS NOT NULL"
    if token["word"]:
        return token["word"].upper() if token["word"] in ("and", "or", "not", "in", "True", "False") else identifier(token["word"])
    return token["number"] or (identifier(token["quoted"]) if token["quoted"] else _SIGNS.get(token["sign"], token["sign"]))

"""Expectations that Great Expectations knows but has no Spark for, as others that mean the same and that it has."""
import re

from . import conditions, model_sql

_LIKE = {
    "expect_column_values_to_match_like_pattern": "expect_column_values_to_match_regex",
    "expect_column_values_to_not_match_like_pattern": "expect_column_values_to_not_match_regex",
    "expect_column_values_to_match_like_pattern_list": "expect_column_values_to_match_regex_list",
    "expect_column_values_to_not_match_like_pattern_list": "expect_column_values_to_not_match_regex_list",
}
_LIKE_TOKEN = re.compile(r"\\.|.", re.DOTALL)
_ANY = r"[\s\S]"  # a dot does not mean the end of a line, and a flag that says so cannot stand in the middle of a list of patterns
_REGEX_LIST = "expect_column_values_to_match_regex_list"
_OTHER_TABLE = "expect_table_row_count_to_equal_other_table"
QUERY = "unexpected_rows_query"


def of(kind, arguments, views, count):
    """(type, kwargs) to validate. views: the model's inputs by the names of their views; count: rows of a view."""
    arguments = conditions.for_spark(arguments)
    if kind in _LIKE:
        return _LIKE[kind], _with_regex(arguments)
    if kind == _REGEX_LIST and arguments.get("match_on") == "all":
        return kind, {**arguments, "regex_list": [_from_the_start(regex) for regex in arguments["regex_list"]]}
    if kind == _OTHER_TABLE:
        return "expect_table_row_count_to_equal", {**_without(arguments, "other_table_name"), "value": count(_view(arguments["other_table_name"], views))}
    if QUERY in arguments:
        return kind, {**arguments, QUERY: model_sql.with_views(arguments[QUERY], list(views), views)}
    return kind, arguments


def like_as_regex(pattern):
    r"""`a_b%` as a regular expression over the whole value, which Java and Python read alike; `\%` is the sign itself."""
    return "^" + "".join({"%": _ANY + "*", "_": _ANY}.get(token) or _plain(token[-1]) for token in _LIKE_TOKEN.findall(pattern)) + f"(?!{_ANY})"


def _from_the_start(regex):
    """Great Expectations asks Spark for all expressions at one place of the value, pandas and databases for each anywhere: from the start, it is the same."""
    return f"^{_ANY}*?(?:{regex})"


def _plain(letter):
    return letter if letter.isalnum() or letter.isspace() or letter == "_" else "\\" + letter


def _with_regex(arguments):
    if "like_pattern_list" in arguments:
        return {**_without(arguments, "like_pattern_list"), "regex_list": [like_as_regex(pattern) for pattern in arguments["like_pattern_list"]]}
    return {**_without(arguments, "like_pattern"), "regex": like_as_regex(arguments["like_pattern"])}


def _without(arguments, name):
    return {other: value for other, value in arguments.items() if other != name}


def _view(name, views):
    found = [view for (zone, table), view in views.items() if f"{zone}.{table}".lower() == name.lower()]
    if not found:
        raise ValueError(f"the model does not read {name}; it reads {', '.join(f'{zone}.{table}' for zone, table in views)}")
    return found[0]

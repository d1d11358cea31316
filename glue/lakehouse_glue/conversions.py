"""Conversions of raw values to the types of a staged table, which neither round nor cut nor drop anything (as the Transformer's Conversions and TextForms)."""
import re

from . import column_types
from .sql_text import literal

_NUMBER = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"
_DAY = r"\d{4,6}-\d{1,2}-\d{1,2}"
_TIME = r"([01]?\d|2[0-3]):\d{1,2}(:\d{1,2}(\.\d{1,6}0*)?(Z|[+-](0\d|1[0-5])(:?[0-5]\d)?)?)?"
_FORMS = {
    "boolean": "(?i)t|true|y|yes|1|f|false|n|no|0",
    **dict.fromkeys(("float", "double"), rf"(?i)\s*({_NUMBER}|nan|[+-]?inf(inity)?)\s*"),
    **dict.fromkeys(("date", "timestamp_ntz", "timestamp"), f"{_DAY}([ T]{_TIME})?"),
    "binary": r"[\x00-\x5B\x5D-\x7F]*",
}
_NUMBERS = re.compile(r"tinyint|smallint|int|bigint|float|double|boolean|decimal\(\d+,\d+\)")
_TIMES = ("date", "timestamp_ntz", "timestamp")
_WHOLE = r"^(?:%s)\z"
_ARRAY = re.compile(r"array<(.*)>")


def text_form(kind):
    """The form in which a text is a value of a type, whichever engine reads it, as a regular expression over the whole text; None when no text is, to Spark (lists)."""
    return _FORMS.get(kind) or (rf"\s*{_NUMBER}\s*" if column_types.digits(kind) else None)


def value(raw, source, target):
    """The value after the cast; NULL where it cannot be. raw: the value as written, as SQL."""
    if not _converts(source, target):
        return f"CAST(NULL AS {target})"
    if source == "string" and column_types.is_integer(target):
        return f"try_cast({_with_fraction(raw, target)} AS {target})"  # Spark's own cast does not take 3.0 and 1e3
    return f"try_cast({raw} AS {target})"


def failure(raw, source, target):
    """A condition that is true where a value that is not NULL is none of the type."""
    missing, form = f"{value(raw, source, target)} IS NULL", text_form(target)
    return f"({missing} OR NOT {raw} RLIKE {literal(_WHOLE % form)})" if source == "string" and form else missing


def loss(raw, source, target):
    """A condition that is true where a value is no longer the same after the cast; None where that cannot be."""
    if target in ("string", "binary") or not _converts(source, target):
        return None
    found = value(raw, source, target)
    if source != "string":
        return f"{found} IS NOT NULL AND NOT ({value(found, target, source)} <=> {raw})"
    # A text is compared as a type that holds more of it: 3.7 as a number with a fraction, a day as a time, a time with its zone.
    if target == "date":
        return f"try_cast({raw} AS TIMESTAMP_NTZ) <> CAST({found} AS TIMESTAMP_NTZ)"
    if target == "timestamp_ntz":
        return f"try_cast({raw} AS TIMESTAMP) <> CAST({found} AS TIMESTAMP)"
    return f"{_with_fraction(raw, target)} <> {found}" if column_types.digits(target) else None


def _with_fraction(raw, target):
    whole, scale = column_types.digits(target)
    return f"try_cast({raw} AS DECIMAL(38,{max(scale + 1, 38 - whole)}))"


def _converts(source, target):
    """Whether both engines have the cast. Spark refuses a statement with one that it has not; DuckDB makes NULL of each value."""
    if "string" in (source, target):
        return target == "string" or text_form(target) is not None
    if _NUMBERS.fullmatch(source) and _NUMBERS.fullmatch(target) or source in _TIMES and target in _TIMES:
        return True
    inner, outer = _ARRAY.fullmatch(source), _ARRAY.fullmatch(target)
    return bool(inner and outer and _converts(inner.group(1), outer.group(1)))

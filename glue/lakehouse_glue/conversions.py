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
_WHOLE = r"^(?:%s)\z"

# PostgreSQL's infinities as raw files hold them (docs/types.md). To Spark they are times like others, which no cast takes over.
_INFINITIES = {
    "date": ("date_from_unix_date(2147483647)", "date_from_unix_date(-2147483647)"),
    "timestamp": ("timestamp_micros(9223372036854775807)", "timestamp_micros(-9223372036854775807)"),
    "timestamp_ntz": ("CAST(timestamp_micros(9223372036854775807) AS TIMESTAMP_NTZ)", "CAST(timestamp_micros(-9223372036854775807) AS TIMESTAMP_NTZ)"),
}
_ARRAY = re.compile(r"array<(.*)>")


def text_form(kind):
    """The form in which a text is a value of a type, whichever engine reads it, as a regular expression over the whole text; None when no text is, to Spark (lists)."""
    return _FORMS.get(kind) or (rf"\s*{_NUMBER}\s*" if column_types.digits(kind) else None)


def widened(raw, source, target):
    """The value as a type that holds all values of its own, or as text."""
    if source == target:
        return raw
    return value(raw, source, target) if target == "string" or _are_times(source, target) else f"CAST({raw} AS {target})"


def value(raw, source, target):
    """The value after the cast; NULL where it cannot be. raw: the value as written, as SQL."""
    if not _converts(source, target):
        return f"CAST(NULL AS {target})"
    if source in _INFINITIES and target == "string":
        return _unless_infinite(raw, source, ("'infinity'", "'-infinity'"), f"ltrim('+', CAST({raw} AS STRING))")  # Spark writes +12345-06-07
    if _are_times(source, target):
        return _unless_infinite(raw, source, _INFINITIES[target], f"try_cast({raw} AS {target})")
    if source == "string" and column_types.is_integer(target):
        return f"try_cast({_with_fraction(raw, target)} AS {target})"  # Spark's own cast does not take 3.0 and 1e3
    return f"try_cast({raw} AS {target})"  # also of a decimal to a text: CAST would write 0E-10


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


def _are_times(source, target):
    return source in _INFINITIES and target in _INFINITIES


def _unless_infinite(raw, source, infinities, finite):
    cases = (f"WHEN {own} THEN {other}" for own, other in zip(_INFINITIES[source], infinities))
    return f"CASE {raw} {' '.join(cases)} ELSE {finite} END"


def _with_fraction(raw, target):
    whole, scale = column_types.digits(target)
    return f"try_cast({raw} AS DECIMAL(38,{max(scale + 1, 38 - whole)}))"


def _converts(source, target):
    """Whether both engines have the cast. Spark refuses a statement with one that it has not; DuckDB makes NULL of each value."""
    if "string" in (source, target):
        return target == "string" or text_form(target) is not None
    if _NUMBERS.fullmatch(source) and _NUMBERS.fullmatch(target) or _are_times(source, target):
        return True
    inner, outer = _ARRAY.fullmatch(source), _ARRAY.fullmatch(target)
    return bool(inner and outer and _converts(inner.group(1), outer.group(1)))

"""Which types staged tables have, in Spark's names, and which hold all values of which (as the Transformer's ColumnTypes)."""
import re

_INTEGERS = ("tinyint", "smallint", "int", "bigint")
_DIGITS = (3, 5, 10, 19)
_DECIMAL = re.compile(r"decimal\((\d+),(\d+)\)")


# The names of pipeline.yaml, where they are not Spark's own. (Staged timestamps have no zone.)
_DECLARED = {"integer": "int", "real": "float", "timestamp": "timestamp_ntz", "timestamptz": "timestamp"}


def spark_name(declared):
    """INTEGER, DECIMAL(8, 2), STRING, … as pipeline.yaml writes them."""
    name = declared.lower().replace(" ", "").replace("numeric", "decimal")
    return _DECLARED.get(name, name)


def wider(left, right):
    """The narrowest type that holds all values of both, or None."""
    if fits(left, right) or fits(right, left):
        return right if fits(left, right) else left
    one, other = digits(left), digits(right)
    if not one or not other:
        return None
    whole, scale = max(one[0], other[0]), max(one[1], other[1])
    return f"decimal({whole + scale},{scale})" if whole + scale <= 38 else None


def fits(source, target):
    """Whether every value of one type is a value of the other."""
    if source == target:
        return True
    narrow = _INTEGERS.index(source) if source in _INTEGERS else None
    if narrow is not None and target in _INTEGERS:
        return _INTEGERS.index(target) > narrow
    if (narrow is not None and narrow < 3 or source == "float") and target == "double":
        return True
    if source == "date" and target == "timestamp_ntz":
        return True
    small, large = digits(source), digits(target)
    return bool(small and large and target not in _INTEGERS and large[1] >= small[1] and large[0] >= small[0])


def is_integer(name):
    return name in _INTEGERS


def digits(name):
    """Digits before and after the point of an integer or decimal type; None for other types."""
    if name in _INTEGERS:
        return _DIGITS[_INTEGERS.index(name)], 0
    match = _DECIMAL.fullmatch(name)
    return (int(match.group(1)) - int(match.group(2)), int(match.group(2))) if match else None

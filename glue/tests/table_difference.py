"""How two tables differ: in columns, in rows, and where a key is in both, in which values."""

EXAMPLES = 5


def of(name, key, left, right):
    """Lines for people, none where the tables are equal. left is Spark's, right the Transformer's."""
    fields = [[(field.name, field.dataType.simpleString()) for field in rows.schema.fields] for rows in (left, right)]
    if fields[0] != fields[1]:
        only = [[f"{column} {kind}" for column, kind in own if (column, kind) not in other] for own, other in (fields, fields[::-1])]
        return [f"{name}: only Spark has the columns {only[0]}, only the Transformer {only[1]}" if any(only) else f"{name}: the columns have another order: {fields[0]} and {fields[1]}"]
    left, right = (_comparable(rows, fields[0]) for rows in (left, right))
    ours, theirs = left.exceptAll(right).persist(), right.exceptAll(left).persist()
    try:
        counts = ours.count(), theirs.count()
        return [line for who, rows, count in (("Spark", ours, counts[0]), ("the Transformer", theirs, counts[1])) if count for line in [_rows(name, who, rows, count)]] + (
            _values(name, key, ours, theirs) if key and all(counts) else [])
    finally:
        ours.unpersist()
        theirs.unpersist()


def _comparable(rows, fields):
    """Sums of floating-point numbers depend on the order of adding."""
    from pyspark.sql import functions as F

    columns = {column: F.col(_quoted(column)) for column, _ in fields}
    return rows.select(*[(F.format_string("%.9e", columns[column]) if kind in ("double", "float") else columns[column]).alias(column) for column, kind in fields])


def _rows(name, who, rows, count):
    return f"{name}: {count} rows only {who} has, such as " + "; ".join(str(tuple(row)) for row in rows.take(EXAMPLES))


def _values(name, key, ours, theirs):
    from pyspark.sql import functions as F

    keys = [column for column in ours.columns if column.lower() in {part.lower() for part in key}]
    match = [F.col(f"ours.{_quoted(column)}").eqNullSafe(F.col(f"theirs.{_quoted(column)}")) for column in keys]
    both = ours.alias("ours").join(theirs.alias("theirs"), match)
    lines = []
    for column in (column for column in ours.columns if column not in keys):
        pair = [F.col(f"{side}.{_quoted(column)}") for side in ("ours", "theirs")]
        other = both.where(~pair[0].eqNullSafe(pair[1]))
        count = other.count()
        if count:
            example = other.select(*[F.col(f"ours.{_quoted(part)}") for part in keys], *pair).first()
            lines.append(f"{name}: {column} differs in {count} rows of one key, such as {', '.join(keys)} = {tuple(example)[:-2]}: Spark has {example[-2]!r}, the Transformer {example[-1]!r}")
    return lines


def _quoted(name):
    return "`" + name.replace("`", "``") + "`"

"""The SQL that turns a batch of raw files into the last state of each key.

Rows are told apart by `__file` (the file's number) and `__row` (place in the file): the reading order.
"""
from . import conversions, raw_files
from .sql_text import identifier, identifiers, literal
from .staged_schema import CHANGE_SEQ, COMMIT_TIME, OP, UNCHANGED

NEWEST_FIRST = "__seq DESC NULLS LAST, __file DESC, __row DESC"
# Where a file has no commit time, the time in its name; a load's is the beginning of time.
NAMED_TIME = "coalesce(CAST(try_to_timestamp(substr(__name, 1, 15), 'yyyyMMdd-HHmmss') AS TIMESTAMP_NTZ), TIMESTAMP_NTZ '1970-01-01 00:00:00')"

# Sorts in reading order, over all files, and before every change_seq: -020261122-100100000.parquet-000000000007
POSITION = "concat('-', CASE WHEN __name LIKE 'LOAD%' THEN '0' ELSE '1' END, __name, '-', lpad(CAST(__row AS STRING), 12, '0'))"
OLDEST_FIRST = "__seq ASC NULLS FIRST, __file, __row"


class ChangeSql:
    """view: a view of the batch's rows as written, with __file, __row and __name. raw: names of its columns."""

    def __init__(self, view, raw, columns, key):
        self.view = view
        self.raw = raw
        self.columns = columns
        self.key = key
        self.names = [column.name for column in columns]
        load = f"CASE WHEN __file <= {raw_files.LAST_LOAD} THEN 'I' END"
        # DMS leaves out Op on full load unless told otherwise: each of its rows is an insert.
        self.operation = f"coalesce({identifier(OP)}, {load})" if OP in raw else f"({load})"
        self.sequence = f"CAST({identifier(CHANGE_SEQ)} AS STRING)" if CHANGE_SEQ in raw else "CAST(NULL AS STRING)"
        self.unchanged = identifier(UNCHANGED) if UNCHANGED in raw else "CAST(NULL AS ARRAY<STRING>)"

        self.time = f"coalesce(CAST({identifier(COMMIT_TIME)} AS TIMESTAMP_NTZ), {NAMED_TIME})" if COMMIT_TIME in raw else NAMED_TIME

    @property
    def reason(self):
        """Why a row cannot be used, or NULL."""
        cases = [
            f"WHEN {self.operation} IS NULL THEN 'Op is missing'",
            f"WHEN {self.operation} NOT IN ('I', 'U', 'D', 'T') THEN concat('Op is \\'', {self.operation}, '\\', which is none of I, U, D, T')",
            f"WHEN {self.operation} = 'T' THEN NULL",
        ]
        for column in self.columns:
            if column.name in self.key:
                cases.append(f"WHEN {identifier(column.raw_name)} IS NULL THEN {literal(f'the key column {column.name} is NULL')}")
                cases += self._conversion(column)
        cases.append(f"WHEN {self.operation} = 'D' THEN NULL")  # of a row that is deleted only the key matters
        for column in self.columns:
            if column.name not in self.key:
                cases += self._conversion(column)
        return f"CASE {' '.join(cases)} END"

    @property
    def survey(self):
        """One row: rows, rows that cannot be used, the last 'T' (a struct of __file and __row, or NULL)."""
        return f"SELECT count(*) AS total, count_if({self.reason} IS NOT NULL) AS unusable, max(CASE WHEN {self.operation} = 'T' THEN struct(__file, __row) END) AS truncate FROM {self.view}"

    @property
    def unusable_rows(self):
        """Rows that cannot be used: the reason, the file and the place in it, then the row as written (`_row_1` where the source has a column `_row`, as DuckDB names it)."""
        written = ", ".join(f"{identifier(name)} AS {identifier(name + '_1')}" if name.lower() in ("_reason", "_file", "_row") else identifier(name) for name in self.raw)
        return f"SELECT {self.reason} AS _reason, __name AS _file, __row AS _row, {written} FROM {self.view} WHERE {self.reason} IS NOT NULL"

    @property
    def unchanged_columns(self):
        """Names of columns that some row says were not sent."""
        return f"SELECT DISTINCT name FROM (SELECT explode({self.unchanged}) AS name FROM {self.view}) WHERE name IS NOT NULL"

    def usable(self, truncate):
        """Rows that count, typed as the table: the columns, __op, __seq, __unchanged, __file, __row, __time, __position."""
        after = f" AND (__file > {truncate[0]} OR (__file = {truncate[0]} AND __row > {truncate[1]}))" if truncate else ""
        values = ", ".join(f"{self._value(column)} AS {identifier(column.name)}" for column in self.columns)
        return f"SELECT {values}, {self.operation} AS __op, {self.sequence} AS __seq, {self.unchanged} AS __unchanged, __file, __row, {self.time} AS __time, {POSITION} AS __position FROM {self.view} WHERE {self.reason} IS NULL AND {self.operation} <> 'T'{after}"

    @property
    def truncates(self):
        """The rows that empty the table: __seq, __time, __position."""
        return f"SELECT {self.sequence} AS __seq, {self.time} AS __time, {POSITION} AS __position FROM {self.view} WHERE {self.operation} = 'T'"

    def last_changes(self, usable):
        """The last change of each key, where every value is sent: the columns, __op, __unchanged."""
        return (
            f"SELECT {identifiers(self.names)}, __op, CAST(NULL AS ARRAY<STRING>) AS __unchanged FROM "
            f"(SELECT *, row_number() OVER (PARTITION BY {identifiers(self.key)} ORDER BY {NEWEST_FIRST}) AS __place FROM {usable}) WHERE __place = 1")

    def last_changes_with_unchanged(self, usable, unchanged):
        """As last_changes. A value that was not sent last may have been sent earlier in the batch, as long as no delete lies between."""
        folded = {name.lower() for name in unchanged}
        sometimes = [column for column in self.columns if column.name not in self.key and (column.raw_name or column.name).lower() in folded]
        if not sometimes:
            return self.last_changes(usable)
        values, left = [], []
        for column in self.columns:
            name = identifier(column.name)
            if column.name in self.key:
                continue
            if column in sometimes:
                sent = f"max_by(named_struct('v', {name}), __order) FILTER (WHERE __op <> 'D' AND NOT coalesce(array_contains(__unchanged, {literal(column.raw_name or column.name)}), false))"
                values.append(f"({sent}).v AS {name}")
                left.append(f"CASE WHEN ({sent}) IS NULL THEN {literal(column.name)} END")
            else:
                values.append(f"max_by(named_struct('v', {name}), __order).v AS {name}")
        key = identifiers(self.key)
        return (
            f"SELECT {identifiers(self.names)}, __op, filter(__left, name -> name IS NOT NULL) AS __unchanged FROM ("
            f"SELECT {key}, {''.join(value + ', ' for value in values)}max_by(__op, __order) AS __op, array({', '.join(left)}) AS __left FROM ("
            f"SELECT *, max(CASE WHEN __op = 'D' THEN __order END) OVER (PARTITION BY {key}) AS __deleted FROM ("
            f"SELECT *, row_number() OVER (PARTITION BY {key} ORDER BY {OLDEST_FIRST}) AS __order FROM {usable})) "
            f"WHERE __deleted IS NULL OR __order >= __deleted GROUP BY {key})")

    def _conversion(self, column):
        """Conditions under which a value does not convert, each with its reason."""
        if not column.may_fail:
            return []
        raw, types = identifier(column.raw_name), (column.raw_type, column.type)
        text = f"substr({conversions.widened(raw, column.raw_type, 'string')}, 1, 100)"
        cases = [f"WHEN {raw} IS NOT NULL AND {conversions.failure(raw, *types)} THEN concat({literal(f'{column.name} does not convert to {column.type}: ')}, {text})"]
        lost = conversions.loss(raw, *types)
        return cases + ([f"WHEN {lost} THEN concat({literal(f'{column.name} does not convert to {column.type} without loss: ')}, {text})"] if lost else [])

    def _value(self, column):
        if column.raw_name is None:
            return f"CAST(NULL AS {column.type})"
        raw = identifier(column.raw_name)
        return (conversions.value if column.may_fail else conversions.widened)(raw, column.raw_type, column.type)

"""The SQL of a table of history: every version of each row, with the time from which and until which it was the row (SCD type 2).

As the Transformer's HistoryWriter: of each key that a batch has something about, the versions that are there and the batch's changes are
put into the order of `change_seq`, and each version ends where the next change begins.
"""
from .sql_text import identifier, identifiers, literal

COLUMNS = (("valid_from", "timestamp_ntz"), ("valid_to", "timestamp_ntz"), ("is_current", "boolean"), ("valid_from_seq", "string"), ("valid_to_seq", "string"))
NAMES = tuple(name for name, _ in COLUMNS)
ENDS = ("valid_to", "is_current", "valid_to_seq")
NOTHING_UNSENT = "CAST(array() AS ARRAY<STRING>)"


class HistorySql:
    """Views: changes (ChangeSql.usable with times), truncates (ChangeSql.truncates), history (the table now; None where there is none)."""

    def __init__(self, columns, key, unchanged, changes, truncates, history=None):
        self.columns = columns
        self.key = key
        self.names = [column.name for column in columns]
        folded = {name.lower() for name in unchanged}
        self.unsent = [column for column in columns if column.name not in key and (column.raw_name or column.name).lower() in folded]
        self.changes, self.truncates, self.history = changes, truncates, history

    def versions(self, truncated):
        """All versions of the keys that the batch has something about: those that have one now when it truncates the table."""
        columns, keys = identifiers(self.names), identifiers(self.key)
        affected = f"SELECT {keys} FROM {self.changes}" + (f" UNION SELECT {keys} FROM {self.history} WHERE is_current" if self.history and truncated else "")
        nothing = ", ".join(f"affected.{identifier(column.name)}" if column.name in self.key else f"CAST(NULL AS {column.type})" for column in self.columns)
        values = ", ".join(self._filled(column) if column in self.unsent else identifier(column.name) for column in self.columns)
        window = f"OVER (PARTITION BY {keys} ORDER BY __seq)"

        # A delete that comes before the row that it deletes is kept as a version of no length, so that it ends the row when that comes.
        # Of two events of one key at one place, the one that was read first counts, as one that is there does: its values are complete.
        return (
            f"WITH affected AS (SELECT DISTINCT {keys} FROM ({affected})), {self._there()}"
            f"events AS (SELECT {columns}, __op, coalesce(__seq, __position) AS __seq, __time, coalesce(__unchanged, {NOTHING_UNSENT}) AS __unchanged, 2 AS __rank, __file, __row FROM {self.changes} "
            f"UNION ALL SELECT {nothing}, 'D', coalesce(gone.__seq, gone.__position), gone.__time, {NOTHING_UNSENT}, 3, NULL, NULL FROM affected CROSS JOIN {self.truncates} AS gone"
            f"{self._there_events()}), "
            f"once AS (SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY {keys}, __seq ORDER BY __rank, __file, __row) AS __place FROM events) WHERE __place = 1), "
            f"filled AS (SELECT {values}, __op, __seq, __time, __rank, coalesce(lag(__op) {window}, 'D') AS __before, lead(__time) {window} AS __end, lead(__seq) {window} AS __end_seq FROM once) "
            f"SELECT {columns}, __time AS valid_from, CASE WHEN __op = 'D' THEN __time ELSE __end END AS valid_to, __op <> 'D' AND __end_seq IS NULL AS is_current, "
            "__seq AS valid_from_seq, CASE WHEN __op = 'D' THEN __seq ELSE __end_seq END AS valid_to_seq "
            "FROM filled WHERE __op <> 'D' OR (__before = 'D' AND __rank < 3)")

    def rewritten(self, versions):
        """The whole table with the columns of now: a view's versions, and those of other keys."""
        return (
            f"SELECT {self._kept()}, {identifiers(NAMES)} FROM {self.history} AS kept LEFT ANTI JOIN {versions} AS version ON {self._same_key('version', 'kept')} "
            f"UNION ALL SELECT {identifiers(self.names)}, {identifiers(NAMES)} FROM {versions}")

    def _there(self):
        return f"there AS (SELECT {self._kept()}, {identifiers(NAMES)} FROM {self.history} AS kept LEFT SEMI JOIN affected ON {self._same_key('affected', 'kept')}), " if self.history else ""

    def _there_events(self):
        if not self.history:
            return ""
        columns = identifiers(self.names)
        return (
            f" UNION ALL SELECT {columns}, CASE WHEN valid_from_seq <=> valid_to_seq THEN 'D' ELSE 'U' END, valid_from_seq, valid_from, {NOTHING_UNSENT}, 1, NULL, NULL FROM there"
            f" UNION ALL SELECT {', '.join('ended.' + identifier(name) for name in self.names)}, 'D', ended.valid_to_seq, ended.valid_to, {NOTHING_UNSENT}, 1, NULL, NULL FROM there AS ended"
            f" LEFT ANTI JOIN there AS next ON next.valid_from_seq = ended.valid_to_seq AND {self._same_key('next', 'ended')} WHERE ended.valid_to_seq IS NOT NULL")

    def _filled(self, column):
        """A value that was not sent is that of the change before."""
        name = identifier(column.name)
        sent = f"CASE WHEN __op <> 'D' AND NOT array_contains(__unchanged, {literal(column.raw_name or column.name)}) THEN named_struct('v', {name}) END"
        return f"(last_value({sent}, true) OVER (PARTITION BY {identifiers(self.key)} ORDER BY __seq ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)).v AS {name}"

    def _kept(self):
        return ", ".join(f"{column.kept('kept')} AS {identifier(column.name)}" for column in self.columns)

    def _same_key(self, left, right):
        return " AND ".join(f"{left}.{identifier(name)} = {right}.{identifier(name)}" for name in self.key)

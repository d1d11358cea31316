"""The columns a staged table has after a batch: its own, then those that the raw files add."""
from dataclasses import dataclass

from . import column_types, conversions
from .sql_text import identifier

OP, CHANGE_SEQ, COMMIT_TIME, UNCHANGED = "Op", "change_seq", "dms_timestamp_col", "_unchanged"
CONTROL = (OP, CHANGE_SEQ, COMMIT_TIME, UNCHANGED)


@dataclass(frozen=True)
class StagedColumn:
    name: str
    type: str
    raw_name: str | None  # or None: the raw files lack it, its values are NULL
    raw_type: str | None
    table_type: str | None  # or None: the table lacks it

    @property
    def may_fail(self):
        """Whether a raw value may not fit."""
        return self.raw_type is not None and not column_types.fits(self.raw_type, self.type)

    def kept(self, alias):
        """The value of a row of the table, as the table's new type."""
        return f"CAST(NULL AS {self.type})" if self.table_type is None else conversions.widened(f"{alias}.{identifier(self.name)}", self.table_type, self.type)


def merge(raw, table, declared=(), mixed=None):
    """All are lists of (name, type); the table's is empty when there is none yet. Declared columns have at least that type. mixed: see raw_rows.columns."""
    def wanted_type(name, kind):
        return (mixed or {}).get(name.lower(), kind)

    source = [column for column in raw if column[0] not in CONTROL]
    columns = []
    own_types = {name.lower(): kind for name, kind in table}
    wanted = {name.lower(): kind for name, kind in declared}
    known_columns = [(name, column_types.wider(kind, wanted.get(name.lower(), kind)) or kind) for name, kind in table]
    known_columns += [column for column in declared if column[0].lower() not in own_types]
    for name, own_type in known_columns:
        own = next((column for column in source if column[0].lower() == name.lower()), (None, None))
        columns.append(StagedColumn(name, (column_types.wider(own_type, wanted_type(*own)) if own[1] else None) or own_type, own[0], own[1], own_types.get(name.lower())))
    known = {name.lower() for name, _ in known_columns}
    columns += [StagedColumn(name, wanted_type(name, raw_type), name, raw_type, None) for name, raw_type in source if name.lower() not in known]
    return columns


def changes(columns):
    """Whether an existing table gets new or wider columns."""
    return any(column.table_type for column in columns) and any(column.table_type != column.type for column in columns)

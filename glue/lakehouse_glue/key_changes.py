"""Rows whose key changed while some of their values were not sent: `D` with the old key, directly followed by `I` with `_unchanged`.

Their values are those of the removed row, as it was just before. That row's values may have been sent in this batch, may lie in the
table, or may themselves come from a row whose key changed. A change that was published twice may already be in the table: a row that is there
under its new key before the batch touches that key was moved by an earlier batch, so its values are the table's.
"""
from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """A change without its values. order sorts as the changes were made; place says where the row stands: (__file, __row)."""

    key: tuple
    order: tuple
    op: str
    unchanged: frozenset
    place: tuple
    moved_from: tuple | None = None  # the removed key, for an `I` that follows the `D` of a key change


@dataclass(frozen=True)
class Fill:
    """Where a value that a row lacks is found: at a place of the batch, or in the table under a key; neither: nowhere, NULL."""

    place: tuple
    column: str
    from_place: tuple | None = None
    from_key: tuple | None = None


def resolve(changes, truncated, present=frozenset()):
    """The fills of all inserts with unchanged columns. truncated: the table's rows before the batch do not count. present: keys of inserts that the table has."""
    by_key = {}
    for change in sorted(changes, key=lambda change: change.order):
        by_key.setdefault(change.key, []).append(change)
    return [
        _find(change, column, by_key, truncated, present)
        for change in changes
        if change.op == "I" and change.moved_from is not None
        for column in sorted(change.unchanged)
    ]


def _find(insert, column, by_key, truncated, present):
    current = insert
    while True:
        if not truncated and current.key in present and by_key[current.key][0] is current:
            return Fill(insert.place, column, from_key=current.key)
        # The removed row, from newest to oldest, before the delete that ended it.
        earlier = [change for change in by_key.get(current.moved_from, []) if change.order < current.order]
        if earlier and earlier[-1].op == "D":
            earlier.pop()
        for change in reversed(earlier):
            if change.op == "D":
                return Fill(insert.place, column)
            if column not in change.unchanged:
                return Fill(insert.place, column, from_place=change.place)
            if change.op == "I" and change.moved_from is not None:
                current = change
                break
        else:
            return Fill(insert.place, column, from_key=None if truncated else current.moved_from)

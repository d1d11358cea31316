"""Rows whose key changed while some of their values were not sent: `D` with the old key, directly followed in its file by `I` with `_unchanged`.

So each such value is looked for backwards along the row's own history, over any number of changes of its key, until a change of the batch
sent it, or the batch's beginning is reached: then it is the value of the table under the key that the row had there. A change that was published twice may
already be in the table: a row that is there under its new key before the batch touches that key was moved by an earlier batch, so its values are the
table's. (As the Transformer's KeyMoves.)
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


@dataclass(frozen=True)
class Fill:
    """Where a value that a row lacks is found: at a place of the batch, or in the table under a key."""

    place: tuple
    column: str
    from_place: tuple | None = None
    from_key: tuple | None = None


def place_before(place):
    """Where the `D` of a change of key stands, by the place of its `I`."""
    file, row = place
    return file, row - 1


def resolve(changes, truncated, present=frozenset()):
    """The fills of all inserts that follow from a change of key. truncated: the table's rows before the batch do not count. present: keys of inserts that the table has."""
    removed = {change.place: change for change in changes if change.op == "D"}
    moves = {change.place: removed[place_before(change.place)] for change in changes if change.op == "I" and change.unchanged and place_before(change.place) in removed}
    before, last = {}, {}
    for change in sorted(changes, key=lambda change: change.order):
        before_of_key = last.get(change.key)
        applied_before = before_of_key is None and not truncated and change.key in present
        before[change.place] = before_of_key if applied_before else moves.get(change.place, before_of_key)
        last[change.key] = change
    found = (_find(change, column, before, truncated) for change in changes if change.place in moves for column in sorted(change.unchanged))
    return [fill for fill in found if fill is not None]


def _find(insert, column, before, truncated):
    """None where the value is nowhere."""
    current = insert
    while current.op == "D" or column in current.unchanged:
        earlier = before[current.place]
        if earlier is None:
            return None if truncated else Fill(insert.place, column, from_key=current.key)
        current = earlier
    return Fill(insert.place, column, from_place=current.place)

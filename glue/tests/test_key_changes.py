"""`D` with the old key, then `I` with `_unchanged`: the values are the removed row's."""
from lakehouse_glue.key_changes import Change, Fill, resolve


def change(op, key, order, unchanged=(), seq=None):
    """order: also the place in the file."""
    return Change((key,), (True, f"{seq or order:02d}", 1, order), op, frozenset(unchanged), (1, order))


def moved(old, new, order, unchanged=("text",)):
    return [change("D", old, order), change("I", new, order + 1, unchanged)]


def test_a_value_that_only_the_table_has():
    assert resolve(moved(1, 2, 10), False) == [Fill((1, 11), "text", from_key=(1,))]


def test_a_value_sent_earlier_in_the_batch():
    assert resolve([change("U", 1, 5), change("U", 1, 6, ["text"]), *moved(1, 2, 10)], False) == [Fill((1, 11), "text", from_place=(1, 5))]


def test_a_row_that_moves_twice():
    assert resolve([*moved(1, 2, 10), change("U", 2, 12, ["text"]), *moved(2, 3, 20)], False) == [Fill((1, 11), "text", from_key=(1,)), Fill((1, 21), "text", from_key=(1,))]


def test_a_value_sent_between_two_moves():
    assert resolve([*moved(1, 2, 10), change("U", 2, 12), *moved(2, 3, 20)], False)[1] == Fill((1, 21), "text", from_place=(1, 12))


def test_rows_that_swap_keys_over_a_third():
    fills = resolve([*moved(1, 9, 10), *moved(2, 1, 20), *moved(9, 2, 30)], False)
    assert [fill.from_key for fill in fills] == [(1,), (2,), (1,)]


def test_a_row_that_was_deleted_and_came_again_is_the_row_that_moves():
    changes = [change("D", 1, 5), change("I", 1, 7), *moved(1, 2, 10)]
    assert resolve(changes, False) == [Fill((1, 11), "text", from_place=(1, 7))]


def test_after_a_truncate_the_table_does_not_count():
    assert resolve(moved(1, 2, 10), True) == []


def test_an_insert_that_no_delete_precedes_is_left_alone():
    assert resolve([change("I", 1, 5, ["text"])], False) == []


def test_no_other_delete_stands_in_for_one_that_cannot_be_used():
    assert resolve([change("D", 3, 5), change("I", 2, 11, ["text"])], False) == []
    assert resolve([change("U", 1, 10), change("I", 2, 11, ["text"])], False) == []


def test_a_move_that_is_read_twice_in_one_batch_takes_the_same_values():
    again = [change("D", 1, 20, seq=10), change("I", 2, 21, ["text"], seq=11)]
    assert resolve([*moved(1, 2, 10), *again], False) == [Fill((1, 11), "text", from_key=(1,)), Fill((1, 21), "text", from_key=(1,))]


def test_a_move_that_was_applied_before_takes_the_moved_rows_values():
    again = [*moved(1, 2, 10), *moved(2, 3, 20)]
    assert resolve(again, False, frozenset({(2,)})) == [Fill((1, 11), "text", from_key=(2,)), Fill((1, 21), "text", from_key=(2,))]
    assert resolve(again, True, frozenset({(2,)})) == []
    swapped = [*moved(1, 9, 10), *moved(2, 1, 20), *moved(9, 2, 30)]  # 1 and 2 are in the table, and the batch takes them away before it puts them back
    assert [fill.from_key for fill in resolve(swapped, False, frozenset({(1,), (2,)}))] == [(1,), (2,), (1,)]

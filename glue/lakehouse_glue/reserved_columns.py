"""Names that a source's column must not have (as the Transformer's ReservedColumns): the SQL of the merge, of the history and of Spark's readers gives them to what it knows about a row."""
from . import history_sql

_OF_MERGE = frozenset(
    "_metadata file_index file_row_number __file __row __name __op __seq __unchanged __time __position __order __deleted __key "
    "__at __before __before_of_key __is_there __removed __moved __place __there __value __other __rank __end __end_seq __left __found __from_file __from_row".split())


def has(column, history):
    return column.lower() in _OF_MERGE or history and column.lower() in history_sql.NAMES

"""How far back a table's raw files reach, once the Transformer's retention has deleted some.

As the Transformer's RawReach: `{raw}/{source}/_transformer/{schema}.{table}.json` with {"deletedThrough": 20261122100000000, "notNeededThrough": 7}. It is
written before the files go, so that what is missing is never taken for complete.
"""
import json
from dataclasses import dataclass


class RawReachError(Exception):
    """The Transformer's record is damaged."""


@dataclass(frozen=True)
class RawReach:
    """Numbers of the last files that are deleted: that counted, and that no replay needs, for the table was emptied later; None for none."""

    deleted_through: int | None = None
    not_needed_through: int | None = None

    def lacks(self, read):
        """Whether files after `read` (None: any) are deleted."""
        return self.deleted_through is not None and (read is None or read < self.deleted_through)


def of(source, schema, table):
    """source: the source's folder in raw."""
    path = f"_transformer/{schema}.{table}.json"
    try:
        record = json.loads(source.read_text(path))
        return RawReach(record.get("deletedThrough"), record.get("notNeededThrough"))
    except FileNotFoundError:
        return RawReach()
    except (ValueError, AttributeError) as damaged:
        raise RawReachError(f"Cannot tell how far back the raw files of {schema}.{table} reach: {source.location}/{path} is damaged ({damaged}). Write {{}} into it where no file was ever deleted, and have the table loaded again where one was.") from damaged

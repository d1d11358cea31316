"""Whether the Ingestor is in the middle of loading a table: its files are visible one by one, but some of them are not the table.

AWS DMS keeps no such record: then every file counts as soon as it is there. (As the Transformer's LoadState.)
"""
import json

_FORBIDDEN = "/\\%#:*?\"<>|~"


class LoadStateError(Exception):
    """The Ingestor's record is damaged."""


def segment(name):
    """A schema's or table's name as a part of a path: `_audit` is `~5Faudit` (docs/raw.md)."""
    return "".join(
        f"~{ord(letter):02X}" if letter in _FORBIDDEN or ord(letter) < 32 or 127 <= ord(letter) < 160 or (place == 0 and letter in "_.") else letter
        for place, letter in enumerate(name))


def waiting(source, schema, table, files):
    """Why a table's new files cannot be taken yet, or None. source: the source's folder in raw."""
    if not files:
        return None
    path = f"_ingestor/{segment(schema)}.{segment(table)}.json"
    try:
        control = json.loads(source.read_text(path))
    except FileNotFoundError:
        return None
    except ValueError as damaged:
        raise LoadStateError(f"Cannot tell whether {schema}.{table} is loaded: {source.location}/{path} is damaged ({damaged}). Start the Ingestor, which says how to repair it.") from damaged
    state = control.get("state")
    if state == "loading":
        return f"the Ingestor is loading {schema}.{table}"
    if state == "failed" and all(file.is_load for file in files):
        return f"the Ingestor could not load {schema}.{table}: {control.get('error')}"
    return None

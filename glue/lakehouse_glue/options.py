"""What a run is asked to do beyond bringing everything up to date: the words of `POST /runs`, as the state machine's input has them."""
import json
from dataclasses import dataclass, field


class OptionsError(Exception):
    """The options cannot be followed."""


@dataclass(frozen=True)
class Options:
    tables: frozenset | None = None  # "staged.ratings", …; None for all
    full_refresh: bool = False
    replay: bool = False
    replay_from: dict = field(default_factory=dict)  # "staged.ratings" → version

    def names(self, table):
        return self.tables is None or table in self.tables

    def replays(self, table):
        """Whether a staged table is built anew, and from which version; no version means from all of raw."""
        version = self.replay_from.get(table)
        return version is not None or (self.replay and self.names(table)), version

    def covers(self, table, pipeline):
        """Whether the run is about a table: it is named, or keeps the history of one that is, or reads one, directly or not."""
        if self.tables is None:
            return True
        covered = set(self.tables)
        covered |= {entry.history_name for entry in pipeline.staged if entry.history and entry.merged_name in covered}
        for _ in pipeline.models:  # as many levels as there can be
            covered |= {model.table_name for model in pipeline.models if any(f"{zone}.{name}" in covered for zone, name in model.inputs)}
        return table in covered


def parse(text):
    """{"tables": ["staged.ratings"], "fullRefresh": true, "replay": true, "replayFrom": {"staged.movies": 12}}, each part optional."""
    try:
        given = json.loads(text) if text else {}
    except ValueError as error:
        raise OptionsError(f"--options is not JSON: {error}. Write it like the body of POST /runs.") from error
    unknown = set(given) - {"tables", "fullRefresh", "replay", "replayFrom"}
    if unknown:
        raise OptionsError(f"--options says {', '.join(sorted(unknown))}, which is none of tables, fullRefresh, replay, replayFrom.")
    tables = given.get("tables")
    return Options(None if tables is None else frozenset(tables), bool(given.get("fullRefresh")), bool(given.get("replay")), dict(given.get("replayFrom") or {}))

"""The pipeline's definition: pipeline.yaml, SQL models, expectation suites."""
import json
from dataclasses import dataclass

from . import column_types, model_sql

SOURCE, STAGED, CURATED = "source", "staged", "curated"
HISTORY_SUFFIX = "_history"


@dataclass(frozen=True)
class StagedTable:
    name: str
    key: tuple
    columns: tuple = ()  # ("movieid", "int"), … as declared
    max_quarantined: float = 1.0
    cleaned: bool = False  # raw files are merged into source.x, and staged.x is a model over it
    history: bool = False

    @property
    def merged_name(self):
        return f"{SOURCE if self.cleaned else STAGED}.{self.name}"

    @property
    def history_name(self):
        return f"{STAGED}.{self.name}{HISTORY_SUFFIX}"


@dataclass(frozen=True)
class Model:
    name: str
    sql: str
    key: tuple
    suite: dict | None
    inputs: tuple  # ("staged", "movies"), … in order of appearance
    zone: str = "curated"  # staged where the model cleans a table of the source

    @property
    def table_name(self):
        return f"{self.zone}.{self.name}"


@dataclass(frozen=True)
class Pipeline:
    name: str
    schema: str
    staged: tuple
    models: tuple

    def staged_table(self, name):
        return self._named("staged table", {table.name: table for table in self.staged}, name)

    def model(self, name):
        """movie_ratings, curated.movie_ratings, or staged.movies for the model that cleans a table."""
        return self._named("model", {**{model.name: model for model in self.models if model.zone == CURATED}, **{model.table_name: model for model in self.models}}, name)

    def _named(self, kind, entries, name):
        if name in entries:
            return entries[name]
        raise PipelineError(f"The pipeline '{self.name}' has no {kind} '{name}'; it has {', '.join(entries)}.")


class PipelineError(Exception):
    """The definition cannot be used. (The Transformer and `lakehouse pipeline derive` check it in more detail.)"""


def load(folder):
    """Loads the pipeline in a folder of lakehouse_glue.folders."""
    definition = _parse_yaml(folder.read_text("pipeline.yaml"))
    if not isinstance(definition, dict) or "pipeline" not in definition:
        raise PipelineError(f"{folder.location}/pipeline.yaml has no name. Add a line like 'pipeline: movielens'.")
    staged = tuple(_staged_table(name, table) for name, table in (definition.get("staged") or {}).items())
    curated = definition.get("curated") or {}
    known = {(STAGED, table.name) for table in staged} | {(STAGED, table.name + HISTORY_SUFFIX) for table in staged if table.history} | {(CURATED, name) for name in curated}
    models = [_model(folder, table.name, definition["staged"][table.name], known | {(SOURCE, table.name)}, STAGED) for table in staged if table.cleaned]
    models += [_model(folder, name, model, known, CURATED) for name, model in curated.items()]
    return Pipeline(definition["pipeline"], (definition.get("source") or {}).get("schema", "public"), staged, tuple(models))


def _model(folder, name, model, known, zone):
    sql = folder.read_text(model["sql"])
    suite = json.loads(folder.read_text(model["expectations"])) if model.get("expectations") else None
    return Model(name, sql.rstrip().rstrip(";"), _names(model.get("key") or []), suite, tuple(model_sql.tables(sql, known)), zone)


def _staged_table(name, table):
    columns = tuple((column, column_types.spark_name(kind)) for column, kind in (table.get("columns") or {}).items())
    return StagedTable(name, _names(table["key"]), columns, float(table.get("max_quarantined", 1)), bool(table.get("sql")), str(table.get("history")).lower() == "true")


def _names(value):
    return (value,) if isinstance(value, str) else tuple(value)


def _parse_yaml(text):
    """Every scalar is text, as in the Transformer: a column may be called `on`, a table 2024."""
    try:
        import yaml
    except ImportError:  # Great Expectations brings the other parser
        from ruamel.yaml import YAML

        return YAML(typ="base", pure=True).load(text)
    return yaml.load(text, Loader=yaml.BaseLoader)

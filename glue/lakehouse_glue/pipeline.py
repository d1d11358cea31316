"""The pipeline's definition: pipeline.yaml, SQL models, expectation suites."""
import json
from dataclasses import dataclass

from . import column_types, model_sql


@dataclass(frozen=True)
class StagedTable:
    name: str
    key: tuple
    columns: tuple = ()  # ("movieid", "int"), … as declared
    max_quarantined: float = 1.0


@dataclass(frozen=True)
class Model:
    name: str
    sql: str
    key: tuple
    suite: dict  # or None
    inputs: tuple  # ("staged", "movies"), … in order of appearance


@dataclass(frozen=True)
class Pipeline:
    name: str
    schema: str
    staged: tuple
    models: tuple

    def staged_table(self, name):
        return self._named("staged table", self.staged, name)

    def model(self, name):
        return self._named("model", self.models, name)

    def _named(self, kind, entries, name):
        for entry in entries:
            if entry.name == name:
                return entry
        raise PipelineError(f"The pipeline '{self.name}' has no {kind} '{name}'; it has {', '.join(entry.name for entry in entries)}.")


class PipelineError(Exception):
    """The definition cannot be used. (The Transformer and `lakehouse pipeline derive` check it in more detail.)"""


def load(folder):
    """Loads the pipeline in a folder of lakehouse_glue.folders."""
    definition = _parse_yaml(folder.read_text("pipeline.yaml"))
    if not isinstance(definition, dict) or "pipeline" not in definition:
        raise PipelineError(f"{folder.location}/pipeline.yaml has no name. Add a line like 'pipeline: movielens'.")
    staged = tuple(_staged_table(name, table) for name, table in (definition.get("staged") or {}).items())
    curated = definition.get("curated") or {}
    known = {("staged", table.name) for table in staged} | {("curated", name) for name in curated}
    models = []
    for name, model in curated.items():
        sql = folder.read_text(model["sql"])
        models.append(Model(
            name,
            sql.rstrip().rstrip(";"),
            _names(model.get("key") or []),
            json.loads(folder.read_text(model["expectations"])) if model.get("expectations") else None,
            tuple(model_sql.tables(sql, known))))
    return Pipeline(definition["pipeline"], (definition.get("source") or {}).get("schema", "public"), staged, tuple(models))


def _staged_table(name, table):
    for field in ("sql", "history"):
        if table.get(field):
            raise PipelineError(f"The staged table '{name}' says '{field}', which the Spark jobs do not do. Take it out, or run the pipeline on the Transformer only.")
    columns = tuple((column, column_types.spark_name(kind)) for column, kind in (table.get("columns") or {}).items())
    return StagedTable(name, _names(table["key"]), columns, float(table.get("max_quarantined", 1)))


def _names(value):
    return (value,) if isinstance(value, str) else tuple(value)


def _parse_yaml(text):
    try:
        import yaml
    except ImportError:  # Great Expectations brings the other parser
        from ruamel.yaml import YAML

        return YAML(typ="safe", pure=True).load(text)
    return yaml.safe_load(text)

"""Computes a model from its inputs, has the gate look at the rows, and commits them."""
import hashlib
from dataclasses import dataclass, field

from . import gate, model_sql, session, tables

DIALECT = {
    # TIMESTAMP in a model is the type without a zone, as in pipeline.yaml and in the Transformer.
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    # What is too large for its type, and a text that is no number, stops the model, as in the Transformer; else it would be another number, or NULL.
    "spark.sql.ansi.enabled": "true",
}


@dataclass
class Curated:
    outcome: str  # committed, unchanged, waiting
    version: int | None = None
    reason: str | None = None
    schema_changed: bool = False
    expectations: list = field(default_factory=list)


class ModelCurator:
    """zones: the tables' roots, {"staged": "s3://…", "curated": "s3://…"}."""

    def __init__(self, spark, pipeline, zones):
        self.spark = spark
        self.pipeline = pipeline
        self.zones = {zone: root.rstrip("/") for zone, root in zones.items()}

    def path(self, table):
        zone, name = table
        return f"{self.zones['staged']}/{self.pipeline.name}/_source/{name}" if zone == "source" else f"{self.zones[zone]}/{self.pipeline.name}/{name}"

    def curate(self, model, full_refresh=False):
        """Raises GateFailed when the rows must not be published. full_refresh: the rows are computed anew even where nothing changed."""
        path = self.path((model.zone, model.name))
        current = tables.snapshot(self.spark, path)
        inputs = {table: tables.snapshot(self.spark, self.path(table)) for table in model.inputs}
        missing = [f"{zone}.{name}" for (zone, name), found in inputs.items() if found is None]
        version = current.version if current else None
        if missing:
            return Curated("waiting", version, f"{', '.join(missing)} does not exist yet")
        app_id = transaction_id(self.pipeline.name, model, {table: found.id for table, found in inputs.items()})
        progress = sum(found.version for found in inputs.values())
        recorded = current.transaction(app_id) if current else None
        is_recorded = recorded is not None and recorded >= progress
        if is_recorded and not full_refresh:
            return Curated("unchanged", version)

        views = self.views(model, {table: found.version for table, found in inputs.items()})
        rows = self._rows(model, views).persist()
        try:
            results = gate.check(rows, model.suite, model.key, views)
            gate.stop_at_failures(model.table_name, results)
            schema_changed = current is None or _names(rows.schema) != _names(tables.read(self.spark, path, current.version).schema)
            versions = {f"{zone}.{name}": str(found.version) for (zone, name), found in inputs.items()}
            tables.overwrite(rows, path, None if is_recorded else tables.Transaction(app_id, progress), {**versions, "model": app_id})
        finally:
            rows.unpersist()
        return Curated("committed", tables.snapshot(self.spark, path).version, None, schema_changed, results)

    def views(self, model, versions):
        """Temporary views over one version of each input, by the input's name."""
        views = model_sql.view_names(versions, [model.sql, *gate.queries(model.suite)])
        for table, view in views.items():
            tables.read(self.spark, self.path(table), versions[table]).createOrReplaceTempView(view)
        return views

    def _rows(self, model, views):
        with session.settings(self.spark, DIALECT):
            return self.spark.sql(model_sql.with_views(model.sql, model.inputs, views))


def transaction_id(pipeline, model, ids):
    """As the Transformer's: it changes with the SQL and with the identity of an input, so that both are computed anew."""
    text = model.sql + "".join(f"\n{table} {ids[table_key]}" for table, table_key in sorted((f"{zone}.{name}", (zone, name)) for zone, name in ids))
    return f"curated/{pipeline}/{model.name}/{hashlib.sha256(text.encode('utf-8')).digest()[:8].hex()}"


def _names(schema):
    return [(field.name, field.dataType.simpleString()) for field in schema.fields]

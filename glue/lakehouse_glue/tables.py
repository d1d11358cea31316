"""Delta tables by path: what a snapshot says, and commits that record how far they have read."""
import json
import re
from contextlib import contextmanager
from dataclasses import dataclass

from . import session

TXN_APP_ID = "spark.databricks.delta.write.txnAppId"
TXN_VERSION = "spark.databricks.delta.write.txnVersion"
USER_METADATA = "spark.databricks.delta.commitInfo.userMetadata"


@dataclass(frozen=True)
class Transaction:
    """Goes into the commit; a commit whose version is not greater than the recorded one is not made. (So a replay, which must be made, has none then.)"""

    app_id: str
    version: int


# Spark refuses these in a column's name, unless the table maps its columns to other names in the files.
_NEEDS_MAPPING = re.compile("[ ,;{}()\n\t=]")
_MODE, _FEED = "delta.columnMapping.mode", "delta.enableChangeDataFeed"
_DEFAULTS = "spark.databricks.delta.properties.defaults."


class Snapshot:
    """The newest version of a table. Delta's Python API does not tell the transactions, its log does."""

    def __init__(self, snapshot):
        self._snapshot = snapshot
        self.version = snapshot.version()
        self.id = snapshot.metadata().id()

    def transaction(self, app_id):
        """The version that was recorded last for an application, or None."""
        found = self._snapshot.transactions().get(app_id)
        return int(found.get()) if found.isDefined() else None


def snapshot(spark, path, version=None):
    """The table's newest snapshot, or that of a version; None where there is no table."""
    from delta.tables import DeltaTable

    if not DeltaTable.isDeltaTable(spark, path):
        return None
    logs = spark._jvm.org.apache.spark.sql.delta.DeltaLog
    logs.clearCache()  # others write too: a log that was opened before may be behind
    log = logs.forTable(spark._jsparkSession, path)
    if version is None:
        return Snapshot(log.unsafeVolatileSnapshot())
    return Snapshot(log.getSnapshotAt(version, getattr(log, "getSnapshotAt$default$2")(), getattr(log, "getSnapshotAt$default$3")()))


def read(spark, path, version):
    return spark.read.format("delta").option("versionAsOf", version).load(path)


def read_once(spark, path):
    """Names of the first raw files of commits, as far back as the log tells."""
    from delta.tables import DeltaTable

    texts = [row["userMetadata"] for row in DeltaTable.forPath(spark, path).history().select("userMetadata").collect()] if DeltaTable.isDeltaTable(spark, path) else []
    return [name for name in map(_raw_first, texts) if name]


def _raw_first(text):
    try:
        return json.loads(text or "{}").get("rawFirst")
    except (ValueError, AttributeError):
        return None  # somebody else's commit: userMetadata is free text


def overwrite(rows, path, transaction, metadata, properties=None):
    """Creates the table, or replaces its content and schema, in one commit. properties: those of a new table; one that is there keeps its own."""
    from delta.tables import DeltaTable

    spark = rows.sparkSession
    writer = rows.write.format("delta").mode("overwrite").option("overwriteSchema", "true").option("userMetadata", json.dumps(metadata))
    if transaction is not None:
        writer = writer.option("txnAppId", transaction.app_id).option("txnVersion", str(transaction.version))
    mapping = {_MODE: "name"} if any(_NEEDS_MAPPING.search(name) for name in rows.columns) else {}
    table = DeltaTable.forPath(spark, path) if DeltaTable.isDeltaTable(spark, path) else None
    with _made_ready(table, path, rows, mapping) if table else _new_with(spark, {**(properties or {}), **mapping}):
        writer.save(path)


def _new_with(spark, properties):
    """As the session's defaults: as options of the writer, Delta takes them for a change to a table without, and refuses mapping beside a change data feed."""
    return session.settings(spark, {_DEFAULTS + name.removeprefix("delta."): value for name, value in properties.items()})


@contextmanager
def _made_ready(table, path, rows, mapping):
    """What Delta turns on by itself in new tables only; and no change data feed while a mapped column changes, which Delta refuses. Each in a commit of its own."""
    detail = table.detail().first()
    properties = detail["properties"]
    if "timestampNtz" not in (detail["tableFeatures"] or []) and any("timestamp_ntz" in kind for _, kind in _columns(rows)):
        table.addFeatureSupport("timestampNtz")
    for name, value in mapping.items():
        if properties.get(name) != value:
            _set(rows.sparkSession, path, name, value)
    is_mapped = mapping or properties.get(_MODE, "none") != "none"
    pauses = is_mapped and properties.get(_FEED) == "true" and not _columns(table.toDF()) <= _columns(rows)
    if pauses:
        _set(rows.sparkSession, path, _FEED, "false")
    try:
        yield
    finally:
        if pauses:
            _set(rows.sparkSession, path, _FEED, "true")


def _columns(rows):
    return {(field.name, field.dataType.simpleString()) for field in rows.schema.fields}


def _set(spark, path, name, value):
    spark.sql(f"ALTER TABLE delta.`{path.replace('`', '``')}` SET TBLPROPERTIES ('{name}' = '{value}')")


def committing(spark, transaction, metadata):
    """MERGE takes no options: within this, the session gives them."""
    return session.settings(spark, {TXN_APP_ID: transaction.app_id, TXN_VERSION: str(transaction.version), USER_METADATA: json.dumps(metadata)})

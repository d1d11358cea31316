"""Delta tables by path: what a snapshot says, and commits that record how far they have read."""
import json
import re
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
_MAPPING = {"delta.columnMapping.mode": "name"}


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

    writer = rows.write.format("delta").mode("overwrite").option("overwriteSchema", "true").option("userMetadata", json.dumps(metadata))
    mapping = _MAPPING if any(_NEEDS_MAPPING.search(name) for name in rows.columns) else {}
    if DeltaTable.isDeltaTable(rows.sparkSession, path):
        _make_ready(DeltaTable.forPath(rows.sparkSession, path), path, rows, mapping)
    else:
        for name, value in {**(properties or {}), **mapping}.items():
            writer = writer.option(name, value)
    if transaction is not None:
        writer = writer.option("txnAppId", transaction.app_id).option("txnVersion", str(transaction.version))
    writer.save(path)


def _make_ready(table, path, rows, mapping):
    """What Delta turns on by itself in new tables only, in a commit of its own."""
    detail = table.detail().first()
    if "timestampNtz" not in (detail["tableFeatures"] or []) and any("timestamp_ntz" in field.dataType.simpleString() for field in rows.schema.fields):
        table.addFeatureSupport("timestampNtz")
    for name, value in mapping.items():
        if detail["properties"].get(name) != value:
            rows.sparkSession.sql(f"ALTER TABLE delta.`{path.replace('`', '``')}` SET TBLPROPERTIES ('{name}' = '{value}')")


def committing(spark, transaction, metadata):
    """MERGE takes no options: within this, the session gives them."""
    return session.settings(spark, {TXN_APP_ID: transaction.app_id, TXN_VERSION: str(transaction.version), USER_METADATA: json.dumps(metadata)})

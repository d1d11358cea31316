"""Delta tables by path: what a snapshot says, and commits that record how far they have read."""
import json
from contextlib import contextmanager
from dataclasses import dataclass

TXN_APP_ID = "spark.databricks.delta.write.txnAppId"
TXN_VERSION = "spark.databricks.delta.write.txnVersion"
USER_METADATA = "spark.databricks.delta.commitInfo.userMetadata"


@dataclass(frozen=True)
class Transaction:
    """Goes into the commit; a commit whose version is not greater than the recorded one is not made. (So a replay, which must be made, has none then.)"""

    app_id: str
    version: int


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


def overwrite(rows, path, transaction, metadata):
    """Creates the table, or replaces its content and schema, in one commit."""
    writer = rows.write.format("delta").mode("overwrite").option("overwriteSchema", "true").option("userMetadata", json.dumps(metadata))
    if transaction is not None:
        writer = writer.option("txnAppId", transaction.app_id).option("txnVersion", str(transaction.version))
    writer.save(path)


@contextmanager
def committing(spark, transaction, metadata):
    """MERGE takes no options: within this, the session gives them."""
    settings = {TXN_APP_ID: transaction.app_id, TXN_VERSION: str(transaction.version), USER_METADATA: json.dumps(metadata)}
    for name, value in settings.items():
        spark.conf.set(name, value)
    try:
        yield
    finally:
        for name in settings:
            spark.conf.unset(name)

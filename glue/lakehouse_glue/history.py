"""Brings a table of history up to date with its raw files, exactly once, with a record of its own of how far it has read."""
from . import history_sql, tables
from .sql_text import identifier
from .history_sql import HistorySql
from .staging import PROPERTIES, TableStager


class HistoryStager(TableStager):
    """Reads the same files as the table's TableStager, which keeps what cannot be used; every change counts, also before a truncate."""

    every_change_counts = True

    @property
    def name(self):
        return self.table.history_name

    @property
    def app_id(self):
        return f"history/{self.source}"

    def _own_fields(self, target):
        return [field for field in super()._own_fields(target) if field[0] not in history_sql.NAMES]

    def _current_rows(self, target):
        return target.where("is_current").drop(*history_sql.NAMES) if target is not None else None

    def _write(self, changes, sql, target, columns, key, unchanged, truncate, transaction, metadata, rewrite):
        changes.createOrReplaceTempView("history_changes")
        self.spark.sql(sql.truncates).createOrReplaceTempView("history_truncates")
        if target is not None:
            target.createOrReplaceTempView("history_rows")
        statements = HistorySql(columns, key, unchanged, "history_changes", "history_truncates", "history_rows" if target is not None else None)
        versions = self.spark.sql(statements.versions(truncate is not None))
        if target is None:
            tables.overwrite(versions, self.path, transaction, metadata, PROPERTIES)
        elif rewrite:
            versions.createOrReplaceTempView("history_versions")
            tables.overwrite(self.spark.sql(statements.rewritten("history_versions")), self.path, transaction, metadata)
        else:
            self._merge_versions(versions, columns, key, transaction, metadata)

    def _merge_versions(self, versions, columns, key, transaction, metadata):
        """Versions only ever get another end."""
        from delta.tables import DeltaTable

        match = " AND ".join(f"source.{identifier(name)} = target.{identifier(name)}" for name in (*key, "valid_from_seq"))
        ends = " OR ".join(f"NOT (target.{name} <=> source.{name})" for name in history_sql.ENDS)
        merge = (DeltaTable.forPath(self.spark, self.path).alias("target")
            .merge(versions.alias("source"), match)
            .whenMatchedUpdate(ends, {name: f"source.{name}" for name in history_sql.ENDS})
            .whenNotMatchedInsert(values={identifier(name): f"source.{identifier(name)}" for name in (*[column.name for column in columns], *history_sql.NAMES)}))
        with tables.committing(self.spark, transaction, metadata):
            merge.execute()

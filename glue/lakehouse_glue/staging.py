"""Brings a staged table up to date with its raw files, exactly once."""
import json
from dataclasses import dataclass

from . import load_state, moved_rows, raw_files, raw_reach, raw_rows, reserved_columns, staged_schema, tables
from .change_sql import ChangeSql
from .sql_text import identifier, literal

MAX_FILES = 10_000
MAX_BYTES = 16 << 30

# What changed is written beside the rows, so that the Transformer's models read that and not the table.
PROPERTIES = {"delta.enableChangeDataFeed": "true"}


class StagingError(Exception):
    """A table cannot be staged, for a reason that people can remove."""


@dataclass
class Staged:
    """What was done."""

    files: int = 0
    rows: int = 0
    quarantined: int = 0
    unreadable: tuple = ()
    commits: int = 0
    schema_changed: bool = False
    version: int | None = None
    waiting: str | None = None


class TableStager:
    """raw and quality are folders of lakehouse_glue.folders; table_path is where the Delta table lies."""

    every_change_counts = False  # a truncate ends what came before it

    def __init__(self, spark, pipeline, table, raw, table_path, quality):
        self.spark = spark
        self.table = table
        self.raw = raw
        self.path = table_path.rstrip("/")
        self.quarantine = quality.at(f"{pipeline.name}/quarantine/{table.name}")
        self.schema = pipeline.schema
        self.source = f"{pipeline.name}/{pipeline.schema}/{table.name}"

    @property
    def name(self):
        return self.table.merged_name

    @property
    def app_id(self):
        return f"raw/{self.source}"

    def stage(self):
        """Takes in every new raw file, in as many commits as its limits ask for."""
        result = Staged()
        tried = None  # no commit says that a batch was read none of whose files can be
        while True:
            snapshot = tables.snapshot(self.spark, self.path)
            result.version = snapshot.version if snapshot else None
            recorded = snapshot.transaction(self.app_id) if snapshot else None
            read = max((number for number in (recorded, tried) if number is not None), default=None)
            files = raw_files.after(self.raw.files(), read)
            result.waiting = self._loading(files)
            if result.waiting:
                return result
            batch = raw_files.take(files, read, MAX_FILES, MAX_BYTES)
            result.waiting = batch.waiting
            if not batch.files:
                return result
            self._stage(batch, snapshot, result)
            after = tables.snapshot(self.spark, self.path)
            result.version = after.version if after else None
            if len(batch.files) == len(files) or batch.waiting:
                return result
            tried = batch.last_number

    def replay(self, version=None):
        """Builds the table anew in one commit: from all of raw, or from its rows at a version and the files that came after it."""
        result = Staged()
        current = tables.snapshot(self.spark, self.path)
        base = tables.snapshot(self.spark, self.path, version) if version is not None else None
        read = base.transaction(self.app_id) if base else None
        files = raw_files.after(self.raw.files(), read)
        result.waiting = self._loading(files)
        if result.waiting:
            result.version = current.version if current else None
            return result
        reach = raw_reach.of(self.raw.above().above(), self.schema, self.table.name)
        if reach.lacks(read):
            raise StagingError(
                f"Cannot build '{self.name}' anew from raw: retention has deleted the files up to number {reach.deleted_through}, and {'all' if read is None else f'those after {read}'} are needed. "
                "Choose a later version, or have the table loaded again.")
        if version is None and not files:
            raise StagingError(f"Cannot build '{self.name}' from all of raw: there are no files in {self.raw.location}.")
        gone = raw_files.missing(files, tables.read_once(self.spark, self.path), reach.not_needed_through) if version is None else None
        if gone:
            raise StagingError(f"Cannot build '{self.name}' from all of raw: {gone}, which it was once built from, is not in {self.raw.location} any more; the first file is {files[0].name}. Replay from a version, or have the table loaded again.")
        if files:
            self._stage(raw_files.Batch(tuple(files)), base, result, current)
        else:
            tables.overwrite(tables.read(self.spark, self.path, version), self.path, None, {"replayFrom": str(version)})
            result.commits, result.schema_changed = 1, True
        after = tables.snapshot(self.spark, self.path)
        result.version = after.version if after else None
        return result

    def _loading(self, files):
        return load_state.waiting(self.raw.above().above(), self.schema, self.table.name, files)

    def _stage(self, batch, snapshot, result, replaces=None):
        """replaces: the newest snapshot where the table's rows are built anew, whatever they are now."""
        readable = list(batch.files)
        while readable:
            try:
                self._commit(batch, readable, snapshot, result, replaces)
                return
            except StagingError:
                raise
            except Exception as error:  # Spark's errors do not tell which file is to blame
                broken = raw_rows.unreadable(self.spark, self.raw.location, readable)
                if not broken:
                    raise StagingError(f"Cannot stage '{self.table.name}' from {len(readable)} raw files ({readable[0].name} to {readable[-1].name}) in {self.raw.location} into {self.path}: {raw_rows.reason(error)}. Nothing of them is committed; the next run tries again.") from error
                for file, reason in broken:
                    self.quarantine.write_text(f"{_stem(file)}.unreadable.json", json.dumps({"file": f"{self.raw.location}/{file.name}", "size": file.size, "reason": reason}))
                result.unreadable += tuple(file.name for file, _ in broken)
                readable = [file for file in readable if file not in [other for other, _ in broken]]

    def _commit(self, batch, readable, snapshot, result, replaces=None):
        target = tables.read(self.spark, self.path, snapshot.version) if snapshot else None
        forms = raw_rows.forms(self.spark, self.raw.location, readable)
        self._refuse_reserved(forms)
        raw, mixed = raw_rows.columns(forms)
        rows = raw_rows.read(self.spark, forms, raw)
        columns = staged_schema.merge(raw, self._own_fields(target) if target is not None else [], self.table.columns, mixed)
        missing = [column.name for column in columns if column.raw_name is None and column.table_type is None]
        if missing:
            raise StagingError(
                f"Cannot stage '{self.table.name}': pipeline.yaml declares the column '{missing[0]}', which is in none of the new raw files in {self.raw.location}. "
                f"Correct 'columns'; the files have {', '.join(name for name, _ in raw if name not in staged_schema.CONTROL)}.")
        key = [self._key_column(columns, name) for name in self.table.key]
        rows.createOrReplaceTempView("raw_rows")
        sql = ChangeSql("raw_rows", [name for name, _ in raw], columns, key)
        survey = self.spark.sql(sql.survey).first()
        truncate = (survey["truncate"]["__file"], survey["truncate"]["__row"]) if survey["truncate"] is not None else None
        if survey["unusable"] and not self.every_change_counts:  # the merge has kept them
            place = f"{self.quarantine.location}/{_stem(readable[0])}_{_stem(readable[-1])}.parquet"
            self.spark.sql(sql.unusable_rows).write.mode("overwrite").parquet(place)
            if survey["unusable"] > self.table.max_quarantined * survey["total"]:
                raise StagingError(
                    f"Cannot stage '{self.table.name}': {survey['unusable']} of {survey['total']} rows cannot be used, more than max_quarantined allows. They are kept in {place} with their reasons. "
                    "Correct the source or the declared columns, or raise max_quarantined in pipeline.yaml.")

        cut = None if self.every_change_counts else truncate
        usable = self.spark.sql(sql.usable(cut))
        unchanged = []
        if staged_schema.UNCHANGED in dict(raw):
            unchanged = [row["name"] for row in self.spark.sql(sql.unchanged_columns).collect()]
            usable = moved_rows.fill(self.spark, usable, self._current_rows(target), columns, key, cut) if unchanged else usable
        recorded = replaces.transaction(self.app_id) if replaces else None
        transaction = tables.Transaction(self.app_id, batch.last_number) if recorded is None or batch.last_number > recorded else None
        metadata = {"rawFirst": batch.files[0].name, "rawLast": batch.files[-1].name, "rawFiles": str(len(batch.files))}
        schema_changed = target is None or staged_schema.changes(columns)
        self._write(usable, sql, target, columns, key, unchanged, truncate, transaction, metadata, schema_changed or replaces is not None)
        result.files += len(readable)
        result.rows += survey["total"]
        result.quarantined += survey["unusable"]
        result.commits += 1
        result.schema_changed |= schema_changed

    def _refuse_reserved(self, forms):
        history = self.every_change_counts
        name = next((name for schema, _ in forms for name, _ in raw_rows.fields(schema) if reserved_columns.has(name, history)), None)
        if name is not None:
            raise StagingError(
                f"Cannot stage '{self.table.name}'{' with its history' if history else ''}: its column '{name}' in {self.raw.location} has a name that {'a table of history has itself' if history else 'the merge uses itself'}. "
                f"Rename the column in the source or leave it out of what is replicated{', or say ' + repr('history: false') + ' in pipeline.yaml' if history else ''}.")

    def _own_fields(self, target):
        return raw_rows.fields(target.schema)

    def _current_rows(self, target):
        return target

    def _write(self, changes, sql, target, columns, key, unchanged, truncate, transaction, metadata, rewrite):
        changes.createOrReplaceTempView("usable_rows")
        last = self.spark.sql(sql.last_changes_with_unchanged("usable_rows", unchanged) if unchanged else sql.last_changes("usable_rows"))
        if target is None or truncate:
            tables.overwrite(last.where("__op <> 'D'").select(*[identifier(column.name) for column in columns]), self.path, transaction, metadata, PROPERTIES)
        elif rewrite:
            tables.overwrite(self._rewritten(last, target, columns, key, unchanged), self.path, transaction, metadata)
        else:
            self._merge(last, columns, key, unchanged, transaction, metadata)

    def _merge(self, last, columns, key, unchanged, transaction, metadata):
        from delta.tables import DeltaTable

        values = {identifier(column.name): _value(column, unchanged) for column in columns if column.name not in key}
        merge = (DeltaTable.forPath(self.spark, self.path).alias("target")
            .merge(last.alias("source"), _match(key))
            .whenMatchedDelete("source.__op = 'D'"))
        if values:
            # A row that arrives again as it is (a replay, an update that changed nothing) is left alone.
            merge = merge.whenMatchedUpdate(" OR ".join(f"NOT (target.{name} <=> {value})" for name, value in values.items()), values)
        merge = merge.whenNotMatchedInsert("source.__op <> 'D'", {identifier(column.name): f"source.{identifier(column.name)}" for column in columns})
        with tables.committing(self.spark, transaction, metadata):
            merge.execute()

    def _rewritten(self, last, target, columns, key, unchanged):
        """New or wider columns give the table a new schema: all of it is written anew, once."""
        last.createOrReplaceTempView("last_changes")
        target.createOrReplaceTempView("current_rows")
        kept = ", ".join(f"{column.kept('target')} AS {identifier(column.name)}" for column in columns)
        changed = ", ".join(
            f"CAST({'source.' + identifier(column.name) if column.table_type is None or column.name in key else _value(column, unchanged)} AS {column.type}) AS {identifier(column.name)}" for column in columns)
        return self.spark.sql(
            f"SELECT {kept} FROM current_rows AS target LEFT ANTI JOIN last_changes AS source ON {_match(key)} "
            f"UNION ALL SELECT {changed} FROM last_changes AS source LEFT JOIN current_rows AS target ON {_match(key)} WHERE source.__op <> 'D'")

    def _key_column(self, columns, name):
        for column in columns:
            if column.raw_name is not None and column.name.lower() == name.lower():
                return column.name
        raise StagingError(
            f"Cannot stage '{self.table.name}': its key column '{name}' is in none of the new raw files in {self.raw.location}. "
            f"Correct the key in pipeline.yaml; the files have {', '.join(column.name for column in columns if column.raw_name)}.")


def _match(key):
    return " AND ".join(f"source.{identifier(name)} = target.{identifier(name)}" for name in key)


def _value(column, unchanged):
    name = identifier(column.name)
    if (column.raw_name or column.name).lower() in {other.lower() for other in unchanged}:
        return f"CASE WHEN coalesce(array_contains(source.__unchanged, {literal(column.name)}), false) THEN {column.kept('target')} ELSE source.{name} END"
    return f"source.{name}"


def _stem(file):
    return file.name.rsplit(".", 1)[0]

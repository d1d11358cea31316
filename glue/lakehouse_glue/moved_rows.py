"""Gives inserts that follow from a key change the values that were not sent with them (see key_changes)."""
from . import conversions, key_changes
from .sql_text import identifier

PLACE = ("__file", "__row")


def fill(spark, usable, target, columns, key, truncate):
    """The changes with the values filled in. usable: ChangeSql.usable; target: the table's rows, or None; truncate: the batch's last 'T', or None."""
    keys = list(map(identifier, key))
    links = usable.where("__op = 'I' AND size(__unchanged) > 0").select(*PLACE, *keys).collect()
    if not links:
        return usable
    frames = _Frames(spark, usable, key)
    touched = {_key(link, key) for link in links}
    involved = usable.join(frames.keys(touched | _removed_keys(frames, usable, links, key)), key, "left_semi")
    changes = [
        key_changes.Change(_key(row, key), (row["__seq"] is not None, row["__seq"] or "", *_place(row)), row["__op"], frozenset(row["__unchanged"] or ()), _place(row))
        for row in involved.select(*keys, "__seq", *PLACE, "__op", "__unchanged").collect()
    ]
    old = target if truncate is None else None
    present = old.join(frames.keys(touched), key, "left_semi").select(*keys).collect() if old is not None else []
    fills = key_changes.resolve(changes, old is None, frozenset(_key(row, key) for row in present))
    filled = usable
    for column in columns:
        own = [found for found in fills if found.column.lower() == (column.raw_name or column.name).lower()]
        if own:
            filled = _filled(filled, frames.values(column, own, target), column, own[0].column)
    return filled


class _Frames:
    """Small tables of places, keys and values."""

    def __init__(self, spark, usable, key):
        from pyspark.sql.types import LongType, StructField, StructType

        self.spark = spark
        self.usable = usable
        self.key = key
        self.place_type = StructType([StructField(name, LongType()) for name in PLACE])
        self.key_type = StructType([usable.schema[name] for name in key])
        self.from_type = StructType([*self.place_type.fields, StructField("__from_file", LongType()), StructField("__from_row", LongType())])
        self.stored_type = StructType([*self.place_type.fields, *self.key_type.fields])

    def places(self, places):
        return self.spark.createDataFrame(list(places), self.place_type)

    def keys(self, keys):
        return self.spark.createDataFrame(list(keys), self.key_type)

    def values(self, column, fills, target):
        """__file, __row and the __value of a column that each fill found."""
        from pyspark.sql import functions as F

        value = F.col(identifier(column.name)).alias("__value")
        sent = self.spark.createDataFrame([(*fill.place, *fill.from_place) for fill in fills if fill.from_place], self.from_type)
        source = self.usable.select(F.col("__file").alias("__from_file"), F.col("__row").alias("__from_row"), value)
        found = sent.join(source, ["__from_file", "__from_row"]).select(*PLACE, "__value")
        stored = [(*fill.place, *fill.from_key) for fill in fills if fill.from_key]
        if stored and column.table_type:
            old = target.select(*map(identifier, self.key), value)
            wanted = self.spark.createDataFrame(stored, self.stored_type)
            found = found.unionByName(wanted.join(old, self.key).select(*PLACE, F.expr(conversions.widened("__value", column.table_type, column.type)).alias("__value")))
        return found.withColumn("__found", F.lit(True))


def _removed_keys(frames, usable, links, key):
    """The keys of the deletes that stand just before the inserts."""
    before = frames.places({key_changes.place_before(_place(link)) for link in links})
    return {_key(row, key) for row in usable.where("__op = 'D'").join(before, list(PLACE), "left_semi").select(*map(identifier, key)).collect()}


def _filled(changes, found, column, unchanged_name):
    from pyspark.sql import functions as F

    return (changes.join(F.broadcast(found), list(PLACE), "left")
        .withColumn(column.name, F.when(F.col("__found"), F.col("__value")).otherwise(F.col(identifier(column.name))))
        .withColumn("__unchanged", F.when(F.col("__found"), F.array_remove("__unchanged", unchanged_name)).otherwise(F.col("__unchanged")))
        .drop("__value", "__found"))


def _place(row):
    return row["__file"], row["__row"]


def _key(row, key):
    """A key that can be looked up: Spark gives binary values as bytearrays, which have no hash."""
    return tuple(bytes(row[name]) if isinstance(row[name], bytearray) else row[name] for name in key)

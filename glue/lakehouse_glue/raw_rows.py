"""The rows of raw files, which may differ in columns and types."""
import re
from concurrent.futures import ThreadPoolExecutor

from . import column_types
from .change_sql import identifier

_NUMBER = "CASE WHEN __name LIKE 'LOAD%' THEN CAST(conv(substr(__name, 5, 8), 16, 10) AS BIGINT) ELSE CAST(replace(substr(__name, 1, 18), '-', '') AS BIGINT) END"

# A store that does not answer, or memory that is short, says nothing about a file.
_NOT_THE_FILE = re.compile(
    "FileNotFound|NoSuchFile|NoSuchKey|PATH_NOT_FOUND|AccessDenied|AccessControlException|S3Exception|SdkClientException|SdkServiceException|SocketTimeout|SocketException|ConnectException|"
    "UnknownHost|OutOfMemory|ExecutorLost|InterruptedException|TaskKilled|Py4JNetworkError|No space left")


class ReadError(Exception):
    """A file could not be read, for a reason that need not be its own."""


def read(spark, location, files):
    """All rows, with __file (the file's number), __row (place in it) and __name."""
    from pyspark.sql import functions as F

    paths = [f"{location}/{file.name}" for file in files]
    with ThreadPoolExecutor(8) as readers:
        schemas = list(readers.map(lambda path: spark.read.parquet(path).schema, paths))
    groups = {}
    for path, schema in zip(paths, schemas):
        groups.setdefault(schema.json(), (schema, []))[1].append(path)
    types = _union_types([fields(schema) for schema, _ in groups.values()])
    parts = []
    for schema, group in groups.values():
        part = spark.read.schema(schema).parquet(*group).select("*", F.col("_metadata.file_name").alias("__name"), F.col("_metadata.row_index").cast("bigint").alias("__row"))
        casts = [F.col(identifier(name)).cast(types[name.lower()][1]).alias(types[name.lower()][0]) for name, _ in fields(schema)]
        parts.append(part.select(*casts, F.expr(_NUMBER).alias("__file"), "__row", "__name"))
    rows = parts[0]
    for part in parts[1:]:
        rows = rows.unionByName(part, allowMissingColumns=True)
    return rows


def unreadable(spark, location, files):
    """Files that are there but cannot be read to their end, each with the reason."""
    from pyspark.sql import functions as F

    broken = []
    for file in files:
        try:
            rows = spark.read.parquet(f"{location}/{file.name}")
            # Spark decodes the columns that a query asks for.
            rows.select(F.max(F.hash(*[F.col(identifier(name)).cast("string") for name, _ in fields(rows.schema)]))).collect()
        except Exception as error:
            if _NOT_THE_FILE.search(str(error)):
                raise ReadError(f"{location}/{file.name} could not be read, which need not be the file's fault: {_first_line(error)}") from error
            broken.append((file, _first_line(error)))
    return broken


def fields(schema):
    """Names and types, in Spark's short form."""
    return [(field.name, field.dataType.simpleString()) for field in schema.fields]


def _union_types(schemas):
    """By name without regard to case: (name, type). Types without a common one become text."""
    types = {}
    for columns in schemas:
        for name, kind in columns:
            known = types.get(name.lower())
            types[name.lower()] = (name, kind) if known is None else (known[0], column_types.wider(known[1], kind) or "string")
    return types


def _first_line(error):
    return str(error).split("\n", 1)[0]

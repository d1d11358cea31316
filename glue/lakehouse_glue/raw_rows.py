"""The rows of raw files, which may differ in columns and types."""
import re
from concurrent.futures import ThreadPoolExecutor
from functools import reduce

from . import column_types, conversions
from .sql_text import identifier

_NUMBER = "CASE WHEN __name LIKE 'LOAD%' THEN CAST(conv(substr(__name, 5, 8), 16, 10) AS BIGINT) ELSE CAST(replace(substr(__name, 1, 18), '-', '') AS BIGINT) END"

# A store that does not answer, or memory that is short, says nothing about a file.
_NOT_THE_FILE = re.compile(
    "FileNotFound|NoSuchFile|NoSuchKey|PATH_NOT_FOUND|AccessDenied|AccessControlException|S3Exception|SdkClientException|SdkServiceException|SocketTimeout|SocketException|ConnectException|"
    "UnknownHost|OutOfMemory|ExecutorLost|InterruptedException|TaskKilled|Py4JNetworkError|No space left")


class ReadError(Exception):
    """A file could not be read, for a reason that need not be its own."""


def forms(spark, location, files):
    """The files' schemas, each with the paths of those that have it, in reading order."""
    paths = [f"{location}/{file.name}" for file in files]
    with ThreadPoolExecutor(8) as readers:
        schemas = list(readers.map(lambda path: spark.read.parquet(path).schema, paths))
    groups = {}
    for path, schema in zip(paths, schemas):
        groups.setdefault(schema.json(), (schema, []))[1].append(path)
    return list(groups.values())


def columns(forms):
    """All columns as (name, type), without regard to case; and, by folded name, the type that the first files ask for of those that are read as text.

    A column has the type that holds all its values. Where none does it is read as text, and each value is converted, or quarantined, by itself.
    """
    names, types = {}, {}
    for name, kind in (field for schema, _ in forms for field in fields(schema)):
        names.setdefault(name.lower(), name)
        known = types.setdefault(name.lower(), [])
        known += [kind] if kind not in known else []
    found, mixed = [], {}
    for folded, name in names.items():
        widest = reduce(lambda wide, kind: column_types.wider(wide, kind) or wide, types[folded])
        if all(column_types.fits(kind, widest) for kind in types[folded]):
            found.append((name, widest))
        else:
            found.append((name, "string"))
            mixed[folded] = widest
    return found, mixed


def read(spark, forms, columns):
    """All rows, with __file (the file's number), __row (place in it) and __name."""
    from pyspark.sql import functions as F

    common = {name.lower(): (name, kind) for name, kind in columns}
    parts = []
    for schema, paths in forms:
        part = spark.read.schema(schema).parquet(*paths).select("*", F.col("_metadata.file_name").alias("__name"), F.col("_metadata.row_index").cast("bigint").alias("__row"))
        casts = [F.expr(conversions.widened(identifier(name), kind, common[name.lower()][1])).alias(common[name.lower()][0]) for name, kind in fields(schema)]
        parts.append(part.select(*casts, F.expr(_NUMBER).alias("__file"), "__row", "__name"))
    return reduce(lambda rows, part: rows.unionByName(part, allowMissingColumns=True), parts)


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
                raise ReadError(f"{location}/{file.name} could not be read, which need not be the file's fault: {reason(error)}") from error
            broken.append((file, reason(error)))
    return broken


def fields(schema):
    """Names and types, in Spark's short form."""
    return [(field.name, field.dataType.simpleString()) for field in schema.fields]


def reason(error):
    """What Java says first: the innermost cause, since an error of py4j begins with the name of the method that was called."""
    lines = str(error).split("\n")
    causes = [line.removeprefix("Caused by: ") for line in lines if line.startswith("Caused by: ")]
    return causes[-1] if causes else next((line.removeprefix(": ") for line in lines[1:] if line.startswith(": ")), lines[0])

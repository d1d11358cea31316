"""The Spark session: Glue's own, or a local one with Delta."""
import os
import sys
import tempfile
from contextlib import contextmanager

SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    # What follows from values that do not fit, and what a Parquet timestamp without a zone is, whatever the cluster's own settings.
    "spark.sql.ansi.enabled": "false",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    # Dates before 1582 are what the file says; without this, Spark refuses files that it has not written itself.
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.parquet.int96RebaseModeInRead": "CORRECTED",
    # As the Transformer writes them. Spark's own INT96 has no statistics, and is refused for times before 1900.
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
}


def glue():
    """Within a Glue job; Delta comes by the job's arguments --datalake-formats and --conf."""
    from pyspark.sql import SparkSession

    return configured(SparkSession.builder.getOrCreate())


def local(name="lakehouse"):
    """On any machine with pyspark and delta-spark."""
    from delta import configure_spark_with_delta_pip
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else Spark's workers take the python3 of the PATH, which may be another
    cores = min(4, os.cpu_count() or 1)
    builder = (SparkSession.builder.appName(name).master(f"local[{cores}]")
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.databricks.delta.snapshotPartitions", "2")  # Delta's 50 are for logs of millions of files
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.warehouse.dir", os.path.join(tempfile.gettempdir(), "spark-warehouse"))  # Spark makes the folder, else in that where it was started
        .config("spark.driver.memory", os.environ.get("SPARK_DRIVER_MEMORY", "2g"))
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1"))
    return configured(_with_delta(builder, configure_spark_with_delta_pip).getOrCreate())


def configured(spark):
    for name, value in SETTINGS.items():
        spark.conf.set(name, value)
    return spark


@contextmanager
def settings(spark, values):
    """Within this the session has these settings; afterwards those it had before."""
    before = {name: spark.conf.get(name, None) for name in values}
    for name, value in values.items():
        spark.conf.set(name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                spark.conf.unset(name)
            else:
                spark.conf.set(name, value)


def _with_delta(builder, from_maven):
    """Delta's jars lie beside pyspark's own, or are named by SPARK_JARS or Spark's own settings; elsewhere Spark fetches them from Maven, once."""
    import pyspark

    if os.environ.get("SPARK_JARS"):
        return builder.config("spark.jars", os.environ["SPARK_JARS"])
    home = os.environ.get("SPARK_HOME") or os.path.dirname(pyspark.__file__)
    is_there = "delta" in os.environ.get("PYSPARK_SUBMIT_ARGS", "") or _has_delta(home) or _names_delta(home)
    return builder if is_there else from_maven(builder)


def _has_delta(home):
    jars = os.path.join(home, "jars")
    return os.path.isdir(jars) and any(name.startswith("delta-spark_") for name in os.listdir(jars))


def _names_delta(home):
    defaults = os.path.join(os.environ.get("SPARK_CONF_DIR") or os.path.join(home, "conf"), "spark-defaults.conf")
    if not os.path.isfile(defaults):
        return False
    with open(defaults, encoding="utf-8") as lines:
        return any(line.lstrip().startswith("spark.jars") and "delta-spark" in line for line in lines)

"""The Spark session: Glue's own, or a local one with Delta."""

SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    # Dates before 1582 are what the file says; without this, Spark refuses files that it has not written itself.
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.parquet.int96RebaseModeInRead": "CORRECTED",
}


def glue():
    """Within a Glue job; Delta comes by the job's arguments --datalake-formats and --conf."""
    from pyspark.sql import SparkSession

    return configured(SparkSession.builder.getOrCreate())


def local(name="lakehouse", cores=2):
    """On any machine with pyspark and delta-spark."""
    from delta import configure_spark_with_delta_pip
    from pyspark.sql import SparkSession

    builder = (SparkSession.builder.appName(name).master(f"local[{cores}]")
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1"))
    return configured(_with_delta(builder, configure_spark_with_delta_pip).getOrCreate())


def configured(spark):
    for name, value in SETTINGS.items():
        spark.conf.set(name, value)
    return spark


def _with_delta(builder, from_maven):
    """Delta's jars lie beside pyspark's own, or are named by SPARK_JARS; elsewhere Spark fetches them from Maven, once."""
    import os

    import pyspark

    if os.environ.get("SPARK_JARS"):
        return builder.config("spark.jars", os.environ["SPARK_JARS"])
    jars = os.path.join(os.environ.get("SPARK_HOME") or os.path.dirname(pyspark.__file__), "jars")
    there = os.path.isdir(jars) and any(name.startswith("delta-spark_") for name in os.listdir(jars))
    return builder if there or os.environ.get("PYSPARK_SUBMIT_ARGS") else from_maven(builder)

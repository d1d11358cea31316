"""See parity.sh."""
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "glue"))

from lakehouse_glue import curating, folders, load_state, pipeline, raw_files, session, staging, tables  # noqa: E402

EXAMPLES = 5


def main(arguments):
    if not 1 <= len(arguments) <= 2:
        sys.exit(Path(__file__).with_suffix(".sh").read_text().split("\nset ")[0].replace("# ", ""))
    definition = pipeline.load(folders.open_folder(os.environ.get("PIPELINE") or REPOSITORY / "samples/MovieLens"))
    work = Path(tempfile.mkdtemp(prefix="parity-"))
    try:
        differences = found(rooted(Path(arguments[0]).resolve(), definition, work), Path(arguments[1]).resolve() if len(arguments) == 2 else None, definition, work)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print("\n".join(differences) if differences else "equal")
    sys.exit(1 if differences else 0)


def found(raw, lake, definition, work):
    """The differences. lake: the Transformer's, or None."""
    spark = session.local("parity")
    spark.sparkContext.setLogLevel("ERROR")
    try:
        other = lake or beside(spark, raw, definition) or transformed(raw, work / "transformer")
        run_spark(spark, definition, raw, work / "spark")
        return compare(spark, definition, work / "spark", other)
    finally:
        spark.stop()


def rooted(given, definition, work):
    """The folder above the source's: the given one, or one that leads to it where it is that of the source, of the schema, or of the tables themselves."""
    source = Path(definition.name, definition.schema)
    if (given / source).is_dir():
        return given
    tables_folder = given / definition.schema if (given / definition.schema).is_dir() else given
    if not any((tables_folder / load_state.segment(table.name)).is_dir() for table in definition.staged):
        sys.exit(f"There are no raw files in {given}: neither {source}/{definition.staged[0].name}/LOAD00000001.parquet nor a part of that path.")
    (work / "raw" / source).parent.mkdir(parents=True)
    (work / "raw" / source).symlink_to(tables_folder, target_is_directory=True)
    return work / "raw"


def raw_folder(raw, definition, table):
    return folders.open_folder(raw / definition.name / load_state.segment(definition.schema) / load_state.segment(table.name))


def run_spark(spark, definition, raw, lake):
    for table in definition.staged:
        stager = staging.TableStager(spark, definition, table, raw_folder(raw, definition, table), str(lake / "staged" / definition.name / table.name), folders.open_folder(lake / "quality"))
        print(f"staged.{table.name}: {stager.stage()}", file=sys.stderr)
    curator = curating.ModelCurator(spark, definition, {"staged": str(lake / "staged"), "curated": str(lake / "curated")})
    for model in ordered(definition.models):
        print(f"curated.{model.name}: {curator.curate(model).outcome}", file=sys.stderr)


def ordered(models):
    """Each model after those it reads."""
    done, left = [], list(models)
    while left:
        ready = [model for model in left if not any(zone == "curated" and any(other.name == name for other in left) for zone, name in model.inputs)]
        done += ready
        left = [model for model in left if model not in ready]
    return done


def beside(spark, raw, definition):
    """The lake that RAW is part of, when its staged tables have read every raw file and every model is there."""
    lake = raw.parent
    for table in definition.staged:
        found = tables.snapshot(spark, str(lake / "staged" / definition.name / table.name))
        files = raw_files.after(raw_folder(raw, definition, table).files(), None)
        if found is None or files and found.transaction(f"raw/{definition.name}/{definition.schema}/{table.name}") != files[-1].number:
            return None
    return lake if all(tables.snapshot(spark, str(lake / "curated" / definition.name / model.name)) for model in definition.models) else None


def transformed(raw, lake):
    """Runs the Transformer on RAW until a run finds nothing new."""
    if shutil.which("dotnet") is None:
        sys.exit("There are no tables of the Transformer to compare with: give their lake as the second argument, or install the .NET SDK.")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    environment = {
        **os.environ, "ASPNETCORE_URLS": address, "Pipeline__Folder": str(os.environ.get("PIPELINE") or REPOSITORY / "samples/MovieLens"),
        "Lake__Raw": str(raw), "Lake__Staged": str(lake / "staged"), "Lake__Curated": str(lake / "curated"), "Lake__Quality": str(lake / "quality"),
    }
    service = subprocess.Popen(["dotnet", "run", "--project", str(REPOSITORY / "Lakehouse.Transformer"), "--no-launch-profile"], env=environment, stdout=sys.stderr, stdin=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 1800
        while time.monotonic() < deadline:
            if service.poll() is not None:
                sys.exit(f"The Transformer ended with {service.returncode}; its messages are above.")
            if settled(address):
                return lake
            time.sleep(1)
        sys.exit("The Transformer was not done within half an hour.")
    finally:
        service.terminate()
        service.wait(60)


def settled(address):
    """Whether a run that was asked for found every table up to date."""
    try:
        asked = urllib.request.Request(f"{address}/runs", method="POST", data=b"", headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(asked, timeout=600) as answer:
            run = json.load(answer)
        while run["state"] in ("queued", "running"):
            time.sleep(0.5)
            with urllib.request.urlopen(f"{address}/runs/{run['id']}", timeout=60) as answer:
                run = json.load(answer)
        states = {table["state"] for table in run["tables"]}
        if states & {"failed", "stopped", "skipped"}:
            sys.exit(f"The Transformer failed: {json.dumps(run)}")
        return states <= {"unchanged", "waiting"}
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def compare(spark, definition, ours, theirs):
    differences = []
    for zone, name, key in [("staged", table.name, table.key) for table in definition.staged] + [("curated", model.name, model.key) for model in definition.models]:
        left, right = (str(lake / zone / definition.name / name) for lake in (ours, theirs))
        if tables.snapshot(spark, left) is None or tables.snapshot(spark, right) is None:
            if (tables.snapshot(spark, left) is None) != (tables.snapshot(spark, right) is None):
                differences.append(f"{zone}.{name}: {'Spark' if tables.snapshot(spark, left) is None else 'the Transformer'} has no table")
            continue
        differences += compare_table(f"{zone}.{name}", spark.read.format("delta").load(left), spark.read.format("delta").load(right))
        if zone == "staged":
            app_id = f"raw/{definition.name}/{definition.schema}/{name}"
            read = [tables.snapshot(spark, path).transaction(app_id) for path in (left, right)]
            if read[0] != read[1]:
                differences.append(f"{zone}.{name}: Spark has read up to {read[0]}, the Transformer up to {read[1]}")
    return differences


def compare_table(name, left, right):
    from pyspark.sql import functions as F

    fields = [[(field.name, field.dataType.simpleString()) for field in rows.schema.fields] for rows in (left, right)]
    if fields[0] != fields[1]:
        return [f"{name}: Spark has the columns {fields[0]}, the Transformer {fields[1]}"]

    def comparable(rows):
        # Sums of floating-point numbers depend on the order of adding.
        return rows.select(*[F.format_string("%.9e", F.col(f"`{column}`")).alias(column) if kind in ("double", "float") else F.col(f"`{column}`") for column, kind in fields[0]])

    differences = []
    for who, own, other in (("Spark", comparable(left), comparable(right)), ("the Transformer", comparable(right), comparable(left))):
        only = own.exceptAll(other)
        count = only.count()
        if count:
            differences.append(f"{name}: {count} rows only {who} has, such as " + "; ".join(str(tuple(row)) for row in only.take(EXAMPLES)))
    return differences


if __name__ == "__main__":
    main(sys.argv[1:])

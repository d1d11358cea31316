"""See parity.sh."""
import importlib.util
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

import gates  # noqa: E402
import table_difference  # noqa: E402
from lakehouse_glue import curating, folders, history, load_state, pipeline, raw_files, session, staging, tables  # noqa: E402

NEEDED = {"pyspark": "pyspark", "delta": "delta-spark", "yaml": "PyYAML"}


def main(arguments):
    if not 1 <= len(arguments) <= 2:
        sys.exit("".join(line[2:] or "\n" for line in Path(__file__).with_suffix(".sh").read_text().splitlines(keepends=True)[1:] if line.startswith("#")))
    definition = pipeline.load(folders.open_folder(pipeline_folder()))
    work = Path(tempfile.mkdtemp(prefix="parity-"))
    try:
        raw = rooted(Path(arguments[0]).resolve(), definition, work)
        if lacking():
            sys.exit("\n".join(lacking()))
        differences = found(raw, Path(arguments[1]).resolve() if len(arguments) == 2 else None, definition, work)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print("\n".join(differences) if differences else "equal")
    sys.exit(1 if differences else 0)


def pipeline_folder():
    return Path(os.environ.get("PIPELINE") or REPOSITORY / "samples/MovieLens").resolve()


def lacking():
    """What this machine lacks, and how it is had."""
    modules = [package for module, package in NEEDED.items() if importlib.util.find_spec(module) is None]
    has_java = os.environ.get("JAVA_HOME") or shutil.which("java")
    return [
        *([f"This Python ({sys.executable}) lacks {', '.join(modules)}: {sys.executable} -m pip install -r {REPOSITORY}/glue/requirements.txt, or name another Python in PYTHON."] if modules else []),
        *([] if has_java else ["There is no Java: Spark 3.5 runs on 8, 11 and 17. Install one, or name it in JAVA_HOME."])]


def found(raw, lake, definition, work):
    """The differences. lake: the Transformer's, or None."""
    try:
        spark = session.local("parity")
    except Exception as error:  # py4j's, when Java ends at once: its own messages are above
        sys.exit(f"Spark did not start: {error}\nDelta's jars come from Maven, once. Without it, name those of delta-spark and delta-storage in SPARK_JARS.")
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
    quality = folders.open_folder(lake / "quality")
    for table in definition.staged:
        files = raw_folder(raw, definition, table)
        stagers = [staging.TableStager(spark, definition, table, files, location(lake, definition, table.merged_name), quality)]
        if table.history:
            stagers.append(history.HistoryStager(spark, definition, table, files, location(lake, definition, table.history_name), quality))
        for stager in stagers:
            print(f"{stager.name}: {stager.stage()}", file=sys.stderr)
    curator = curating.ModelCurator(spark, definition, zones(lake))
    for model in ordered(definition.models):
        print(f"{model.table_name}: {curator.curate(gates.checked(model)).outcome}", file=sys.stderr)


def zones(lake):
    return {zone: str(lake / zone) for zone in ("staged", "curated")}


def location(lake, definition, table):
    """Where a table lies in a lake, by its name: staged.movies."""
    return curating.ModelCurator(None, definition, zones(lake)).path(tuple(table.split(".", 1)))


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
        found = tables.snapshot(spark, location(lake, definition, table.merged_name))
        files = raw_files.after(raw_folder(raw, definition, table).files(), None)
        if found is None or files and found.transaction(f"raw/{definition.name}/{definition.schema}/{table.name}") != files[-1].number:
            return None
    return lake if all(tables.snapshot(spark, location(lake, definition, model.table_name)) for model in definition.models) else None


def transformed(raw, lake):
    """Runs the Transformer on RAW until a run finds nothing new."""
    if shutil.which("dotnet") is None:
        sys.exit("There are no tables of the Transformer to compare with: give their lake as the second argument, or install the .NET SDK.")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    environment = {
        **os.environ, "ASPNETCORE_URLS": address, "Pipeline__Folder": str(pipeline_folder()),
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
    except urllib.error.HTTPError as refused:
        sys.exit(f"The Transformer answered {refused.code} to {refused.url}: {refused.read().decode('utf-8', 'replace')}")
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False  # it is not up yet


def compare(spark, definition, ours, theirs):
    differences = []
    for table, key, app_id in compared(definition):
        paths = [location(lake, definition, table) for lake in (ours, theirs)]
        snapshots = [tables.snapshot(spark, path) for path in paths]
        if None in snapshots:
            if snapshots != [None, None]:
                differences.append(f"{table}: {'Spark' if snapshots[0] is None else 'the Transformer'} has no table")
            continue
        differences += table_difference.of(table, key, *[spark.read.format("delta").load(path) for path in paths])
        read = [snapshot.transaction(app_id) for snapshot in snapshots] if app_id else [None, None]
        if read[0] != read[1]:
            differences.append(f"{table}: Spark has read up to {read[0]}, the Transformer up to {read[1]}")
    return differences


def compared(definition):
    """Every table: its name, its key, and the application whose transaction says how far it has read raw."""
    source = f"{definition.name}/{definition.schema}"
    for table in definition.staged:
        yield table.merged_name, table.key, f"raw/{source}/{table.name}"
        if table.history:
            yield table.history_name, (*table.key, "valid_from_seq"), f"history/{source}/{table.name}"
    for model in definition.models:
        yield model.table_name, model.key, None


if __name__ == "__main__":
    main(sys.argv[1:])

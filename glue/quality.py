"""Glue job: every expectation suite on the published tables, as reports in the quality zone."""
import re
import sys
from datetime import datetime, timezone

from lakehouse_glue import arguments, curating, folders, gate, pipeline, reports, session, tables


def main(argv):
    given = arguments.parse(argv, ["pipeline_folder", "staged", "curated", "quality"], ["run"])
    definition = pipeline.load(folders.open_folder(given["pipeline_folder"]))
    spark = session.glue()
    curator = curating.ModelCurator(spark, definition, {"staged": given["staged"], "curated": given["curated"]})
    quality = folders.open_folder(given["quality"]).at(definition.name)
    time = datetime.now(timezone.utc).isoformat(timespec="seconds")
    run = re.sub("[^A-Za-z0-9_-]", "-", given["run"].rsplit(":", 1)[-1] if given["run"] else time)
    failed = []
    for model in definition.models:
        table = model.table_name
        path = curator.path((model.zone, model.name))
        found = tables.snapshot(spark, path)
        if found is None:
            continue
        inputs = {other: tables.snapshot(spark, curator.path(other)) for other in model.inputs}
        rows = tables.read(spark, path, found.version).persist()
        results = gate.check(rows, model.suite, model.key, curator.views(model, {other: snapshot.version for other, snapshot in inputs.items() if snapshot}))
        rows.unpersist()
        reports.write(quality, table, model.suite, found.version, run, time, results)
        failed += [f"{table}: {result}" for result in results if not result.success and result.severity == gate.CRITICAL]
        print(f"{table}: version {found.version}, {sum(result.success for result in results)} of {len(results)} expectations met")
    if failed:
        raise gate.GateFailed(f"{gate.GateFailed.__name__}: published rows fail: {'; '.join(failed)}")


if __name__ == "__main__":
    main(sys.argv)

"""Glue job: every expectation suite on the published tables, as reports in the quality zone."""
import sys
from datetime import datetime, timezone

from lakehouse_glue import arguments, curating, folders, gate, pipeline, session, tables


def main(argv):
    given = arguments.parse(argv, ["pipeline_folder", "staged", "curated", "quality"])
    definition = pipeline.load(folders.open_folder(given["pipeline_folder"]))
    spark = session.glue()
    curator = curating.ModelCurator(spark, definition, {"staged": given["staged"], "curated": given["curated"]})
    reports = folders.open_folder(given["quality"]).at(f"{definition.name}/reports")
    failed = []
    for model in definition.models:
        path = curator.path(("curated", model.name))
        found = tables.snapshot(spark, path)
        if found is None:
            continue
        results = gate.check(tables.read(spark, path, found.version), model.suite, model.key)
        document, page = curating.report(definition.name, model.name, found.version, results, datetime.now(timezone.utc).isoformat(timespec="seconds"))
        reports.write_text(f"{model.name}/{found.version:020d}.json", document)
        reports.write_text(f"{model.name}/index.html", page)
        failed += [f"curated.{model.name}: {result}" for result in results if not result.success and result.severity == gate.CRITICAL]
        print(f"curated.{model.name}: version {found.version}, {sum(result.success for result in results)} of {len(results)} expectations met")
    if failed:
        raise gate.GateFailed(f"{gate.GateFailed.__name__}: published rows fail: {'; '.join(failed)}")


if __name__ == "__main__":
    main(sys.argv)

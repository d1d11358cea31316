"""Glue job: one model, checked before it is committed."""
import sys

from lakehouse_glue import arguments, curating, folders, options, pipeline, run, session


def main(argv):
    given = arguments.parse(argv, ["pipeline_folder", "model", "staged", "curated"], ["run_table", "run", "options"])
    definition = pipeline.load(folders.open_folder(given["pipeline_folder"]))
    model = definition.model(given["model"])
    asked = options.parse(given["options"])
    if not asked.covers(model.table_name, definition):
        print(f"{model.table_name}: not asked for")
        return
    zones = {"staged": given["staged"], "curated": given["curated"]}
    result = curating.ModelCurator(session.glue(), definition, zones).curate(model, asked.full_refresh and asked.names(model.table_name))
    if result.schema_changed:
        run.schema_changed(given["run_table"], given["run"], definition.name)
    for expectation in result.expectations:
        print(f"{model.table_name}: {'met' if expectation.success else 'NOT MET'} [{expectation.severity}] {expectation}")
    print(f"{model.table_name}: {result.outcome}, version {result.version}" + (f", {result.reason}" if result.reason else ""))


if __name__ == "__main__":
    main(sys.argv)

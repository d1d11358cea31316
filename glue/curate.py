"""Glue job: one model, checked before it is committed."""
import sys

from lakehouse_glue import arguments, curating, folders, pipeline, run, session


def main(argv):
    given = arguments.parse(argv, ["pipeline_folder", "model", "staged", "curated"], ["run_table", "run"])
    definition = pipeline.load(folders.open_folder(given["pipeline_folder"]))
    model = definition.model(given["model"])
    result = curating.ModelCurator(session.glue(), definition, {"staged": given["staged"], "curated": given["curated"]}).curate(model)
    if result.schema_changed:
        run.schema_changed(given["run_table"], given["run"], definition.name)
    for expectation in result.expectations:
        print(f"curated.{model.name}: {'met' if expectation.success else 'NOT MET'} [{expectation.severity}] {expectation}")
    print(f"curated.{model.name}: {result.outcome}, version {result.version}" + (f", {result.reason}" if result.reason else ""))


if __name__ == "__main__":
    main(sys.argv)

"""Glue job: new raw files of one table, merged into its staged Delta table."""
import sys

from lakehouse_glue import arguments, folders, pipeline, run, session, staging


def main(argv):
    given = arguments.parse(argv, ["pipeline_folder", "table", "input_path", "table_path", "primary_key", "quality"], ["run_table", "run"])
    definition = pipeline.load(folders.open_folder(given["pipeline_folder"]))
    table = definition.staged_table(given["table"])
    if ",".join(table.key) != given["primary_key"]:
        raise arguments.ArgumentError(f"--primary_key is {given['primary_key']}, but pipeline.yaml says {','.join(table.key)}: run lakehouse pipeline derive, and deploy both in one release.")
    stager = staging.TableStager(session.glue(), definition, table, folders.open_folder(given["input_path"]), given["table_path"], folders.open_folder(given["quality"]))
    result = stager.stage()
    if result.schema_changed:
        run.schema_changed(given["run_table"], given["run"], definition.name)
    print(f"staged.{table.name}: {result}")


if __name__ == "__main__":
    main(sys.argv)

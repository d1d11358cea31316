"""Glue job: new raw files of one table, merged into its staged Delta table."""
import sys

from lakehouse_glue import arguments, folders, history, options, pipeline, run, session, staging


def main(argv):
    given = arguments.parse(argv, ["pipeline_folder", "table", "input_path", "table_path", "primary_key", "quality"], ["run_table", "run", "history_path", "options"])
    definition = pipeline.load(folders.open_folder(given["pipeline_folder"]))
    table = definition.staged_table(given["table"])
    if ",".join(table.key) != given["primary_key"]:
        raise arguments.ArgumentError(f"--primary_key is {given['primary_key']}, but pipeline.yaml says {','.join(table.key)}: run lakehouse pipeline derive, and deploy both in one release.")
    if table.history and not given["history_path"]:
        raise arguments.ArgumentError(f"--history_path is missing, but pipeline.yaml says that '{table.name}' has a history: run lakehouse pipeline derive, and deploy both in one release.")
    asked = options.parse(given["options"])
    spark, raw, quality = session.glue(), folders.open_folder(given["input_path"]), folders.open_folder(given["quality"])
    stagers = [staging.TableStager(spark, definition, table, raw, given["table_path"], quality)]
    if table.history:
        stagers.append(history.HistoryStager(spark, definition, table, raw, given["history_path"], quality))
    for stager in stagers:
        if not asked.covers(stager.name, definition):
            print(f"{stager.name}: not asked for")
            continue
        replays, version = asked.replays(stager.name)
        result = stager.replay(version) if replays else stager.stage()
        if result.schema_changed:
            run.schema_changed(given["run_table"], given["run"], definition.name)
        print(f"{stager.name}: {result}")


if __name__ == "__main__":
    main(sys.argv)

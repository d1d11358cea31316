import json

import pytest

from lakehouse_glue import arguments, folders, gate, reports, run


def test_arguments_of_a_job_among_glues_own():
    given = arguments.parse(["stage.py", "--JOB_NAME", "x", "--enable-metrics", "true", "--table", "movies", "--run=arn"], ["table"], ["run", "run_table"])
    assert given == {"table": "movies", "run": "arn", "run_table": None}


def test_a_missing_argument_is_named():
    with pytest.raises(arguments.ArgumentError, match="--quality"):
        arguments.parse(["--table", "movies"], ["table", "quality"])


def test_a_local_folder(tmp_path):
    folder = folders.open_folder(f"file://{tmp_path}").at("a")
    assert folder.files() == []
    folder.write_text("b/c.txt", "ü")
    folder.write_text("d.txt", "x")
    assert [(item.name, item.size) for item in folder.files()] == [("d.txt", 1)]
    assert folder.read_text("b/c.txt") == "ü" and folder.has_folder("b") and not folder.has_folder("e")


def test_a_folder_of_a_bucket():
    client = Objects()
    folder = folders.S3Folder("bucket", "raw/movies", client)
    folder.write_text("LOAD00000001.parquet", "x")
    folder.at("_sub").write_text("y", "z")
    assert folder.location == "s3://bucket/raw/movies"
    assert [item.name for item in folder.files()] == ["LOAD00000001.parquet"]
    assert folder.read_text("_sub/y") == "z"
    assert folder.has_folder("_sub") and not folder.has_folder("other")
    assert folders.S3Folder("bucket", "", client).has_folder("raw")


def test_other_schemes_are_refused():
    with pytest.raises(ValueError, match="neither"):
        folders.open_folder("https://example.org/x")


def test_a_schema_change_is_said_on_the_runs_item():
    client = Items()
    assert run.schema_changed("runs", "arn:run", "movielens", client)
    assert client.asked["Key"] == {"pipeline": {"S": "movielens"}} and client.asked["ExpressionAttributeValues"][":run"] == {"S": "arn:run"}
    assert not run.schema_changed("runs", "arn:other", "movielens", client)
    assert not run.schema_changed(None, None, "movielens", client)


def result(success, severity):
    return gate.Result("expect_x", {"column": "a"}, severity, success, {"element_count": 10, "unexpected_count": 0 if success else 3, "partial_unexpected_list": [] if success else [-1]})


def test_only_critical_failures_stop_a_table():
    gate.stop_at_failures("curated.x", [result(True, "critical"), result(False, "warning"), result(False, "info")])
    with pytest.raises(gate.GateFailed, match="GateFailed: curated.x .* 3 of 10 unexpected"):
        gate.stop_at_failures("curated.x", [result(False, "critical")])


def test_an_expectation_without_severity_is_critical():
    assert gate.severity({}) == "critical" and gate.severity({"severity": "Warning"}) == "warning" and gate.severity({"severity": None}) == "critical"


def test_a_models_key_is_checked_first():
    assert gate.expectations({"expectations": [{"type": "x"}]}, ("id",))[0]["kwargs"] == {"column": "id"}
    assert gate.expectations(None, ("a", "b"))[0]["kwargs"] == {"column_list": ["a", "b"]}
    assert gate.expectations(None) == []


def test_reports_have_Great_Expectations_form_and_a_page(tmp_path):
    quality = folders.open_folder(tmp_path)
    reports.write(quality, "curated.x", {"name": "suite"}, 7, "run-1", "2026-11-22T23:31:05+00:00", [result(True, "critical"), result(False, "warning")])
    found = json.loads(quality.read_text("validations/curated.x/run-1.json"))
    assert found["suite_name"] == "suite" and found["statistics"]["success_percent"] == 50.0 and not found["success"]
    assert found["results"][1]["expectation_config"] == {"type": "expect_x", "kwargs": {"column": "a"}, "meta": {}, "severity": "warning"}
    assert "3 of 10" in quality.read_text("reports/curated.x.html")


class Items:
    """DynamoDB's client with one item, held by arn:run."""

    class exceptions:
        class ConditionalCheckFailedException(Exception):
            pass

    def update_item(self, **asked):
        self.asked = asked if asked["ExpressionAttributeValues"][":run"]["S"] == "arn:run" else self.asked
        if asked["ExpressionAttributeValues"][":run"]["S"] != "arn:run":
            raise self.exceptions.ConditionalCheckFailedException


class Objects:
    """S3's client over a dict."""

    class exceptions:
        class NoSuchKey(Exception):
            pass

    def __init__(self):
        self.objects = {}

    def put_object(self, Bucket, Key, Body):
        self.objects[Key] = Body

    def get_object(self, Bucket, Key):
        import io

        return {"Body": io.BytesIO(self.objects[Key])}

    def list_objects_v2(self, Bucket, Prefix, MaxKeys):
        return {"KeyCount": min(MaxKeys, sum(key.startswith(Prefix) for key in self.objects))}

    def get_paginator(self, name):
        return self

    def paginate(self, Bucket, Prefix, Delimiter):
        yield {"Contents": [{"Key": key, "Size": len(body)} for key, body in self.objects.items() if key.startswith(Prefix) and Delimiter not in key[len(Prefix):]]}

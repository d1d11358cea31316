"""Drives the service with boto3 and with the AWS command line, as their users do. Exits with 77 where boto3 is not installed."""
import csv
import gzip
import json
import os
import shutil
import subprocess
import sys
import time
import uuid

try:
    import boto3
    from botocore.exceptions import ClientError
except ImportError:
    sys.exit(77)

endpoint = sys.argv[1]
database = "datahandson_mds_movielens_deltalake"
athena = boto3.client("athena", endpoint_url=endpoint)


def wait(query_id):
    while True:
        execution = athena.get_query_execution(QueryExecutionId=query_id)["QueryExecution"]
        if execution["Status"]["State"] in ("SUCCEEDED", "FAILED", "CANCELLED"):
            return execution
        time.sleep(0.01)


started = athena.start_query_execution(
    QueryString="SELECT movieid, title FROM movie_ratings WHERE movieid <= ? ORDER BY movieid",
    QueryExecutionContext={"Database": database, "Catalog": "AwsDataCatalog"},
    ResultConfiguration={"OutputLocation": "s3://results/boto3/"},
    ExecutionParameters=["25"],
)
execution = wait(started["QueryExecutionId"])
assert execution["Status"]["State"] == "SUCCEEDED", execution
assert execution["Status"]["SubmissionDateTime"].year >= 2024, execution
pages = athena.get_paginator("get_query_results").paginate(QueryExecutionId=started["QueryExecutionId"], PaginationConfig={"PageSize": 10})
rows = [[datum.get("VarCharValue") for datum in row["Data"]] for page in pages for row in page["ResultSet"]["Rows"]]
assert rows[0] == ["movieid", "title"] and len(rows) == 26 and rows[1] == ["1", "Film 1"], rows

try:
    athena.start_query_execution(QueryString="SELECT FROM")
    raise AssertionError("malformed statement was taken")
except athena.exceptions.InvalidRequestException as error:
    assert error.response["AthenaErrorCode"] == "MALFORMED_QUERY", error.response

failed = wait(athena.start_query_execution(QueryString="SELECT nothing FROM movie_ratings", QueryExecutionContext={"Database": database})["QueryExecutionId"])
assert failed["Status"]["AthenaError"]["ErrorCategory"] == 2, failed

assert athena.list_work_groups()["WorkGroups"][0]["Name"] == "primary"
assert athena.list_data_catalogs()["DataCatalogsSummary"][0]["CatalogName"] == "AwsDataCatalog"
tables = [table["Name"] for page in athena.get_paginator("list_table_metadata").paginate(CatalogName="AwsDataCatalog", DatabaseName=database) for table in page["TableMetadataList"]]
assert tables == ["movie_ratings", "user_tags"], tables
named = athena.create_named_query(Name="n", Database=database, QueryString="SELECT 1")["NamedQueryId"]
assert athena.get_named_query(NamedQueryId=named)["NamedQuery"]["QueryString"] == "SELECT 1"
athena.create_prepared_statement(StatementName="boto", WorkGroup="primary", QueryStatement="SELECT ? AS x")
prepared = wait(athena.start_query_execution(QueryString="EXECUTE boto USING 'y'")["QueryExecutionId"])
assert prepared["Status"]["State"] == "SUCCEEDED", prepared
try:
    athena.get_prepared_statement(StatementName="none", WorkGroup="primary")
    raise AssertionError("a statement that is not there was found")
except athena.exceptions.ResourceNotFoundException:
    pass
try:
    athena.start_session(WorkGroup="primary", EngineConfiguration={"MaxConcurrentDpus": 20})
    raise AssertionError("a session was started")
except ClientError as error:
    assert error.response["Error"]["Code"] == "InvalidRequestException", error.response
# As awswrangler reads results: types from GetQueryResults, rows from the CSV at the output location.
location = execution["ResultConfiguration"]["OutputLocation"]
assert location == f"s3://results/boto3/{started['QueryExecutionId']}.csv", location
types = {column["Name"]: {"integer": int, "varchar": str}[column["Type"]] for column in athena.get_query_results(QueryExecutionId=started["QueryExecutionId"], MaxResults=1)["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]}
with open(os.path.join(sys.argv[2], location.removeprefix("s3://")), newline="") as file:
    records = [{name: types[name](value) for name, value in record.items()} for record in csv.DictReader(file)]
assert len(records) == 25 and records[2] == {"movieid": 3, "title": 'Film 3, "the" third'}, records
unloaded = wait(athena.start_query_execution(QueryString=f"UNLOAD (SELECT movieid FROM {database}.movie_ratings) TO 's3://results/unload-{uuid.uuid4().hex}/' WITH (format = 'JSON')")["QueryExecutionId"])
assert unloaded["Status"]["State"] == "SUCCEEDED", unloaded
with open(os.path.join(sys.argv[2], unloaded["Statistics"]["DataManifestLocation"].removeprefix("s3://"))) as manifest:
    files = manifest.read().split()
with gzip.open(os.path.join(sys.argv[2], files[0].removeprefix("s3://")), "rt", encoding="utf-8") as file:
    assert len([json.loads(line) for line in file]) == 100

by_rest = f"s3://results/unload-{uuid.uuid4().hex}/"
unloaded = wait(athena.start_query_execution(QueryString=f"UNLOAD (SELECT movieid, movieid % 3 AS rest FROM {database}.movie_ratings) TO '{by_rest}' WITH (format = 'JSON', partitioned_by = ARRAY['rest'])")["QueryExecutionId"])
assert unloaded["Status"]["State"] == "SUCCEEDED", unloaded
with open(os.path.join(sys.argv[2], unloaded["Statistics"]["DataManifestLocation"].removeprefix("s3://"))) as manifest:
    files = manifest.read().split()
for rest in range(3):
    file, = [file for file in files if file.startswith(f"{by_rest}rest={rest}/")]
    with gzip.open(os.path.join(sys.argv[2], file.removeprefix("s3://")), "rt", encoding="utf-8") as lines:
        assert [json.loads(line) for line in lines] == [{"movieid": movie} for movie in range(1, 101) if movie % 3 == rest]

batch = athena.batch_get_query_execution(QueryExecutionIds=[started["QueryExecutionId"], "00000000-0000-0000-0000-000000000000"])
assert len(batch["QueryExecutions"]) == 1 and len(batch["UnprocessedQueryExecutionIds"]) == 1, batch
assert started["QueryExecutionId"] in [found for page in athena.get_paginator("list_query_executions").paginate() for found in page["QueryExecutionIds"]]
assert athena.get_query_runtime_statistics(QueryExecutionId=started["QueryExecutionId"])["QueryRuntimeStatistics"]["Rows"]["OutputRows"] == 25
token = uuid.uuid4().hex
twice = [athena.start_query_execution(QueryString="SELECT 1", ClientRequestToken=token)["QueryExecutionId"] for _ in range(2)]
assert twice[0] == twice[1], twice
athena.stop_query_execution(QueryExecutionId=twice[0])
group = f"boto-{uuid.uuid4().hex}"
athena.create_work_group(Name=group, Configuration={"BytesScannedCutoffPerQuery": 10_000_000, "EnforceWorkGroupConfiguration": True, "ResultConfiguration": {"OutputLocation": "s3://results/group/"}}, Tags=[{"Key": "team", "Value": "data"}])
athena.update_work_group(WorkGroup=group, Description="changed")
assert athena.get_work_group(WorkGroup=group)["WorkGroup"]["Description"] == "changed"
athena.delete_work_group(WorkGroup=group, RecursiveDeleteOption=True)
assert athena.get_database(CatalogName="AwsDataCatalog", DatabaseName=database)["Database"]["Name"] == database
assert athena.get_table_metadata(CatalogName="AwsDataCatalog", DatabaseName=database, TableName="user_tags")["TableMetadata"]["Columns"][0]["Type"] == "int"
assert athena.list_engine_versions()["EngineVersions"][-1]["EffectiveEngineVersion"] == "Athena engine version 3"
print("boto3: ok")

if shutil.which("aws"):
    def aws(*arguments):
        return json.loads(subprocess.run(["aws", "athena", *arguments, "--endpoint-url", endpoint, "--output", "json"], check=True, capture_output=True, text=True).stdout)

    query_id = aws("start-query-execution", "--query-string", "SELECT count(*) AS films FROM movie_ratings", "--query-execution-context", f"Database={database}")["QueryExecutionId"]
    assert wait(query_id)["Status"]["State"] == "SUCCEEDED"
    result = aws("get-query-results", "--query-execution-id", query_id)
    assert [row["Data"][0]["VarCharValue"] for row in result["ResultSet"]["Rows"]] == ["films", "100"], result
    query_id = aws("start-query-execution", "--query-string", f"UNLOAD (SELECT title, movieid % 2 AS rest FROM {database}.movie_ratings) TO 's3://results/unload-{uuid.uuid4().hex}/' WITH (format = 'AVRO', partitioned_by = ARRAY['rest'])")["QueryExecutionId"]
    assert wait(query_id)["Status"]["State"] == "SUCCEEDED"
    with open(os.path.join(sys.argv[2], aws("get-query-execution", "--query-execution-id", query_id)["QueryExecution"]["Statistics"]["DataManifestLocation"].removeprefix("s3://"))) as manifest:
        for file in manifest.read().split():
            with open(os.path.join(sys.argv[2], file.removeprefix("s3://")), "rb") as content:
                assert content.read(4) == b"Obj\x01", file
    named = aws("create-named-query", "--name", "cli", "--database", database, "--query-string", "SELECT 1")["NamedQueryId"]
    assert aws("get-named-query", "--named-query-id", named)["NamedQuery"]["Name"] == "cli"
    assert named in aws("list-named-queries")["NamedQueryIds"]
    assert [item["Name"] for item in aws("list-databases", "--catalog-name", "AwsDataCatalog")["DatabaseList"]][0] == database
    assert aws("get-work-group", "--work-group", "primary")["WorkGroup"]["State"] == "ENABLED"
    refused = subprocess.run(["aws", "athena", "start-query-execution", "--query-string", "SELECT FROM", "--endpoint-url", endpoint], capture_output=True, text=True)
    assert refused.returncode != 0 and "InvalidRequestException" in refused.stderr, refused
    print("aws: ok")
else:
    print("aws: not installed")

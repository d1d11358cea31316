"""Drives the service with boto3 and with the AWS command line, as their users do. Exits with 77 where boto3 is not installed."""
import json
import shutil
import subprocess
import sys
import time

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
print("boto3: ok")

if shutil.which("aws"):
    def aws(*arguments):
        return json.loads(subprocess.run(["aws", "athena", *arguments, "--endpoint-url", endpoint, "--output", "json"], check=True, capture_output=True, text=True).stdout)

    query_id = aws("start-query-execution", "--query-string", "SELECT count(*) AS films FROM movie_ratings", "--query-execution-context", f"Database={database}")["QueryExecutionId"]
    assert wait(query_id)["Status"]["State"] == "SUCCEEDED"
    result = aws("get-query-results", "--query-execution-id", query_id)
    assert [row["Data"][0]["VarCharValue"] for row in result["ResultSet"]["Rows"]] == ["films", "100"], result
    print("aws: ok")
else:
    print("aws: not installed")

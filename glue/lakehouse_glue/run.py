"""What a job tells the run of the state machine that started it."""


def schema_changed(run_table, run, pipeline, client=None):
    """Says on the run's item that a table's schema is new, so that the crawlers are started. Without a run it says nothing."""
    if not run_table or not run:
        return False
    if client is None:
        import boto3

        client = boto3.client("dynamodb")
    try:
        client.update_item(
            TableName=run_table,
            Key={"pipeline": {"S": pipeline}},
            UpdateExpression="SET schema_changed = :true",
            ConditionExpression="holder = :run",
            ExpressionAttributeValues={":true": {"BOOL": True}, ":run": {"S": run}})
    except client.exceptions.ConditionalCheckFailedException:
        return False  # the job was started by hand, or its execution is over: whoever runs next looks itself
    return True

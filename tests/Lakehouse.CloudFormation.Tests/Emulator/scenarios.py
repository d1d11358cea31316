"""Runs the derived state machine on the emulator through every scenario; prints one JSON object for each."""
import json
import re
import time
from pathlib import Path

import emulator

endpoint = emulator.start()

import boto3
import yaml
from botocore.config import Config

REPOSITORY = Path(__file__).resolve().parents[3]
ROLE = "arn:aws:iam::123456789012:role/lakehouse"
PATIENCE = 300  # seconds: long enough for a machine that does much else
STAGE, RATINGS, TAGS, QUALITY = "p-raw-staged-deltalake", "p-staged-curated-deltalake-movie-ratings", "p-staged-curated-deltalake-user-tags", "p-deltalake-data-quality"


def client(service):
    return boto3.client(service, endpoint_url=endpoint, config=Config(retries={"total_max_attempts": 1}))


glue, dynamodb, states, sns, cloudwatch = (client(name) for name in ("glue", "dynamodb", "stepfunctions", "sns", "cloudwatch"))
topic = sns.create_topic(Name="notices")["TopicArn"]
dynamodb.create_table(TableName="runs", AttributeDefinitions=[{"AttributeName": "pipeline", "AttributeType": "S"}], KeySchema=[{"AttributeName": "pipeline", "KeyType": "HASH"}], BillingMode="PAY_PER_REQUEST")
for job in (STAGE, RATINGS, TAGS, QUALITY):
    glue.create_job(Name=job, Role=ROLE, Command={"Name": "glueetl"}, ExecutionProperty={"MaxConcurrentRuns": 4})
for crawler in ("raw-crawler", "staged-crawler", "curated-crawler"):
    glue.create_crawler(Name=crawler, Role=ROLE, Targets={"S3Targets": [{"Path": "s3://lake/"}]}, DatabaseName="lake")

definition = (REPOSITORY / "cloudformation/derived/movielens/state-machine.asl.json").read_text()
for name, value in {"Project": "p", "RawBucket": "raw", "StagedBucket": "staged", "RunTable": "runs", "NoticeTopic": topic, "RawCrawler": "raw-crawler", "StagedCrawler": "staged-crawler", "CuratedCrawler": "curated-crawler"}.items():
    definition = definition.replace("${" + name + "}", value)
assert "${" not in definition, "a substitution is left: orchestration.yaml must give it"
definition = re.sub(r'"(IntervalSeconds|Seconds)": \d+', r'"\1": 1', definition)  # the pauses, and nothing else, are shortened
machine = states.create_state_machine(name="p-movielens-glue-etl", definition=definition, roleArn=ROLE)["stateMachineArn"]


def begin(name, arn=machine, given="{}"):
    return states.start_execution(stateMachineArn=arn, name=name, input=given)["executionArn"]


def finish(execution):
    deadline = time.monotonic() + PATIENCE
    while True:
        found = states.describe_execution(executionArn=execution)
        if found["status"] != "RUNNING":
            history = states.get_execution_history(executionArn=execution, maxResults=1000)["events"]
            entered = [event["stateEnteredEventDetails"]["name"] for event in history if "stateEnteredEventDetails" in event]
            return {"status": found["status"], "error": found.get("error"), "cause": found.get("cause"), "states": entered}
        if time.monotonic() > deadline:
            raise TimeoutError(f"{execution} still runs after {PATIENCE} s")
        time.sleep(0.1)


def lock():
    return dynamodb.get_item(TableName="runs", Key={"pipeline": {"S": "movielens"}}).get("Item")


def notices():
    from moto.sns.models import sns_backends

    return [message for account in sns_backends.values() for region in account.values() for found in region.topics.values() for message in (sent[1] for sent in found.sent_notifications)]


def scenario(name, run):
    emulator.JOB_RUNS.clear()
    emulator.BEHAVIOUR.clear()
    told = len(notices())
    result = run()
    result.update(scenario=name, runs=[list(run) for run in emulator.JOB_RUNS], lock=lock(), notices=notices()[told:])
    print(json.dumps(result), flush=True)


def success():
    return finish(begin("success"))


def schema_change():
    def job_says_so(attempt, arguments):
        holder = arguments["--run"]
        dynamodb.update_item(TableName=arguments["--run_table"], Key={"pipeline": {"S": "movielens"}}, UpdateExpression="SET schema_changed = :true", ConditionExpression="holder = :run", ExpressionAttributeValues={":true": {"BOOL": True}, ":run": {"S": holder}})

    emulator.BEHAVIOUR[(STAGE, "tags")] = job_says_so
    return finish(begin("schema-change"))


def failing_job():
    emulator.BEHAVIOUR[(STAGE, "ratings")] = lambda attempt, arguments: ("FAILED", "StagingError: no file has the key")
    return finish(begin("failing-job"))


def retried_job():
    emulator.BEHAVIOUR[(STAGE, "ratings")] = lambda attempt, arguments: ("FAILED", "Executor lost") if attempt == 1 else None
    return finish(begin("retried-job"))


def retried_model():
    emulator.BEHAVIOUR[(RATINGS, None)] = lambda attempt, arguments: ("FAILED", "Executor lost") if attempt == 1 else None
    return finish(begin("retried-model"))


def failing_gate():
    emulator.BEHAVIOUR[(RATINGS, None)] = lambda attempt, arguments: ("FAILED", "GateFailed: curated.movie_ratings: 3 of 9742 unexpected")
    result = finish(begin("failing-gate"))
    result["metrics"] = [[metric["Namespace"], metric["MetricName"], metric["Dimensions"]] for metric in cloudwatch.list_metrics(Namespace="Lakehouse")["Metrics"]]
    return result


def throttled():
    allow(1)
    result = finish(begin("throttled"))
    allow(4)
    return result


def allow(runs):
    glue.delete_job(JobName=STAGE)
    glue.create_job(Name=STAGE, Role=ROLE, Command={"Name": "glueetl"}, ExecutionProperty={"MaxConcurrentRuns": runs})


def overlap():
    second = {}

    def start_another(attempt, arguments):
        if attempt == 1:
            second.update(finish(begin("second")))  # while the first is in the middle of staging

    emulator.BEHAVIOUR[(STAGE, "movies")] = start_another
    result = finish(begin("first"))
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        after = [found for found in states.list_executions(stateMachineArn=machine)["executions"] if found["name"].startswith("after-")]
        if after:
            break
        time.sleep(0.1)
    result.update(second=second, successors=[[found["name"], finish(found["executionArn"])["status"]] for found in after])
    return result


def options_wait():
    second, options = [], []

    def start_one_with_options(attempt, arguments):
        options.append(json.loads(arguments["--options"]))
        if second:
            return
        second.append(begin("with-options", given='{"options": {"tables": ["staged.movies"], "replay": true}}'))
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and not any(event.get("stateEnteredEventDetails", {}).get("name") == "Wait for the holder" for event in states.get_execution_history(executionArn=second[0], maxResults=1000)["events"]):
            time.sleep(0.1)

    emulator.BEHAVIOUR[(STAGE, "movies")] = start_one_with_options
    result = finish(begin("without-options"))
    result.update(second=finish(second[0]), options=options)
    return result


def dead_holder():
    dead = begin("dies")
    finish(dead)
    dynamodb.put_item(TableName="runs", Item={"pipeline": {"S": "movielens"}, "holder": {"S": dead}})
    return finish(begin("after-the-dead"))


def same_name():
    first = finish(begin("raw-2026-11-22T23-31"))
    before = len(emulator.JOB_RUNS)
    try:
        begin("raw-2026-11-22T23-31", given='{"other": true}')
        first["again"] = "started"
    except states.exceptions.ExecutionAlreadyExists:
        first["again"] = "refused"
    first["runs_of_again"] = len(emulator.JOB_RUNS) - before
    return first


def starter():
    class Template(yaml.SafeLoader):
        pass

    Template.add_multi_constructor("!", lambda loader, suffix, node: loader.construct_scalar(node) if isinstance(node, yaml.ScalarNode) else loader.construct_sequence(node) if isinstance(node, yaml.SequenceNode) else loader.construct_mapping(node))
    template = yaml.load((REPOSITORY / "cloudformation/orchestration.yaml").read_text(), Template)
    inner = json.dumps(template["Resources"]["Starter"]["Properties"]["Definition"]).replace("${StateMachine}", machine).replace('"Seconds": 60', '"Seconds": 0')
    arn = states.create_state_machine(name="p-movielens-start", definition=inner, roleArn=ROLE)["stateMachineArn"]
    event = '{"trigger": "raw", "time": "2026-11-23T01:02:03Z"}'
    first = finish(begin("event-1", arn, event))
    deadline = time.monotonic() + PATIENCE
    started = []
    while not started and time.monotonic() < deadline:
        started = [found for found in states.list_executions(stateMachineArn=machine)["executions"] if found["name"] == "raw-2026-11-23T01-02"]
    finish(started[0]["executionArn"])
    second = finish(begin("event-2", arn, event))
    first.update(started=[found["name"] for found in started], second=second)
    return first


for run in (success, schema_change, failing_job, retried_job, retried_model, failing_gate, throttled, overlap, options_wait, dead_holder, same_name, starter):
    try:
        scenario(run.__name__, run)
    except Exception as failure:  # the test that reads this scenario fails with it, the others go on
        print(json.dumps({"scenario": run.__name__, "status": "BROKEN", "error": type(failure).__name__, "cause": str(failure), "states": [], "runs": [], "notices": [], "lock": None}), flush=True)

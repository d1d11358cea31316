"""A pipeline's derived state machine on the emulator. Says where it is, then obeys lines of JSON on standard input, and ends with it.

    {"job": "p-raw-staged-deltalake", "table": "items", "fails": "no key"}    its runs fail
    {"job": "p-raw-staged-deltalake", "table": "items", "waits_for": "/file"}  its runs go on when the file is there
    {"throttle": 3}                                                          so many requests to Step Functions are refused
"""
import json
import re
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "Lakehouse.CloudFormation.Tests" / "Emulator"))
import emulator

import boto3
from botocore.config import Config
from moto.stepfunctions.responses import StepFunctionResponse

ROLE = "arn:aws:iam::123456789012:role/lakehouse"
to_throttle = 0
started = []
options = []  # what jobs were asked for, of those that were told how to behave


def throttled(action):
    def call(self):
        global to_throttle
        if to_throttle > 0:
            to_throttle -= 1
            return json.dumps({"__type": "ThrottlingException", "message": "Rate exceeded"}), {"status": 400}
        if action.__name__ == "start_execution":
            started.append(self._get_param("name"))
        return action(self)

    return call


for action in ("start_execution", "describe_execution", "get_execution_history"):
    setattr(StepFunctionResponse, action, throttled(getattr(StepFunctionResponse, action)))

endpoint = emulator.start()


def client(service):
    return boto3.client(service, endpoint_url=endpoint, config=Config(retries={"total_max_attempts": 1}))


definition = Path(sys.argv[1]).read_text()
topic = client("sns").create_topic(Name="notices")["TopicArn"]
for name, value in {"Project": "p", "RawBucket": "raw", "StagedBucket": "staged", "RunTable": "runs", "NoticeTopic": topic, "RawCrawler": "raw", "StagedCrawler": "staged", "CuratedCrawler": "curated"}.items():
    definition = definition.replace("${" + name + "}", value)
definition = re.sub(r'"IntervalSeconds": \d+', '"IntervalSeconds": 1', definition)  # the pauses, and nothing else, are shortened
client("dynamodb").create_table(TableName="runs", AttributeDefinitions=[{"AttributeName": "pipeline", "AttributeType": "S"}], KeySchema=[{"AttributeName": "pipeline", "KeyType": "HASH"}], BillingMode="PAY_PER_REQUEST")
for job in sorted(set(re.findall(r'"JobName": "([^"]+)"', definition))):
    client("glue").create_job(Name=job, Role=ROLE, Command={"Name": "glueetl"}, ExecutionProperty={"MaxConcurrentRuns": 9})
arn = client("stepfunctions").create_state_machine(name="p-glue-etl", definition=definition, roleArn=ROLE)["stateMachineArn"]
print(json.dumps({"endpoint": endpoint, "stateMachineArn": arn}), flush=True)


def behaviour(command):
    def behave(attempt, arguments):
        options.append(arguments.get("--options"))
        deadline = time.monotonic() + 600
        while "waits_for" in command and not Path(command["waits_for"]).exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        return ("FAILED", command["fails"]) if "fails" in command else None

    return behave


for line in sys.stdin:
    command = json.loads(line)
    if "job" in command:
        emulator.BEHAVIOUR[(command["job"], command.get("table"))] = behaviour(command)
    to_throttle = command.get("throttle", to_throttle)
    print(json.dumps({"started": started, "runs": len(emulator.JOB_RUNS), "options": options}), flush=True)

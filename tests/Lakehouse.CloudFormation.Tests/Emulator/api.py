"""Makes resources that moto's CloudFormation lacks through their service's API; botocore refuses names that the API does not have."""
import json

import botocore.session
from botocore.validate import validate_parameters

SESSION = botocore.session.get_session()
ENDPOINT = None  # where the emulator listens, once it does


def client(service):
    return SESSION.create_client(service, endpoint_url=ENDPOINT, region_name="eu-west-1", aws_access_key_id="emulator", aws_secret_access_key="emulator")


def call(service, action, **arguments):
    return getattr(client(service), action)(**arguments)


def check(service, operation, arguments):
    """Where moto lacks the action: only that the API takes these arguments."""
    validate_parameters(arguments, SESSION.get_service_model(service).operation_model(operation).input_shape)


def plain(value, shape):
    """The value in the types of the API: CloudFormation gives numbers and truth values as texts, too."""
    if shape.type_name == "structure" and isinstance(value, dict):
        return {name: plain(item, shape.members[name]) if name in shape.members else item for name, item in value.items()}
    if shape.type_name == "list" and isinstance(value, list):
        return [plain(item, shape.member) for item in value]
    if shape.type_name == "map" and isinstance(value, dict):
        return {name: plain(item, shape.value) for name, item in value.items()}
    if shape.type_name == "boolean":
        return value in (True, "true")
    if shape.type_name in ("integer", "long"):
        return int(value)
    if shape.type_name in ("float", "double"):
        return float(value)
    return str(value) if shape.type_name == "string" else value


def typed(service, operation, arguments):
    return plain(arguments, SESSION.get_service_model(service).operation_model(operation).input_shape)


def job(properties):
    call("glue", "create_job", **typed("glue", "CreateJob", properties))
    return {"id": properties["Name"]}


def crawler(properties):
    call("glue", "create_crawler", **typed("glue", "CreateCrawler", properties))
    return {"id": properties["Name"]}


def database(properties):
    call("glue", "create_database", **properties)
    return {"id": properties["DatabaseInput"]["Name"]}


def security_configuration(properties):
    encryption = dict(properties["EncryptionConfiguration"])
    encryption["S3Encryption"] = encryption.pop("S3Encryptions")
    call("glue", "create_security_configuration", Name=properties["Name"], EncryptionConfiguration=encryption)
    return {"id": properties["Name"]}


def work_group(properties):
    call("athena", "create_work_group", Name=properties["Name"], Description=properties["Description"], Configuration=typed("athena", "CreateWorkGroup", {"Configuration": properties["WorkGroupConfiguration"]})["Configuration"])
    return {"id": properties["Name"]}


def named_query(properties):
    made = call("athena", "create_named_query", **properties)
    return {"id": made["NamedQueryId"], "NamedQueryId": made["NamedQueryId"]}


def alarm(properties):
    call("cloudwatch", "put_metric_alarm", **typed("cloudwatch", "PutMetricAlarm", properties))
    return {"id": properties["AlarmName"]}


def schedule(properties, name):
    named = {"Name": name[-64:], **properties}
    call("scheduler", "create_schedule", **typed("scheduler", "CreateSchedule", named))
    return {"id": named["Name"]}


def endpoint(properties):
    arguments = dict(properties)
    if "PostgreSqlSettings" in arguments:  # CloudFormation and the API write it unlike each other
        arguments["PostgreSQLSettings"] = arguments.pop("PostgreSqlSettings")
    check("dms", "CreateEndpoint", typed("dms", "CreateEndpoint", arguments))
    return None


def replication(properties):
    arguments = {**properties, "TableMappings": json.dumps(properties["TableMappings"]), "ReplicationSettings": json.dumps(properties["ReplicationSettings"])}
    compute = arguments["ComputeConfig"] = dict(arguments["ComputeConfig"])
    if "MultiAZ" in compute:
        compute["MultiAZ"] = compute["MultiAZ"] in (True, "true")
    check("dms", "CreateReplicationConfig", typed("dms", "CreateReplicationConfig", arguments))
    return None


def state_machine(properties):
    location = properties.get("DefinitionS3Location")
    text = call("s3", "get_object", Bucket=location["Bucket"], Key=location["Key"])["Body"].read().decode() if location else json.dumps(properties["Definition"])
    for name, value in properties.get("DefinitionSubstitutions", {}).items():
        text = text.replace("${" + name + "}", value)
    if "${" in text:
        raise ValueError(f"{properties['StateMachineName']}: a substitution is left in {text[text.index('${'):][:60]}")
    made = call("stepfunctions", "create_state_machine", name=properties["StateMachineName"], definition=text, roleArn=properties["RoleArn"], type=properties["StateMachineType"])
    return {"id": made["stateMachineArn"], "Arn": made["stateMachineArn"], "Name": properties["StateMachineName"]}


MAKERS = {
    "AWS::Glue::Job": job, "AWS::Glue::Crawler": crawler, "AWS::Glue::Database": database, "AWS::Glue::SecurityConfiguration": security_configuration,
    "AWS::Athena::WorkGroup": work_group, "AWS::Athena::NamedQuery": named_query, "AWS::CloudWatch::Alarm": alarm, "AWS::Scheduler::Schedule": schedule,
    "AWS::DMS::Endpoint": endpoint, "AWS::DMS::ReplicationConfig": replication, "AWS::StepFunctions::StateMachine": state_machine,
}


def make(kind, properties, name):
    """The resource's id and attributes, or None where the type is declared only. name: for a resource that has none of its own."""
    maker = MAKERS.get(kind)
    return maker and (maker(properties, name) if maker is schedule else maker(properties))

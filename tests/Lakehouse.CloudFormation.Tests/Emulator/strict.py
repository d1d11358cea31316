"""Makes moto's CloudFormation strict: it skips what it does not know, this refuses it.

Every resource's properties, with all functions resolved, are checked against CloudFormation's own schema of the type (from cfn-lint), every
parameter of a stack against its pattern, every attribute that is read against those that the type has. Types that moto has no resource
for are made through their service's API (api.py), whose names botocore checks, or are declared only.
"""
import importlib
import ipaddress
import itertools
import json
import operator
import re

import jsonschema
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
from moto.cloudformation import parsing
from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.models import ChangeSet, Stack, cloudformation_backends

import api

# What moto itself makes; the others are made by their API or declared.
MADE_BY_MOTO = ("AWS::CloudFormation::Stack", "AWS::S3::Bucket", "AWS::DynamoDB::Table", "AWS::SNS::Topic", "AWS::SQS::Queue", "AWS::EC2::VPC", "AWS::EC2::Subnet", "AWS::EC2::SecurityGroup")
# Attributes that are no properties, in the form that the next stack's parameter takes.
VALUES = {
    "AWS::KMS::Key.Arn": "arn:aws:kms:{region}:{account}:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    "AWS::IAM::Role.Arn": "arn:aws:iam::{account}:role/{name}",
    "AWS::IAM::ManagedPolicy.Id": "arn:aws:iam::{account}:policy/{name}",
    "AWS::Logs::LogGroup.Arn": "arn:aws:logs:{region}:{account}:log-group:{name}:*",
    "AWS::Events::Rule.Arn": "arn:aws:events:{region}:{account}:rule/{name}",
    "AWS::ECR::Repository.RepositoryUri": "{account}.dkr.ecr.{region}.amazonaws.com/{name}",
    "AWS::ElasticLoadBalancingV2::LoadBalancer.DNSName": "internal-{name}.{region}.elb.amazonaws.com",
    "AWS::ElasticLoadBalancingV2::LoadBalancer.Id": "arn:aws:elasticloadbalancing:{region}:{account}:loadbalancer/app/{name}/50dc6c495c0c9188",
    "AWS::ElasticLoadBalancingV2::TargetGroup.Id": "arn:aws:elasticloadbalancing:{region}:{account}:targetgroup/{name}/73e2d6bc24d8a067",
    "AWS::ECS::TaskDefinition.Id": "arn:aws:ecs:{region}:{account}:task-definition/{name}:1",
    "AWS::SecretsManager::Secret.Id": "arn:aws:secretsmanager:{region}:{account}:secret:{name}-AbCdEf",
    "AWS::DMS::ReplicationConfig.Id": "arn:aws:dms:{region}:{account}:replication-config:{name}",
    "AWS::DMS::ReplicationConfig.ReplicationConfigArn": "arn:aws:dms:{region}:{account}:replication-config:{name}",
    "AWS::DMS::Endpoint.Id": "arn:aws:dms:{region}:{account}:endpoint:{name}",
    "AWS::ServiceDiscovery::HttpNamespace.Arn": "arn:aws:servicediscovery:{region}:{account}:namespace/ns-abcdefghij234567",
    "AWS::RDS::DBInstance.Endpoint.Address": "{name}.abcdefghijkl.{region}.rds.amazonaws.com",
    "AWS::ECS::Service.Name": "{name}",
}


def _validator():
    """CloudFormation takes "true" for a truth value and "5" for a number, and the other way round."""
    plain = jsonschema.Draft7Validator.TYPE_CHECKER

    def is_number(checker, value):
        return plain.is_type(value, "number") or isinstance(value, str) and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value) is not None

    def limit(holds, words):
        def check(validator, limit, value, schema):
            if is_number(None, value) and not holds(float(value), float(limit)):
                yield jsonschema.ValidationError(f"{value} is {words} {limit}")
        return check

    def pattern(validator, wanted, value, schema):
        if "\\p{" not in wanted and isinstance(value, (str, int, float)) and not re.search(wanted, str(value)):  # Python knows no other classes
            yield jsonschema.ValidationError(f"{value!r} does not match {wanted}")

    def length(holds, words):
        def check(validator, limit, value, schema):
            if isinstance(value, str) and not holds(len(value), limit):
                yield jsonschema.ValidationError(f"{value!r} is {words} {limit} characters")
        return check

    return jsonschema.validators.extend(
        jsonschema.Draft7Validator,
        {
            "pattern": pattern, "minimum": limit(operator.ge, "less than"), "maximum": limit(operator.le, "more than"),
            "minLength": length(operator.ge, "shorter than"), "maxLength": length(operator.le, "longer than"),
        },
        type_checker=plain.redefine_many({
            "boolean": lambda checker, value: isinstance(value, bool) or value in ("true", "false"),
            "integer": is_number, "number": is_number,
            "string": lambda checker, value: isinstance(value, (str, int, float, bool)),
        }))


Validator = _validator()


def schema_of(kind):
    return PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema


def attributes(kind):
    return {path.removeprefix("/properties/").replace("/", ".") for path in schema_of(kind).get("readOnlyProperties", [])}


def check_properties(logical_id, kind, properties):
    properties = json.loads(re.sub(r"\{\{resolve:[^}]+\}\}", "Resolved0", json.dumps(properties)))
    schema = json.dumps({key: value for key, value in schema_of(kind).items() if key in ("properties", "definitions", "required", "additionalProperties", "type")})
    schema = json.loads(re.sub(r"\\\\p\{(\w+)\}", lambda found: CLASSES.get(found[1], found[0]), schema))
    wrong = [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}" for error in Validator(schema).iter_errors(properties)]
    if wrong:
        raise ValidationError(message=f"{logical_id} ({kind}): {'; '.join(wrong)}")


# Classes of characters that Python's expressions spell otherwise.
CLASSES = {"L": r"\\w", "N": r"\\d", "Nd": r"\\d", "Z": r"\\s", "Zs": r"\\s", "P": r"\\W", "S": r"\\W", "M": r"\\w"}


class Declared:
    """A resource of a type that moto's CloudFormation lacks."""

    kind = ""

    def __init__(self, name, made, account_id, region_name):
        self.given = {"name": name, "account": account_id, "region": region_name, **made}
        self.physical_resource_id = made.get("id") or self.value("Id", name)

    @staticmethod
    def cloudformation_name_type():
        return ""

    @classmethod
    def has_cfn_attr(cls, attr):
        return attr in attributes(cls.kind)

    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
        properties = cloudformation_json.get("Properties", {})
        named = next((properties[key] for key in ("Name", "LogGroupName", "RepositoryName", "ClusterName", "ServiceName", "ReplicationConfigIdentifier", "EndpointIdentifier", "DBInstanceIdentifier", "RoleName") if isinstance(properties.get(key), str)), resource_name)
        return cls(named, api.make(cls.kind, properties, resource_name) or {}, account_id, region_name)

    @classmethod
    def delete_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name):
        """What was made through an API stays there: no later stack of a test has its name."""

    def value(self, attribute, otherwise=None):
        found = VALUES.get(f"{self.kind}.{attribute}")
        return found.format(**self.given) if found else otherwise

    def get_cfn_attribute(self, attribute):
        if attribute not in attributes(self.kind):
            raise ValidationError(message=f"{self.kind} has no attribute {attribute}")
        return self.given.get(attribute) or self.value(attribute, f"{self.given['name']}.{attribute}")

    def is_created(self):
        return True


def output(self, attribute):
    """Fn::GetAtt of a nested stack, which moto lacks."""
    found = next((found["OutputValue"] for found in self.outputs or [] if f"Outputs.{found['OutputKey']}" == attribute), None)
    if found is None:
        raise ValidationError(message=f"The stack {self.name} has no {attribute}")
    return found


def condition(node, resources, conditions):
    """As CloudFormation; moto takes !Condition for a function that it does not know, and so for false."""
    if isinstance(node, bool):
        return node
    (function, given), = node.items()
    if function in ("Condition", "Fn::Condition"):
        return conditions[given]
    if function == "Fn::Equals":
        left, right = (str(parsing.clean_json(value, resources)) for value in given)
        return left == right
    return {"Fn::Not": lambda values: not values[0], "Fn::And": all, "Fn::Or": any}[function]([condition(value, resources, conditions) for value in given])


def patch():
    parsing.parse_condition = condition
    Stack.get_cfn_attribute = output
    apply = ChangeSet.apply

    def with_outputs(self):
        apply(self)
        self.stack.output_map = parsing.OutputMap(self.stack.resource_map, self.template_dict, self.stack_id)
        exports = cloudformation_backends[self.stack.account_id][self.stack.region_name].exports
        exports.update({export.name: export for export in self.stack.exports})

    ChangeSet.apply = with_outputs
    for service in {kind.split("::")[1].lower() for kind in MADE_BY_MOTO}:
        importlib.import_module(f"moto.{service}.models")
    known = {kind: model for kind, model in parsing.get_model_map().items() if kind in MADE_BY_MOTO}

    def model(kind):
        if kind not in known:
            schema_of(kind)  # an unknown type is refused
            known[kind] = type("Declared" + kind.replace("::", ""), (Declared,), {"kind": kind, "cloudformation_type": staticmethod(lambda: kind)})
        return known[kind]

    parsing.resource_class_from_type = model

    clean = parsing.clean_json

    def resolved(node, resources):
        """As moto, which knows no Fn::Cidr and no attribute of two parts, and leaves AWS::NoValue in lists."""
        if isinstance(node, list):
            return [value for value in (clean(item, resources) for item in node) if value is not None]
        if isinstance(node, dict) and "Fn::Cidr" in node:
            network, count, bits = (clean(item, resources) for item in node["Fn::Cidr"])
            return [str(found) for found in itertools.islice(ipaddress.ip_network(network).subnets(new_prefix=32 - int(bits)), int(count))]
        if isinstance(node, dict) and "Fn::GetAtt" in node:
            name, *attribute = node["Fn::GetAtt"]
            node = {"Fn::GetAtt": [name, ".".join(attribute)]}
        return clean(node, resources)

    parsing.clean_json = resolved

    parse = parsing.parse_resource

    def checked(resource_json, resources):
        found = parse(resource_json, resources)
        check_properties(resources["AWS::StackName"], found[2], found[1]["Properties"])
        return found

    parsing.parse_resource = checked

    create = parsing.parse_and_create_resource

    def with_its_errors(logical_id, resource_json, resources, account_id, region_name):
        try:
            return create(logical_id, resource_json, resources, account_id, region_name)
        except KeyError as missing:  # a mapping's get() would take it for "no such resource"
            raise RuntimeError(f"{logical_id} ({resource_json['Type']}): {missing!r}") from missing

    parsing.parse_and_create_resource = with_its_errors

    load = parsing.ResourceMap.load_parameters

    def within_patterns(self):
        load(self)
        if not self._template:
            return  # a change set begins as an empty stack
        for name, slot in self._template.get("Parameters", {}).items():
            for value in self.resolved_parameters[name] if isinstance(self.resolved_parameters[name], list) else [self.resolved_parameters[name]]:
                if "AllowedPattern" in slot and not re.fullmatch(slot["AllowedPattern"], str(value)):
                    raise ValidationError(message=f"Parameter {name} is {value!r}, which {slot['AllowedPattern']} does not match")
                if "AllowedValues" in slot and str(value) not in map(str, slot["AllowedValues"]):
                    raise ValidationError(message=f"Parameter {name} is {value!r}, which is none of {slot['AllowedValues']}")
        for rule in self._template.get("Rules", {}).values():
            for assertion in rule["Assertions"] if condition(rule.get("RuleCondition", True), self, {}) else []:
                if not condition(assertion["Assert"], self, {}):
                    raise ValidationError(message=assertion["AssertDescription"])
        unknown = set(self.input_parameters) - set(self._template.get("Parameters", {}))
        if unknown:
            raise ValidationError(message=f"Parameters: {sorted(unknown)} do not exist in the template")

    parsing.ResourceMap.load_parameters = within_patterns

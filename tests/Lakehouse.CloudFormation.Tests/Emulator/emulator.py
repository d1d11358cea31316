"""moto's emulator of AWS with Step Functions that really execute, and Glue job runs that do what a scenario says."""
import copy
import datetime
import json
import os
import threading
import types

os.environ.setdefault("AWS_ACCESS_KEY_ID", "emulator")
os.environ.setdefault("AWS_SECRET_ACCESS_KEY", "emulator")
os.environ.setdefault("AWS_DEFAULT_REGION", "eu-west-1")

from moto.core.config import default_user_config

default_user_config["stepfunctions"]["execute_state_machine"] = True

import botocore.session
import moto.glue.models as glue_models
import moto.stepfunctions.models as machines
import moto.stepfunctions.responses as machine_responses
from moto.server import ThreadedMotoServer
from moto.stepfunctions.parser.asl.component.common.error_name.custom_error_name import CustomErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.error_name import ErrorName
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import state_task_service, state_task_service_glue
from moto.stepfunctions.parser.backend.execution import BaseExecutionWorkerCommunication, Execution

JOB_RUNS = []  # (job, table or None) of every run, in order
BEHAVIOUR = {}  # (job, table or None) -> callable(attempt, arguments) -> None, or (state, error message)


def patch():
    # getmoto/moto#10077: otherwise a backend keeps one execution only.
    def without_executions(self, memo):
        clone = copy.copy(self)
        clone.executions = []
        return clone

    machines.StateMachine.__deepcopy__ = without_executions

    # glue:startJobRun.sync has no callback endpoint to wait at; and its answer's times must be numbers, as AWS gives them.
    service = state_task_service_glue.StateTaskServiceGlue

    def evaluate(self, env, resource_runtime_part, normalised_parameters, state_credentials):
        env.stack.append(self._eval_sync(env, self._build_sync_resolver(env, resource_runtime_part, normalised_parameters, state_credentials), None, None, None))

    wait_for_run = service._sync_to_start_job_run

    def with_numbers(self, *args, **kwargs):
        poll = wait_for_run(self, *args, **kwargs)

        def resolve():
            run = poll()
            return run and json.loads(json.dumps(run, default=lambda time: int(time.timestamp() * 1000)))

        return resolve

    service._eval_integration_pattern = evaluate
    service._sync_to_start_job_run = with_numbers
    machine_responses.json = types.SimpleNamespace(
        loads=json.loads,
        dumps=lambda value, **options: json.dumps(value, default=lambda other: other.isoformat() if isinstance(other, datetime.datetime) else str(other), **options),
    )
    # States.* errors that leave a branch are no custom errors.
    CustomErrorName.__init__ = lambda self, error_name: ErrorName.__init__(self, error_name=error_name)

    # The status and the error of an execution change at once, not one after the other.
    changing = threading.RLock()

    def at_once(method):
        def call(self):
            with changing:
                return method(self)

        return call

    BaseExecutionWorkerCommunication._reflect_execution_status = at_once(BaseExecutionWorkerCommunication._reflect_execution_status)
    Execution.to_describe_output = at_once(Execution.to_describe_output)

    # Step Functions calls itself in PascalCase, its SDK in camelCase.
    model = botocore.session.get_session().get_service_model("stepfunctions")
    base = state_task_service.StateTaskService

    def operation(task):
        return model.operation_model("".join(part.capitalize() for part in task._get_boto_service_action().split("_"))) if task._get_boto_service_name() == "stepfunctions" else None

    def request(self, parameters, boto_service_name=None, service_action_name=None):
        if operation(self):
            self._to_boto_request(parameters, operation(self).input_shape)

    def response(self, response, boto_service_name=None, service_action_name=None):
        if operation(self):
            self._from_boto_response(response, operation(self).output_shape)

    base._normalise_parameters = request
    base._normalise_response = response

    # Job runs run no code: a scenario says how they end.
    start = glue_models.FakeJobRun.__init__
    describe = glue_models.FakeJobRun.as_dict

    def behave(self, *args, **kwargs):
        start(self, *args, **kwargs)
        key = (self.job_name, (self.arguments or {}).get("--table"))
        JOB_RUNS.append(key)
        outcome = BEHAVIOUR.get(key) and BEHAVIOUR[key](JOB_RUNS.count(key), self.arguments)
        self.error_message = None
        if outcome:
            state, self.error_message = outcome
            self._transitions = [("STARTING", "RUNNING"), ("RUNNING", state)]

    def with_message(self):
        run = describe(self)
        return {**run, "ErrorMessage": self.error_message} if self.error_message else run

    glue_models.FakeJobRun.__init__ = behave
    glue_models.FakeJobRun.as_dict = with_message


def start():
    """Starts the server in this process and returns its address."""
    patch()
    import logging

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    os.environ["MOTO_PORT"] = str(port)  # where the state machine's calls go
    return f"http://{host}:{port}"

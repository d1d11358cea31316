"""Checks candidate rows with Great Expectations before they are committed."""
import functools
import os
from dataclasses import dataclass, field

from . import column_names, conditions, spark_arguments, spark_forms

CRITICAL = "critical"


class GateFailed(Exception):
    """Critical expectations are not met. The state machine looks for this class's name in a job's error message."""


@dataclass(frozen=True)
class Result:
    """How rows met one expectation. result: Great Expectations' own, as it goes into JSON; error: why it could not be checked."""

    type: str
    arguments: dict
    severity: str
    success: bool
    result: dict = field(default_factory=dict)
    meta: dict = field(default_factory=dict)
    error: str | None = None

    @property
    def unexpected(self):
        return self.result.get("unexpected_count") or 0

    @property
    def elements(self):
        return self.result.get("element_count") or 0

    @property
    def observed(self):
        """An example of what was found, for people; may be None."""
        found = self.result.get("observed_value")
        examples = self.result.get("partial_unexpected_list")
        return self.error or (str(found) if found is not None else str(examples[0]) if examples else None)

    def as_validation(self):
        """As in a validation result of Great Expectations."""
        return {
            "success": self.success,
            "expectation_config": {"type": self.type, "kwargs": self.arguments, "meta": self.meta, "severity": self.severity},
            "result": self.result,
            "meta": {},
            "exception_info": {"raised_exception": self.error is not None, "exception_traceback": None, "exception_message": self.error},
        }

    def __str__(self):
        return f"{self.type} {self.arguments}: {self.unexpected} of {self.elements} unexpected" + (f" ({self.observed})" if self.observed else "")


def expectations(suite, key=()):
    """The suite's expectations, after one that the model's key is a key."""
    own = list((suite or {}).get("expectations", []))
    if not key:
        return own
    unique = {"type": "expect_column_values_to_be_unique", "kwargs": {"column": key[0]}} if len(key) == 1 else {"type": "expect_compound_columns_to_be_unique", "kwargs": {"column_list": list(key)}}
    return [{**unique, "meta": {"notes": "The model's key in pipeline.yaml."}, "severity": CRITICAL}, *own]


def queries(suite):
    """The SQL of the suite's expectations."""
    return [query for expectation in expectations(suite) if (query := expectation.get("kwargs", {}).get(spark_forms.QUERY))]


def check(rows, suite, key=(), views=None):
    """One result for each expectation on a DataFrame. views: temporary views of the model's inputs, {("staged", "movies"): "movies"}."""
    wanted = expectations(suite, key)
    if not wanted:
        return []
    names = column_names.aliases(rows.columns)
    batches = functools.cache(lambda form: _batch(form(rows, names) if form else rows))
    return [_check(batches, rows, names, expectation, views or {}, lambda view: rows.sparkSession.table(f"`{view}`").count()) for expectation in wanted]


def stop_at_failures(table, results):
    """Raises GateFailed when a critical expectation is not met."""
    failed = [result for result in results if not result.success and result.severity == CRITICAL]
    if failed:
        raise GateFailed(f"{GateFailed.__name__}: {table} is not published, its version before keeps serving: {'; '.join(map(str, failed))}")


def severity(expectation):
    """Great Expectations before 1.6 does not know severities, so they are read here."""
    return (expectation.get("severity") or CRITICAL).lower()


def _batch(rows):
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}  # hundreds of lines in a job's log
    asset = context.data_sources.add_spark("candidate", persist=False).add_dataframe_asset(name="rows")
    return asset.add_batch_definition_whole_dataframe("all").get_batch(batch_parameters={"dataframe": rows})


def _check(batches, rows, names, expectation, views, count):
    from great_expectations.expectations.registry import get_expectation_impl

    kind, arguments, meta = expectation["type"], expectation.get("kwargs", {}), expectation.get("meta") or {}
    try:
        form, values = spark_forms.of(kind, arguments, views, count)
        values, condition = conditions.taken(form, spark_arguments.of(form, values, dict(rows.dtypes)))
        plain, about_columns = column_names.replaced(values, names), form in column_names.ABOUT_COLUMNS
        plain = column_names.placed(plain, len(rows.columns)) if about_columns else plain
        shape = column_names.instead if about_columns else spark_arguments.widened if form == spark_arguments.MEAN else column_names.beside if plain != values else None
        batch = _batch(rows.where(condition)) if condition is not None else batches(shape)
        answer = batch.validate(get_expectation_impl(form)(**plain, meta=meta or None))
        result = column_names.restored(answer.to_json_dict().get("result") or {}, names, about_columns)
        error = None if answer.success or result else _raised(answer.exception_info)
        return Result(kind, arguments, severity(expectation), bool(answer.success), result, meta, error)
    except Exception as failure:  # such as a column that is not there: the rows do not meet it
        return Result(kind, arguments, severity(expectation), False, {}, meta, str(failure).split("\n", 1)[0])


def _raised(exceptions):
    """exception_info is one exception, or one for each metric."""
    entries = [exceptions] if "raised_exception" in (exceptions or {}) else list((exceptions or {}).values())
    return next((entry.get("exception_message") for entry in entries if isinstance(entry, dict) and entry.get("exception_message")), None)

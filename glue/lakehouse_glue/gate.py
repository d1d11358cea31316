"""Checks candidate rows with Great Expectations before they are committed."""
import os
from dataclasses import asdict, dataclass

CRITICAL = "critical"


class GateFailed(Exception):
    """Critical expectations are not met. The state machine looks for this class's name in a job's error message."""


@dataclass(frozen=True)
class Result:
    type: str
    arguments: dict
    severity: str
    success: bool
    elements: int
    unexpected: int
    observed: str

    def as_dict(self):
        return asdict(self)

    def __str__(self):
        return f"{self.type} {self.arguments}: {self.unexpected} of {self.elements} unexpected" + (f" ({self.observed})" if self.observed else "")


def check(rows, suite, key=()):
    """One result for each expectation, and one for the key where there is one. rows is a DataFrame."""
    results = [_check_key(rows, key)] if key else []
    expectations = (suite or {}).get("expectations", [])
    if expectations:
        batch = _batch(rows)
        results += [_check(batch, expectation) for expectation in expectations]
    return results


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
    asset = context.data_sources.add_spark("candidate").add_dataframe_asset(name="rows")
    return asset.add_batch_definition_whole_dataframe("all").get_batch(batch_parameters={"dataframe": rows})


def _check(batch, expectation):
    from great_expectations.expectations.registry import get_expectation_impl

    kind, arguments = expectation["type"], expectation.get("kwargs", {})
    try:
        answer = batch.validate(get_expectation_impl(kind)(**arguments, meta=expectation.get("meta") or None))
    except Exception as error:  # such as a column that is not there: the rows do not meet it
        return Result(kind, arguments, severity(expectation), False, 0, 0, _first_line(error))
    found = answer.result or {}
    observed = found.get("observed_value")
    if observed is None and found.get("partial_unexpected_list"):
        observed = found["partial_unexpected_list"][0]
    if not answer.success and not found:
        observed = _raised(answer.exception_info)
    return Result(
        kind, arguments, severity(expectation), bool(answer.success), int(found.get("element_count") or 0), int(found.get("unexpected_count") or 0),
        None if observed is None else str(observed))


def _raised(exceptions):
    """exception_info is one exception, or one for each metric."""
    entries = [exceptions] if "raised_exception" in (exceptions or {}) else list((exceptions or {}).values())
    return next((entry.get("exception_message") for entry in entries if isinstance(entry, dict) and entry.get("exception_message")), None)


def _check_key(rows, key):
    from pyspark.sql import functions as F

    columns = {name.lower() for name in rows.columns}
    missing = next((name for name in key if name.lower() not in columns), None)
    if missing:
        return Result("key_is_unique", {"key": list(key)}, CRITICAL, False, 0, 0, f"there is no column '{missing}'")
    twice = rows.groupBy(*key).count().where("count > 1")
    found = twice.agg(F.coalesce(F.sum("count"), F.lit(0)).alias("rows")).first()["rows"]
    example = twice.first() if found else None
    return Result("key_is_unique", {"key": list(key)}, CRITICAL, found == 0, found, found, ", ".join(str(example[name]) for name in key) if example else None)


def _first_line(error):
    return str(error).split("\n", 1)[0]

"""What expectation suites found, in the quality zone: Great Expectations' form for programs, a page for people."""
import json
from html import escape

_STYLE = "body{font:14px sans-serif;margin:2em}table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.3em .6em;text-align:left}.failed{background:#fdd}"


def write(quality, table, suite, version, run, time, results):
    """quality: the pipeline's folder in the quality zone. Validations lie where the Transformer's do."""
    quality.write_text(f"validations/{table}/{run}.json", json.dumps(validation(table, suite, version, run, time, results), indent=2, default=str))
    quality.write_text(f"reports/{table}.html", page(table, version, time, results))


def validation(table, suite, version, run, time, results):
    met = sum(result.success for result in results)
    return {
        "success": met == len(results),
        "results": [result.as_validation() for result in results],
        "suite_name": (suite or {}).get("name") or table,
        "suite_parameters": {},
        "statistics": {
            "evaluated_expectations": len(results), "successful_expectations": met, "unsuccessful_expectations": len(results) - met,
            "success_percent": 100.0 * met / len(results) if results else None,
        },
        "meta": {"run_id": {"run_name": run, "run_time": time}, "table": table, "version": version, "engine": "spark"},
        "id": None,
    }


def page(table, version, time, results):
    rows = "".join(
        f"<tr class='{'met' if result.success else 'failed'}'><td>{'met' if result.success else 'failed'}</td><td>{escape(result.severity)}</td><td>{escape(result.type)}</td>"
        f"<td>{escape(json.dumps(result.arguments))}</td><td>{result.unexpected} of {result.elements}</td><td>{escape(result.observed or '')}</td></tr>"
        for result in results)
    return (
        f"<!doctype html><html lang='en'><meta charset='utf-8'><title>{escape(table)}</title><style>{_STYLE}</style><h1>{escape(table)}</h1><p>Version {version}, checked {escape(time)}</p>"
        f"<table><tr><th></th><th>severity</th><th>expectation</th><th>arguments</th><th>unexpected</th><th>observed</th></tr>{rows}</table></html>")

"""Texts are values of a type in the same forms as in tests/Lakehouse.Transformer.Tests/QuarantineTests.cs."""
import re

import pytest

from lakehouse_glue import conversions

TEXTS = {
    "int": (["3", "3.0", " 3 ", "+3", "1e3", "3.7", "-0"], ["", "1_000", "0x1F", "many", "3 4"]),
    "decimal(8,2)": ([".5", "5.", "1e-2"], ["NaN", "1_0.5"]),
    "double": (["nan", "-Infinity", "1.5e10", "inf"], ["1.5f", "0x1p3", "1_0"]),
    "boolean": (["true", "T", "yes", "0"], [" true ", "on", "2", ""]),
    "date": (["2026-1-5", "2026-01-05 10:00:00", "10000-01-01"], ["2026", "2026-01", "2026/01/05", "2026-01-05x", "epoch", "infinity", " 2026-01-05"]),
    "timestamp_ntz": (["2026-01-05", "2026-01-05T1:2", "2026-01-05 10:00:00.123456000Z", "2026-01-05 10:00:00+0230"], ["2026-01-05 10", "2026-01-05 24:00:00", "2026-01-05 10:00:00.1234567", "10:00:00", "2026-01-05 10:00:00 UTC", "2026-01-05 10:00Z", "2026-01-05\n"]),
    "binary": (["abc", ""], ["a\\x41", "é"]),
}


@pytest.mark.parametrize("kind, text, fits", [(kind, text, fits) for kind, texts in TEXTS.items() for fits, group in zip((True, False), texts) for text in group])
def test_a_text_is_a_value_in_the_forms_that_both_engines_read(kind, text, fits):
    assert bool(re.fullmatch(conversions.text_form(kind), text, re.ASCII)) == fits


def test_a_text_is_no_list():
    assert conversions.text_form("array<int>") is None
    assert conversions.value("`v`", "string", "array<int>") == "CAST(NULL AS array<int>)"


@pytest.mark.parametrize("source, target", [("date", "int"), ("int", "timestamp_ntz"), ("timestamp", "bigint"), ("boolean", "date"), ("binary", "double"), ("array<int>", "int"), ("array<date>", "array<int>")])
def test_a_cast_that_Spark_refuses_or_DuckDB_lacks_gives_NULL(source, target):
    assert conversions.value("`v`", source, target) == f"CAST(NULL AS {target})"
    assert conversions.failure("`v`", source, target) == f"CAST(NULL AS {target}) IS NULL"
    assert conversions.loss("`v`", source, target) is None


@pytest.mark.parametrize("source, target", [("double", "int"), ("int", "boolean"), ("decimal(8,2)", "decimal(6,1)"), ("array<bigint>", "array<int>"), ("decimal(38,10)", "string")])
def test_other_casts_are_tried(source, target):
    assert conversions.value("`v`", source, target) == f"try_cast(`v` AS {target})"


def test_infinite_times_stay_infinite():
    cast = conversions.value("`v`", "timestamp", "date")
    assert cast.startswith("CASE `v` WHEN timestamp_micros(9223372036854775807) THEN date_from_unix_date(2147483647) ") and cast.endswith(" ELSE try_cast(`v` AS date) END")
    assert conversions.widened("`v`", "date", "timestamp_ntz") == conversions.value("`v`", "date", "timestamp_ntz")
    assert conversions.widened("`v`", "date", "string").endswith(" THEN '-infinity' ELSE ltrim('+', CAST(`v` AS STRING)) END")
    assert conversions.widened("`v`", "int", "bigint") == "CAST(`v` AS bigint)" and conversions.widened("`v`", "int", "int") == "`v`"


def test_a_whole_number_may_be_written_with_a_fraction_or_an_exponent():
    assert conversions.value("`v`", "string", "bigint") == "try_cast(try_cast(`v` AS DECIMAL(38,19)) AS bigint)"
    assert conversions.failure("`v`", "string", "boolean") == "(try_cast(`v` AS boolean) IS NULL OR NOT `v` RLIKE '^(?:(?i)t|true|y|yes|1|f|false|n|no|0)\\\\z')"

import pytest
from test_pipeline import cleaned  # noqa: F401 (a fixture)

from lakehouse_glue import options


def test_without_options_everything_is_brought_up_to_date():
    for text in (None, "", "{}"):
        asked = options.parse(text)
        assert asked.names("staged.items") and not asked.full_refresh and asked.replays("staged.items") == (False, None)


def test_a_replay_is_of_the_named_tables_or_from_a_version():
    asked = options.parse('{"tables": ["source.items"], "replay": true, "replayFrom": {"source.notes": 12}}')
    assert asked.replays("source.items") == (True, None)
    assert asked.replays("source.notes") == (True, 12)
    assert asked.replays("source.other") == (False, None)


def test_what_reads_a_named_table_follows(cleaned):  # noqa: F811
    asked = options.parse('{"tables": ["source.items"]}')
    assert all(asked.covers(table, cleaned) for table in ("source.items", "staged.items_history", "staged.items", "curated.prices"))
    only = options.parse('{"tables": ["curated.prices"]}')
    assert only.covers("curated.prices", cleaned) and not only.covers("source.items", cleaned)


@pytest.mark.parametrize("text, wrong", [("{", "not JSON"), ('{"fullrefresh": true}', "says fullrefresh, which is none of")])
def test_mistakes_are_told(text, wrong):
    with pytest.raises(options.OptionsError, match=wrong):
        options.parse(text)

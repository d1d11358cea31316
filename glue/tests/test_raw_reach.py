import pytest

from lakehouse_glue import folders, raw_reach


def of(tmp_path, text=None):
    source = folders.open_folder(tmp_path)
    if text is not None:
        source.write_text("_transformer/public.items.json", text)
    return raw_reach.of(source, "public", "items")


def test_without_a_record_nothing_is_missing(tmp_path):
    assert not of(tmp_path).lacks(None) and not of(tmp_path, "{}").lacks(None)


def test_what_retention_has_deleted_is_missing(tmp_path):
    reach = of(tmp_path, '{"deletedThrough": 20261122100000000, "notNeededThrough": 7}')
    assert reach.lacks(None) and reach.lacks(20261121000000000) and not reach.lacks(20261122100000000)
    assert reach.not_needed_through == 7 and not of(tmp_path, '{"notNeededThrough": 7}').lacks(None)


@pytest.mark.parametrize("text", ["{", "[]"])
def test_a_damaged_record_is_not_taken_for_none(tmp_path, text):
    with pytest.raises(raw_reach.RawReachError, match="public.items reach: .*public.items.json is damaged"):
        of(tmp_path, text)

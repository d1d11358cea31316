import parity
import pytest


def tree(root, *below):
    root.mkdir()
    for path in below:
        (root / path).mkdir(parents=True)
    return root


@pytest.mark.parametrize("given, below", [("", "movielens/public/movies"), ("movielens", "movielens/public/movies"), ("movielens/public", "movielens/public/movies")])
def test_raw_is_found_from_any_folder_above_the_tables(tmp_path, movielens, given, below):
    lake = tree(tmp_path / "lake", below)
    found = parity.rooted(lake / given, movielens, tree(tmp_path / "work"))
    assert (found / below).is_dir()


def test_a_folder_without_raw_files_is_told(tmp_path, movielens):
    with pytest.raises(SystemExit, match="There are no raw files in .*: neither movielens/public/movies/LOAD00000001.parquet"):
        parity.rooted(tmp_path, movielens, tmp_path / "work")


def test_models_come_after_those_they_read(tmp_path, movielens):
    assert [model.name for model in parity.ordered(movielens.models[::-1])] == ["user_tags", "movie_ratings"]

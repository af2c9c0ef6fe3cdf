import pytest

from {{ cookiecutter.package }}.cli import count, main


def test_lines_with_the_word_are_counted():
    assert count(["an error", "fine", "error again"], "error") == 2


def test_case_counts_unless_it_is_ignored():
    assert count(["ERROR"], "error") == 0
    assert count(["ERROR"], "error", ignore_case=True) == 1


def test_a_file_is_read(tmp_path, capsys):
    log = tmp_path / "app.log"
    log.write_text("error\nfine\n", encoding="utf-8")
    assert main(["count", "error", str(log)]) == 0
    assert capsys.readouterr().out == "1\n"


def test_nothing_found_ends_with_1(tmp_path):
    log = tmp_path / "app.log"
    log.write_text("fine\n", encoding="utf-8")
    assert main(["count", "error", str(log)]) == 1


def test_a_wrong_call_ends_with_2():
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 2

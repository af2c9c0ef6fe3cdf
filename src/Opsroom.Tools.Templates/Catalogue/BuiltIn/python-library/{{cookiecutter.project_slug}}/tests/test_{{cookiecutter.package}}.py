from {{ cookiecutter.package }} import greet


def test_greet_names_whom_it_greets():
    assert greet("Ada") == "Hello, Ada!"

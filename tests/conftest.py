# Each before those that import it, so that its assertions are explained too.
pytest_plugins = [
    "tests.support.postgres",
    "tests.support.engines",
    "tests.support.browser",
    "tests.support.clinic",
]

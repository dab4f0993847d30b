from tests.trusted.phone import clock  # noqa: F401 - a fixture

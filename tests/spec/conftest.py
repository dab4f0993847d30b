import pytest

from tests.spec.cases import Case, check


@pytest.fixture
def case() -> Case:
    return check

"""Every page of the product, also those beside the main line: axe finds nothing, and everything fits."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.journeys.conftest import House, Visit, Visitor
from web.demo.region import CERTIFIER, COMPANIES, PASSWORD, PIN, SCHOOLS, Stage

pytestmark = [pytest.mark.xdist_group("journeys"), pytest.mark.timeout(900)]

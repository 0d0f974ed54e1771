"""The addresses of the API, as one table: the description, the page and the tests are made from it."""

from dataclasses import dataclass

from pydantic import BaseModel

from scan.domain.region import Picture
from web.api.models import CertificateDetail, CertificateList, CertificateQuery

VERSION = "1.0.0"
"""Of the API: the second number rises when something is added, the first when a program could break."""
BASE = "/api/v1"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address: what it gives, and what may go wrong beside a limit (429)."""

    name: str
    """Of the view function, and the ``operationId``."""
    path: str
    summary: str
    description: str
    answer: type[BaseModel] | None
    """None for an image."""
    query: type[BaseModel] | None = None
    kept_for: int = 60
    """Seconds for which an answer may be kept without asking again."""
    problems: tuple[tuple[int, str], ...] = ()

    @property
    def by_number(self) -> bool:
        """Whether the number of a certificate stands in its address."""
        return "{number}" in self.path


ENDPOINTS = (
    Endpoint(
        "certificates",
        "/certificates",
        "Search certificates",
        "Certificates and statements that hold today, sorted and cut into pages by the database.",
        CertificateList,
        CertificateQuery,
        problems=((422, "invalid_parameters"),),
    ),
    Endpoint(
        "certificate",
        "/certificates/{number}",
        "One certificate",
        "What the register knows of a number, also when it does not hold any more, and what happened to it.",
        CertificateDetail,
        problems=((404, "not_found"), (422, "invalid_number")),
    ),
    Endpoint(
        "badge",
        "/certificates/{number}/badge.svg",
        "The label of a certificate, to embed",
        "An image that says what the certificate is worth at this moment. It is given only under a scheme with an"
        " independent monitor (Directive (EU) 2024/825); else there is none, and the answer says so.",
        None,
        problems=((404, "no_label"), (404, "not_found"), (422, "invalid_number")),
    ),
    Endpoint(
        "region",
        "/region",
        "The picture of the region",
        "Counts, points by theme, groups and years, as they were on the day in `made_at`. Groups that could point at"
        " one organisation have no figures.",
        Picture,
        kept_for=3600,
        problems=((404, "not_made_yet"),),
    ),
)

"""What is kept of results beside the dossier itself: points to compare with, and reports that students shared."""

from datetime import date, datetime
from typing import get_args

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from questionnaires.definition import Theme
from scan.domain.peers import SizeClass
from scan.store.tables.base import Base, Code, Short, check, length, one_of


class DossierScore(Base):
    """The counted points of one theme, kept when a dossier is closed, so that comparing reads no outcome.

    Only of dossiers whose profile says the size and the sector. Size and sector are those of that moment.
    """

    __tablename__ = "dossier_scores"
    __table_args__ = (
        one_of("theme", get_args(Theme)),
        one_of("size", SizeClass),
        length("sector", 40),
        check("counted_range", "counted BETWEEN 0 AND 10000"),
        Index("ix_dossier_scores_cell", "basis", "sector", "size", "moderated_at"),
    )

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossiers.id"), primary_key=True)
    theme: Mapped[str] = mapped_column(String(40), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    basis: Mapped[Short]
    """``company-self@1``: the questionnaire and the first number of its version."""
    sector: Mapped[Code]
    size: Mapped[Code]
    counted: Mapped[int]
    """In hundredths of a point."""
    moderated_at: Mapped[datetime]


class SharedReport(Base):
    """A student's report that the student shared with the company."""

    __tablename__ = "shared_reports"

    scan_id: Mapped[int] = mapped_column(ForeignKey("scans.id"), primary_key=True)
    shared_at: Mapped[datetime]


class RegionPicture(Base):
    """The picture of the region of one day, as everyone may see it: made once, read by every visitor.

    It has no names of people or organisations but those of schools, and no figures that could point at one.
    """

    __tablename__ = "region_pictures"
    __table_args__ = (check("results_are_older", "results_before <= made_on"),)

    made_on: Mapped[date] = mapped_column(primary_key=True)
    results_before: Mapped[date]
    """Results from before this day are in it; it moves only when enough new ones came in."""
    document: Mapped[bytes] = mapped_column(LargeBinary)
    """A ``scan.domain.region.Picture`` as JSON."""

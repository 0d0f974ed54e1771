"""The slides of a presentation: one for each thing that is worth telling, in large type."""

from dataclasses import dataclass

from certificates import findings
from certificates.report import ReportContent
from scan.use_cases.reporting import Report
from web.i18n import language


@dataclass(frozen=True, slots=True)
class ThemeSlide:
    """What goes best in one theme."""

    theme: str
    name: str
    points: int | None
    title: str
    said: str


@dataclass(frozen=True, slots=True)
class StepSlide:
    """One thing that can be better."""

    theme: str
    theme_name: str
    title: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class Slides:
    """Between the first slide, the wheel and the last one."""

    themes: tuple[ThemeSlide, ...]
    steps: tuple[StepSlide, ...]


def slides(report: Report, content: ReportContent) -> Slides:
    """The strongest point of each theme, and the three steps that gain most for their effort."""
    outcome, questionnaire = report.standing.outcome, report.standing.form.questionnaire
    counted = report.moderated
    best = findings.best_of_themes(questionnaire, outcome, counted=counted, hidden=report.private)
    names = {theme.theme: theme.name for theme in content.themes}
    spoken = language()
    return Slides(
        themes=tuple(
            ThemeSlide(
                theme.theme,
                theme.name,
                theme.counted if counted else theme.claimed,
                best[theme.theme].name(spoken) if theme.theme in best else "",
                best[theme.theme].said(spoken, counted=counted) if theme.theme in best else "",
            )
            for theme in content.themes
        ),
        steps=tuple(
            StepSlide(point.theme, names[point.theme], point.title, point.text, point.note)
            for point in content.improve
        ),
    )

"""A dossier side by side as its page shows it: one row for each question, themes and filters with counts (LOOK 3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from questionnaires.answers import Answer
from questionnaires.definition import Group, Questionnaire
from scan.domain.evidence import EvidenceState
from scan.domain.moderation import Verdict, fits, step_of
from scan.use_cases.comparing import Filter, Review, ReviewItem
from scan.use_cases.opening import EvidencePiece, items_of
from web.i18n import gettext as _

FILTERS: tuple[Filter, ...] = ("all", "differs", "far", "no_evidence", "not_seen", "dont_know")


@dataclass(frozen=True, slots=True)
class Said:
    """What one side said of a question, and what it showed for it."""

    number: int
    """Of the student within the dossier; 0 for the organisation itself."""
    answer: Answer | None
    """None where this question was not asked of the student in the same way."""
    step: int | None
    evidence: tuple[EvidencePiece, ...]
    by: str | None = None
    """Who of several students gave the answer, for readers who may know."""


@dataclass(frozen=True, slots=True)
class Row:
    """One question with where both sides stand on the line. Steps count from 0; None: no step chosen."""

    entry: ReviewItem
    number: int
    """Of the question among those that are compared, from 1."""
    student: int | None
    """Of several students the one who is furthest from the claim."""
    company: int | None
    reviewer: int | None
    """The step that the verdict gives; None without one."""
    others: tuple[int, ...]
    """Steps of all students, for the line."""
    students: tuple[Said, ...]
    """Students who were asked this question, or who showed something for it."""
    own: Said | None
    """The organisation itself; None when it handed in no scan."""
    last: int
    """The highest step; 0 for questions without steps."""
    settled: bool
    """Nothing is left to do here: no verdict is needed and every piece of evidence has a decision."""

    @property
    def gap(self) -> int | None:
        """Steps between the two sides; None where one of them has none."""
        return None if self.student is None or self.company is None else abs(self.student - self.company)

    @property
    def lean(self) -> str:
        """Which of the two is higher, in words; empty where they are equal or cannot be compared."""
        if self.student is None or self.company is None or self.student == self.company:
            return ""
        return _("company higher") if self.company > self.student else _("student higher")

    @property
    def line_words(self) -> str:
        """What the line shows, for who does not see it."""
        none = _("no step")
        said = _(
            "Student: %(student)s. Company: %(company)s.",
            student=none if self.student is None else self.student,
            company=none if self.company is None else self.company,
        )
        if self.reviewer is None:
            return said
        return " ".join((said, _("Teacher: %(step)s.", step=self.reviewer)))

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """The verdicts that can be given here: value and words, with the step where there is one student.

        'In between' is left out where nothing lies between the two, and of two equal sides one is enough.
        """
        comparison, given = self.entry.comparison, self.entry.verdict
        useless: set[Verdict] = set()
        if self.gap is not None and len(comparison.other_steps) == 1:
            useless = {Verdict.BETWEEN} if self.gap == 1 else set()
            useless = {Verdict.STUDENT, Verdict.BETWEEN} if self.gap == 0 else useless
        return tuple(
            (one.value, words)
            for one, words in _verdict_words(self).items()
            if fits(comparison, one) and (one not in useless or (given is not None and given.verdict is one))
        )


@dataclass(frozen=True, slots=True)
class ThemeRows:
    """One theme (or other top group) with its rows."""

    group: Group
    rows: tuple[Row, ...]

    @property
    def settled(self) -> int:
        """How many of its questions need nothing any more."""
        return sum(row.settled for row in self.rows)


def theme_rows(review: Review) -> tuple[ThemeRows, ...]:
    """All questions of the review by top group, in the order of the questionnaire; groups without any are left out."""
    if review.claim is None:
        return ()
    questionnaire: Questionnaire = review.claim.view.questionnaire
    rows = {row.entry.item.id: row for row in all_rows(review)}
    themes = (
        ThemeRows(group, tuple(rows[item.id] for item in items_of(group) if item.id in rows))
        for group in questionnaire.groups
    )
    return tuple(theme for theme in themes if theme.rows)


def all_rows(review: Review) -> tuple[Row, ...]:
    """All questions of the review, in the order of the questionnaire."""
    return tuple(_row(review, entry, number) for number, entry in enumerate(review.items, 1))


def verdict_given(row: Row) -> str:
    """The reviewer's verdict in words; empty where none was given."""
    return "" if row.entry.verdict is None else _verdict_words(row)[row.entry.verdict.verdict]


def chosen_theme(themes: Sequence[ThemeRows], group_id: str) -> ThemeRows | None:
    """The theme that was asked for; else the first with something left to do; else the first."""
    for wanted in (
        [theme for theme in themes if theme.group.id == group_id],
        [theme for theme in themes if theme.settled < len(theme.rows)],
        themes,
    ):
        if wanted:
            return wanted[0]
    return None


def chosen_filter(wanted: str) -> Filter:
    """The filter that was asked for, else all."""
    return next((one for one in FILTERS if one == wanted), "all")


def filter_counts(theme: ThemeRows) -> Mapping[Filter, int]:
    """How many questions of the theme each filter shows."""
    return {one: len(shown(theme, one)) for one in FILTERS}


def shown(theme: ThemeRows, wanted: Filter) -> tuple[Row, ...]:
    """The rows of the theme that a filter shows."""
    return tuple(row for row in theme.rows if row.entry.matches(wanted))


def following(rows: Sequence[Row], item_id: str) -> Row | None:
    """The row after this question, or None at the end."""
    ids = [row.entry.item.id for row in rows]
    place = ids.index(item_id) + 1 if item_id in ids else len(ids)
    return rows[place] if place < len(rows) else None


def _row(review: Review, entry: ReviewItem, number: int) -> Row:
    comparison = entry.comparison
    claim, others = comparison.claim_step, comparison.other_steps
    sides = _sides(review, entry)
    own = next((said for said in sides if said.number == 0), None)
    if own is not None:
        student = max(others, key=lambda step: abs(step - (claim or 0)), default=None)
        company = claim
    else:
        student, company = claim, None
    offered = any(piece.state is EvidenceState.OFFERED for piece in entry.evidence)
    return Row(
        entry=entry,
        number=number,
        student=student,
        company=company,
        reviewer=entry.reviewed_step,
        others=tuple(said.step for said in sides if said.number and said.step is not None),
        students=tuple(said for said in sides if said.number),
        own=own,
        last=_last_step(entry),
        settled=not entry.unsettled and not offered,
    )


def _sides(review: Review, entry: ReviewItem) -> tuple[Said, ...]:
    """The organisation and every student with an answer or evidence here, the claim first."""
    answers = {one.scan_id: one.answer for one in entry.students}
    if review.claim is not None:
        answers[review.claim.scan_id] = entry.claim
    found = []
    for side in (review.claim, *review.others):
        if side is None:
            continue
        answer, evidence = answers.get(side.scan_id), entry.evidence_from(side.scan_id)
        if answer is not None or evidence:
            step = None if answer is None else step_of(entry.item, answer)
            found.append(Said(side.number, answer, step, evidence, side.author_of(entry.item.id)))
    return tuple(found)


def _last_step(entry: ReviewItem) -> int:
    if entry.item.type == "yes_no":
        return 1
    return len(entry.item.options) - 1 if entry.item.type == "single_choice" else 0


def _verdict_words(row: Row) -> dict[Verdict, str]:
    one_student = len(row.entry.comparison.other_steps) == 1
    student, company = row.student, row.company
    if one_student and student is not None and company is not None:
        return {
            Verdict.STUDENT: _("%(step)s, like the student", step=student),
            Verdict.BETWEEN: _("%(step)s, in between", step=(student + company) // 2),
            Verdict.COMPANY: _("%(step)s, like both", step=company)
            if student == company
            else _("%(step)s, like the company", step=company),
            Verdict.CANNOT_TELL: _("Cannot tell yet"),
        }
    return {
        Verdict.STUDENT: _("Like the student"),
        Verdict.BETWEEN: _("In between"),
        Verdict.COMPANY: _("Like the company"),
        Verdict.CANNOT_TELL: _("Cannot tell yet"),
    }

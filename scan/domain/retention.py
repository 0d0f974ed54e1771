"""How long things are kept: the retention schedule, which is data (GDPR article 5(1)(e): storage limitation)."""

from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from questionnaires.errors import MvoScanError


class ScheduleError(MvoScanError):
    """The schedule cannot be used; the message names the file and each fault."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Term(_Model):
    """How many months."""

    months: Annotated[int, Field(ge=0, le=240)]
    reason: Annotated[dict[Literal["nl", "en"], str], Field(min_length=2)]
    """From when the months count, and why it is kept until then, in both languages."""


class RetentionSchedule(_Model):
    """A term for each kind of thing that is about a person."""

    sign_in: Term
    """Expired sessions and start codes, and invitations that were used or have expired."""
    unfinished_scans: Term
    """Scans of students that were never handed in, or were withdrawn; drafts of applications for a statement."""
    students: Term
    """The student's account: name, pin and place in the class."""
    staff: Term
    """Accounts of staff and company contacts that were closed."""
    evidence: Term
    """Photos, documents, links and words of evidence; photos of the activities of a statement."""
    class_rounds: Term
    """Counts of the votes of a class."""
    contributions: Term
    """What people of a school contributed to its scan, without their names."""
    agreements: Term
    """The names of who signed an agreement with a partner."""
    complaints: Term
    """Words, name and address of who complained about a certificate."""


def load_schedule(path: Path | None = None) -> RetentionSchedule:
    """The schedule in this YAML file, or the one that comes with the product. Raises ScheduleError."""
    source = path if path is not None else files("scan.domain") / "retention.yaml"
    try:
        return RetentionSchedule.model_validate(yaml.safe_load(source.read_bytes()))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ScheduleError(f"{source}: this is not a readable YAML file: {error}") from error
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc'])) or 'the file'}: {fault['msg']}" for fault in error.errors()
        )
        raise ScheduleError(f"{source}: {faults}") from error

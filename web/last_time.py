"""What an organisation answered in its scan before this one: shown beside the question, never filled in."""

from scan.use_cases.opening import OpenScan
from web.conflicts import spoken


def last_time(scan: OpenScan, item_id: str) -> str:
    """The answer of last time in words; empty where there was none, or the question meant something else then."""
    answer = scan.previous.get(item_id)
    if answer is None:
        return ""
    item = next((one for one in scan.questionnaire.items() if one.id == item_id), None)
    return "" if item is None else spoken(item, answer)

from hotline.models.consents import Consent
from hotline.models.lines import Days, Hotline
from hotline.models.readings import HelpReading
from hotline.models.requests import HelpRequest
from hotline.models.tallies import HelpTally
from hotline.models.teams import ResponseTeam, UnionChair, by_commune
from hotline.models.texts import HelpText

__all__ = [
    "Consent",
    "Days",
    "HelpReading",
    "HelpRequest",
    "HelpTally",
    "HelpText",
    "Hotline",
    "ResponseTeam",
    "UnionChair",
    "by_commune",
]

from hotline.models.lines import Days, Hotline
from hotline.models.teams import ResponseTeam, UnionChair, by_commune
from hotline.models.texts import HelpText

__all__ = ["Days", "HelpText", "Hotline", "ResponseTeam", "UnionChair", "by_commune"]

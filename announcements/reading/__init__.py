"""Reads what the layout of an official document says about it: number, type, issuer, date, summary, signers.

Source of the layouts: Nghị định 30/2020/NĐ-CP, phụ lục I; Hướng dẫn 36-HD/VPTW; Nghị quyết 351/2017/UBTVQH14 for laws.
"""

from announcements.reading.child import read
from announcements.reading.lines import Line
from announcements.reading.names import best_match
from announcements.reading.result import Reading, Unreadable

__all__ = ["Line", "Reading", "Unreadable", "best_match", "read"]

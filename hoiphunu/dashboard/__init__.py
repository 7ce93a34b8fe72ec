"""What waits for one staff member: the start page's lists and the numbers beside the rail's entries."""

from hoiphunu.dashboard.desk import Dashboard
from hoiphunu.dashboard.task import LIMIT, Task, coming_day, greeting

__all__ = ["LIMIT", "Dashboard", "Task", "coming_day", "greeting"]

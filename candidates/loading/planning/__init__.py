"""What a load would do, found out before anything is written: new, changed, missing, kept, and what needs a word."""

from candidates.loading.planning.digest import digest_of
from candidates.loading.planning.plan import LoadPlan, Need, TablePlan
from candidates.loading.planning.planner import make_plan

__all__ = ["LoadPlan", "Need", "TablePlan", "digest_of", "make_plan"]

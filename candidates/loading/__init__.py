"""Loading a series: files are read, rows checked, a plan made of what would change, and the plan written.

A folder (or a zip file of it, or a workbook) holds associates, centres, qualifications, syllabuses, releases,
candidates, entries and results, each a table with a header. A table whose file isn't there stays as it is; what other
rows point at then has to be in the database. Rows that are no longer in a file stay too, and are said. What would open
a release, add a series, take rows away or undo a later correction is done only with the word for it (`LoadOptions`).
"""

from candidates.loading.errors import LoadRefused, Problem
from candidates.loading.options import LoadOptions
from candidates.loading.planning import LoadPlan
from candidates.loading.reading import SentFiles
from candidates.loading.report import Counts, LoadReport
from candidates.loading.run import PlanChanged, WordNeeded, load_files, load_parsed, plan_load, plan_parsed, read_files

__all__ = [
    "Counts",
    "LoadOptions",
    "LoadPlan",
    "LoadRefused",
    "LoadReport",
    "PlanChanged",
    "Problem",
    "SentFiles",
    "WordNeeded",
    "load_files",
    "load_parsed",
    "plan_load",
    "plan_parsed",
    "read_files",
]

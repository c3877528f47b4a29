"""From a folder, a zip file or a workbook to tables of text: a header and rows with their line numbers."""

from candidates.loading.reading.sources import SentFiles, Source, Wanted, read_source

__all__ = ["SentFiles", "Source", "Wanted", "read_source"]

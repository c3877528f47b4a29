"""From a folder, a zip file or a workbook to tables of text: a header and rows with their line numbers."""

from candidates.loading.reading.sources import SentFiles, Source, read_source

__all__ = ["SentFiles", "Source", "read_source"]

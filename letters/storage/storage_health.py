"""Whether letters and loaded files can be kept and read, for `/readyz`."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.core.files.storage import storages

from results_portal.config.file_storage import FOLDERS

# A bucket, or a folder of another machine, may not answer at all.
SECONDS = 2.0
# One thread, so that a storage that hangs never has more than one waiting for it.
_asker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="storage check")


def storage_health() -> str:
    """What is wrong, or nothing."""
    try:
        problems = list(_asker.map(_problem, FOLDERS, timeout=SECONDS))
    except TimeoutError:
        return f"the storage of letters didn't answer within {SECONDS:g} seconds"
    return next(filter(None, problems), "")


def _problem(folder: str) -> str:
    storage = storages[folder]
    check = getattr(storage, "check", None)
    try:
        if check is not None:
            check()
        else:
            _check_folder(Path(storage.path("")))
    except OSError as why:
        return f"the storage of {folder} can't be used ({type(why).__name__}): see LETTERS_STORAGE and STATE_DIR"
    return ""


def _check_folder(folder: Path) -> None:
    """Raise `OSError` where nothing could be written. A folder is made with its first file, so its parent counts."""
    there = next(each for each in (folder, *folder.parents) if each.exists())
    if not os.access(there, os.W_OK | os.X_OK):
        raise PermissionError(f"{there} can't be written")
    if not os.statvfs(there).f_bavail:
        raise OSError(f"no space is left in {there}")

"""What is kept: storage, keys, the trail's heads, static files, fonts, room on the disk."""

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from access.credentials.sealed_passwords import open_password
from access.doctor.finding import Finding
from access.models import Credential
from letters.cjk_font import cjk_font
from results_portal.audit.chain import check_seal
from results_portal.config.file_storage import FOLDERS
from results_portal.crypto.encryption import CannotOpen
from results_portal.models import AuditHead

SAMPLE = 20
LEAST_FREE_BYTES = 2 * 1024**3
OLD_KEYS = "Put the keys that this installation had before behind the newest in LETTERS_KEYS."


def storage() -> Iterator[Finding]:
    """A small file is written, read and removed in each place."""
    for alias in FOLDERS:
        place, content = storages[alias], secrets.token_bytes(64)
        name = place.save(f"doctor-{secrets.token_hex(8)}", ContentFile(content))
        try:
            with place.open(name) as file:
                same = file.read() == content
        finally:
            place.delete(name)
        mend = "" if same else "Look at the storage: it gave back something else than was written."
        yield Finding(part=f"storage of {alias}", seen="written, read and removed", mend=mend)


def passwords() -> Iterator[Finding]:
    """The newest and the oldest sealed passwords."""
    sealed = Credential.objects.exclude(sealed_password=None)
    sample = {one.pk: one for order in ("pk", "-pk") for one in sealed.order_by(order)[:SAMPLE]}
    closed = [one for one in sample.values() if not _opens(one)]
    seen = f"{len(sample) - len(closed)} of {len(sample)} sealed passwords open"
    yield Finding(part="keys", seen=seen, mend=OLD_KEYS if closed else "")


def _opens(credential: Credential) -> bool:
    try:
        open_password(credential)
    except (CannotOpen, ValueError):
        return False
    return True


def trail() -> Iterator[Finding]:
    """The seals of the chains' heads; `verify_audit` reads every entry."""
    heads, broken = 0, []
    for head in AuditHead.objects.order_by("chain").iterator():
        heads += 1
        try:
            check_seal(chain=head.chain, length=head.length, digest=head.digest, seal=head.seal)
        except CannotOpen:
            broken.append(head.chain or "staff")
    if broken:
        named = ", ".join(broken[:5])
        mend = f"If the keys are right: manage.py verify_audit. {OLD_KEYS}"
        yield Finding(part="audit trail", seen=f"{len(broken)} of {heads} heads aren't sealed: {named}", mend=mend)
    else:
        yield Finding(part="audit trail", seen=f"the heads of {heads} chains are sealed")


def static_files() -> Iterator[Finding]:
    """Whether they were collected for this version."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    there = manifest.is_file() or not settings.IN_PRODUCTION
    seen = "collected" if there else f"there is no {manifest}"
    yield Finding(part="static files", seen=seen, mend="" if there else "Run manage.py collectstatic --no-input.")


def fonts() -> Iterator[Finding]:
    """Names in Han, kana and hangul need a font of the machine."""
    font = cjk_font()
    if font:
        yield Finding(part="fonts", seen=str(font))
    else:
        mend = "Install fonts-droid-fallback, or name a TrueType font in CJK_FONT."
        yield Finding(part="fonts", seen="none for Han, kana and hangul", mend=mend)


def disk() -> Iterator[Finding]:
    """Room where files are kept."""
    free = shutil.disk_usage(settings.STATE_DIR).free
    mend = f"Make room in {settings.STATE_DIR}." if free < LEAST_FREE_BYTES else ""
    yield Finding(part="disk", seen=f"{free / 1024**3:.1f} GB are free", mend=mend)

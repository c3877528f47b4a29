"""The font for Han that the tests draw with: a wheel's, the same on every machine."""

from importlib.util import find_spec
from pathlib import Path


def _folder() -> Path:
    spec = find_spec("justmytype_intl_cjk")
    assert spec, "the wheel justmytype-intl-cjk is missing: install requirements-dev.lock"
    assert spec.origin
    return Path(spec.origin).parent


CJK_FONT = _folder() / "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"

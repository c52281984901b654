"""The demonstrations by name; the first is what `flask demo` plays when nothing is said."""

from app.demo.presets.an_giang import AN_GIANG
from app.demo.presets.ca_mau import CA_MAU
from app.demo.presets.model import Preset
from app.demo.presets.ninh_thuan import NINH_THUAN
from app.demo.presets.quoc_gia import QUOC_GIA
from app.demo.presets.thanh_hoa import THANH_HOA

PRESETS: dict[str, Preset] = {
    preset.name: preset for preset in (THANH_HOA, AN_GIANG, NINH_THUAN, CA_MAU, QUOC_GIA)
}

__all__ = ("PRESETS", "THANH_HOA", "Preset")

"""What figures are believable: for every input its span, and what moves it inside the span.

The spans are invented for a demonstration after the size of bodies of a Vietnamese province about 2021;
nothing here is a statistic. Inputs a framework has beyond these get a span by their type.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

from app.demo import phrases
from app.demo.phrases import Claim


@dataclass(frozen=True)
class Span:
    """From `low` to `high`: of the input's own unit, or (with `of`) as a share of another figure.

    `by` says what moves the figure: the unit's "size", its "maturity", or "chance". `less` names a figure
    that is taken off the whole first.
    """

    low: float
    high: float
    by: str = "maturity"
    of: str | None = None
    less: str | None = None


@dataclass(frozen=True)
class Ranges:
    """What a preset knows of its figures; whatever it does not name is drawn by type.

    `spans` by the end of a framework's id; `maturity_shift`, `sizes` and `given` (figures that are fixed)
    by the code of a unit. `scarce` are criteria for which two of three units of a group have no data,
    `absent` those for which none has, with the reason; `exact` are units that have their `given` figures
    and no others.
    """

    spans: Mapping[str, Mapping[str, "Span"]] = field(default_factory=dict)
    likely: Mapping[str, float] = field(default_factory=dict)
    only_after: Mapping[str, str] = field(default_factory=dict)
    maturity_shift: Mapping[str, float] = field(default_factory=dict)
    sizes: Mapping[str, float] = field(default_factory=dict)
    often_unknown: frozenset[str] = frozenset()
    claims: tuple[Claim, ...] = ()
    given: Mapping[str, Mapping[str, int | Fraction | bool | str]] = field(default_factory=dict)
    scarce: frozenset[str] = frozenset()
    absent: Mapping[str, str] = field(default_factory=dict)
    exact: frozenset[str] = frozenset()


def size(low: float, high: float) -> Span:
    """Larger in a larger unit."""
    return Span(low, high, "size")


def work(low: float, high: float) -> Span:
    """More in a more mature unit."""
    return Span(low, high)


def part(of: str, low: float, high: float, less: str | None = None) -> Span:
    """A share that grows with maturity."""
    return Span(low, high, "maturity", of, less)


def made(of: str, low: float, high: float, less: str | None = None) -> Span:
    """A share that depends on how the unit is made up, not on how mature it is."""
    return Span(low, high, "chance", of, less)


_BOTH: dict[str, Span] = {
    "cbcc": made("cbccvc", 0.45, 0.7),
    "cb_cntt": part("cbccvc", 0.012, 0.07),
    "cb_attt": part("cb_cntt", 0.2, 0.8),
    "tai_lieu_tuyen_truyen": work(1, 13),
    "hoi_thao": work(0, 4),
    "hop_cap_truong": work(0, 5),
    "hop_cap_pho": work(1, 7),
    "phat_bieu_cam_ket": work(1, 11),
    "van_ban_gan_muc_tieu": work(0, 6),
    "van_ban_co_che": work(0, 4),
    "kq_tthc_da_so_hoa": part("kq_tthc_con_hieu_luc", 0.05, 0.8),
    "chi_attt": part("chi_cntt", 0.02, 0.14),
    "may_tinh_khong_mat": made("may_tinh", 0.94, 0.99),
    "may_tinh_internet": part("may_tinh_khong_mat", 0.85, 1),
    "phong_ban_lan": part("phong_ban", 0.8, 1.05),
    "phong_ban_tslcd": part("phong_ban", 0.5, 1.05),
    "don_vi_wan": part("don_vi", 0.5, 1.05),
    "dvctt_thu_phi": made("dvc_muc_3", 0.3, 0.6),
    "dvctt_thanh_toan": part("dvctt_thu_phi", 0.2, 0.95),
    "cbcc_thu_dien_tu": part("cbcc", 0.86, 1.02),
    "vb_dien_tu": part("vb_di", 0.35, 0.9),
    "vb_song_song": made("vb_di", 0.5, 0.95, less="vb_dien_tu"),
    "lanh_dao_cts": part("lanh_dao", 0.75, 1.05),
    "cbcc_cts": part("cbcc", 0.4, 0.95),
    "ud_khac": work(0, 6),
    "dvc_muc_3": part("dvc_tong", 0.35, 0.9),
    "dvc_muc_4": part("dvc_muc_3", 0.25, 0.8),
    "dvc_muc_3_co_hstt": part("dvc_muc_3", 0.3, 0.9),
    "dvc_muc_4_co_hstt": part("dvc_muc_4", 0.25, 0.9),
    "ho_so_truc_tuyen": part("ho_so_tthc", 0.12, 0.75),
    "tthc_bcci": made("dvc_tong", 0.5, 0.85),
    "tthc_bcci_co_ho_so": part("tthc_bcci", 0.12, 0.6),
    "kq_tthc_bcci": made("ho_so_tthc", 0.3, 0.6),
    "kq_tra_qua_bcci": part("kq_tthc_bcci", 0.04, 0.34),
    "ttdt_muc_phai_co": size(14, 14),
    "ttdt_muc_da_co": part("ttdt_muc_phai_co", 0.7, 1.06),
    "ttdt_tin_bai": work(24, 310),
    "httt_cap_do": part("httt", 0.15, 1),
    "httt_phuong_an": part("httt_cap_do", 0.3, 1),
    "httt_ma_doc": part("httt", 0.4, 1.05),
    "cbcc_dien_tap": part("cbcc", 0.03, 0.45),
    "cb_cntt_dai_hoc": part("cb_cntt", 0.6, 1.1),
    "lanh_dao_phong_tap_huan": part("lanh_dao_phong", 0.3, 0.95),
    "luot_dao_tao_cntt": part("cb_cntt", 0.6, 3.4),
    "cbcc_ky_nang_so": part("cbcc", 0.3, 0.95),
    "cbcc_du_lieu": part("cbcc", 0.05, 0.4),
    "lanh_dao_attt": part("lanh_dao", 0.15, 0.8),
    "cb_cntt_attt": part("cb_cntt", 0.4, 1.05),
    "cbccvc_attt": part("cbccvc", 0.12, 0.7),
}

_DEPARTMENT: dict[str, Span] = {
    "cbccvc": size(48, 420),
    "lanh_dao": made("cbccvc", 0.14, 0.22),
    "lanh_dao_so": size(3, 5),
    "lanh_dao_phong": made("lanh_dao", 1, 1, less="lanh_dao_so"),
    "phong_ban": size(6, 13),
    "don_vi": size(1, 12),
    "phong_ban_qlnn": made("phong_ban", 0.6, 0.85),
    "lanh_dao_so_du_hoi_thao": part("lanh_dao_so", 0.4, 1.1),
    "kq_tthc_con_hieu_luc": size(260, 14_000),
    "chi_ngan_sach": size(9_500, 165_000),
    "chi_cntt": part("chi_ngan_sach", 0.003, 0.019),
    "may_tinh": part("cbcc", 0.88, 1.1),
    "vb_di": size(1_400, 9_800),
    "phong_ban_kiem_tra_so": part("phong_ban_qlnn", 0.05, 0.7),
    "dvc_tong": size(12, 150),
    "ho_so_tthc": size(420, 26_000),
    "httt": size(2, 9),
}

_DISTRICT: dict[str, Span] = {
    "cbccvc": size(170, 460),
    "cbcc_ubnd_huyen": made("cbcc", 0.45, 0.6),
    "lanh_dao": made("cbccvc", 0.1, 0.16),
    "lanh_dao_phong": made("lanh_dao", 0.55, 0.75),
    "phong_ban": size(12, 13),
    "don_vi": size(24, 78),
    "don_vi_qlnn": made("don_vi", 0.3, 0.5),
    "lanh_dao_du_hoi_thao": part("lanh_dao", 0.3, 1.02),
    "kq_tthc_con_hieu_luc": size(5_200, 48_000),
    "chi_ngan_sach": size(410_000, 2_350_000),
    "chi_cntt": part("chi_ngan_sach", 0.0012, 0.0105),
    "may_tinh": part("cbcc_ubnd_huyen", 0.86, 1.12),
    "vb_di": size(3_100, 12_500),
    "don_vi_kiem_tra_so": part("don_vi_qlnn", 0.05, 0.65),
    "dvc_tong": size(236, 318),
    "ho_so_tthc": size(3_600, 44_000),
    "httt": size(2, 7),
    # kinh tế số
    "kts_tai_lieu": work(0, 7),
    "kts_hoi_thao": work(0, 4),
    "kts_hop_chu_tich": work(0, 4),
    "kts_hop_pho_chu_tich": work(0, 6),
    "kts_van_ban": work(2, 14),
    "kts_van_ban_chu_tich": part("kts_van_ban", 0.3, 0.9),
    "co_quan_kinh_te": made("phong_ban", 0.38, 0.5),
    "co_quan_kinh_te_co_can_bo": part("co_quan_kinh_te", 0.1, 0.9),
    "chi_dau_tu_kts": part("chi_ngan_sach", 0.0002, 0.0024),
    "chi_thuong_xuyen_kts": part("chi_ngan_sach", 0.0002, 0.0024),
    "diem_buu_chinh": size(14, 58),
    "diem_buu_chinh_bang_rong": part("diem_buu_chinh", 0.3, 0.95),
    "bo_phan_chia_chon_cntt": work(0, 3),
    "xa": size(9, 34),
    "xa_4g": part("xa", 0.85, 1.05),
    "xa_cap_quang": part("xa", 0.8, 1.05),
    "doanh_nghiep": size(95, 3_900),
    "doanh_nghiep_internet": part("doanh_nghiep", 0.6, 0.98),
    "kts_dl_csdl": work(6, 54),
    "kts_dl_lgsp": part("kts_dl_csdl", 0.08, 0.55),
    "kts_dl_mo": part("kts_dl_csdl", 0.05, 0.4),
    "dn_ict": part("doanh_nghiep", 0.004, 0.04),
    "dn_khoi_nghiep": made("doanh_nghiep", 0.03, 0.06),
    "dn_khoi_nghiep_cns": part("dn_khoi_nghiep", 0.02, 0.3),
    "dn_khoi_nghiep_ung_dung": part("dn_khoi_nghiep", 0.1, 0.75, less="dn_khoi_nghiep_cns"),
    "dn_chuyen_huong": part("doanh_nghiep", 0.01, 0.2),
    "grdp": size(1_250_000, 24_000_000),
    "grdp_kinh_te_so": part("grdp", 0.02, 0.15),
    "tang_nang_suat_lao_dong": work(2.4, 8.6),
    "doanh_thu": size(920_000, 31_000_000),
    "doanh_thu_ict": part("doanh_thu", 0.002, 0.02),
    "doanh_thu_vien_thong": part("doanh_thu", 0.008, 0.04),
    "doanh_thu_dich_vu_so": part("doanh_thu", 0.001, 0.015),
    "ban_le_dich_vu": size(740_000, 17_500_000),
    "doanh_thu_tmdt": part("ban_le_dich_vu", 0.01, 0.09),
    "thu_ngan_sach": size(62_000, 2_900_000),
    "thue_vien_thong": part("thu_ngan_sach", 0.002, 0.012),
    "thue_tmdt": part("thu_ngan_sach", 0.0004, 0.006),
    "thue_dich_vu_so": part("thu_ngan_sach", 0.0004, 0.005),
    "tien_dien": size(42_000, 870_000),
    "tien_dien_khong_tien_mat": part("tien_dien", 0.4, 0.92),
    "lanh_dao_dn_tap_huan": work(8, 130),
    # xã hội số
    "xhs_tai_lieu": work(0, 7),
    "dai_huyen": size(1, 1),
    "dai_huyen_co_tin": part("dai_huyen", 0.5, 1.2),
    "xhs_hop_chu_tich": work(0, 3),
    "co_quan_xa_hoi": made("phong_ban", 0.35, 0.48),
    "co_quan_xa_hoi_co_can_bo": part("co_quan_xa_hoi", 0.1, 0.9),
    "phong_ban_co_can_bo_xhs": part("phong_ban", 0.15, 0.9),
    "chi_xhs": part("chi_ngan_sach", 0.0006, 0.0056),
    "gia_goi_cuoc": Span(165_000, 240_000, "chance"),
    "thu_nhap_binh_quan": size(2_350_000, 5_300_000),
    "dia_chi": made("ho", 1.04, 1.15),
    "dia_chi_vpostcode": part("dia_chi", 0.5, 0.98),
    "dan_so": size(41_000, 362_000),
    "buu_gui": part("dan_so", 5, 38),
    "ho": made("dan_so", 0.25, 0.27),
    "nhan_luc_chuyen_phat": part("ho", 0.0006, 0.0021),
    "xhs_dl_csdl": work(8, 62),
    "xhs_dl_lgsp": part("xhs_dl_csdl", 0.08, 0.55),
    "xhs_dl_mo": part("xhs_dl_csdl", 0.05, 0.4),
    "ho_may_tinh": part("ho", 0.2, 0.68),
    "ho_ngheo": part("ho", 0.16, 0.02),
    "ho_ngheo_internet": part("ho_ngheo", 0.2, 0.72),
    "co_so_y_te": size(11, 44),
    "co_so_y_te_tu_xa": part("co_so_y_te", 0.1, 0.85),
    "nong_dan": made("dan_so", 0.22, 0.45),
    "nong_dan_tap_huan": part("nong_dan", 0.02, 0.28),
    "htx_nong_nghiep": size(12, 62),
    "htx_nong_nghiep_so": part("htx_nong_nghiep", 0.05, 0.45),
    "dan_tap_huan_attt": part("dan_so", 0.02, 0.3),
    "dan_tap_huan_du_lieu": part("dan_so", 0.02, 0.26),
    "dan_tap_huan_tre_em": part("dan_so", 0.03, 0.32),
    "can_bo_thon": size(240, 1_150),
    "can_bo_thon_tap_huan": part("can_bo_thon", 0.2, 0.95),
    "dan_tap_huan_dvc": part("dan_so", 0.03, 0.36),
    "co_so_giao_duc": size(32, 138),
    "co_so_gd_truc_tuyen": part("co_so_giao_duc", 0.15, 0.85),
    "co_so_gd_tu_xa": part("co_so_giao_duc", 0.15, 0.85),
    "co_so_gd_so": part("co_so_giao_duc", 0.3, 0.98),
}

# By the end of the framework's id: thanh_hoa_2021/so, thanh_hoa_2021/huyen.
SPANS: Mapping[str, Mapping[str, Span]] = MappingProxyType(
    {
        "so": MappingProxyType({**_BOTH, **_DEPARTMENT}),
        "huyen": MappingProxyType({**_BOTH, **_DISTRICT}),
    }
)

# How likely a middling unit answers "Có"; 0.72 where nothing is said.
LIKELY: Mapping[str, float] = MappingProxyType(
    {
        "co_ke_hoach_cds": 0.97,
        "co_ke_hoach_giai_doan": 0.9,
        "co_ke_hoach_nam": 0.95,
        "co_ke_hoach_so_hoa": 0.7,
        "co_phong_trao_thi_dua": 0.6,
        "co_ud_tai_chinh": 0.98,
        "co_ud_tai_san": 0.9,
        "huyen_co_cap_quang": 1.2,
        "huyen_phu_song_5g": 0.02,
        "kts_co_doanh_nghiep_mau": 0.4,
        "kts_co_nhan_rong": 0.4,
        "kts_co_csdl": 0.4,
        "kts_co_ho_tro_khoi_nghiep": 0.5,
        "xhs_co_xa_mau": 0.6,
        "xhs_co_nhan_rong": 0.5,
        "xhs_co_csdl": 0.45,
    }
)

# "Có" is only possible where the other answer is "Có".
ONLY_AFTER: Mapping[str, str] = MappingProxyType(
    {"kts_co_nhan_rong": "kts_co_doanh_nghiep_mau", "xhs_co_nhan_rong": "xhs_co_xa_mau"}
)

# What people know of some units: how far ahead or behind in maturity, and their size from 0 to 1.
MATURITY_SHIFT: Mapping[str, float] = MappingProxyType(
    {
        "stttt": 0.24,
        "vpubnd": 0.12,
        "tpth": 0.2,
        "tpss": 0.12,
        "txbs": 0.1,
        "txns": 0.06,
        "muonglat": -0.26,
        "quanson": -0.2,
        "quanhoa": -0.16,
        "langchanh": -0.16,
        "bathuoc": -0.12,
        "thuongxuan": -0.12,
        "nhuxuan": -0.1,
        "bdt": -0.1,
    }
)
SIZES: Mapping[str, float] = MappingProxyType(
    {
        "tpth": 1.0,
        "txns": 0.8,
        "hoanghoa": 0.65,
        "quangxuong": 0.6,
        "thoxuan": 0.6,
        "nongcong": 0.5,
        "trieuson": 0.55,
        "tpss": 0.35,
        "muonglat": 0.0,
        "quanson": 0.02,
        "quanhoa": 0.04,
        "langchanh": 0.04,
        "txbs": 0.08,
        "snnptnt": 1.0,
        "sgtvt": 0.6,
        "sgddt": 0.7,
        "syt": 0.8,
        "stnmt": 0.85,
        "sngv": 0.02,
        "bdt": 0.03,
        "ttt": 0.1,
    }
)

# What units honestly do not know: there is no statistic, or another body has it.
OFTEN_UNKNOWN = frozenset(
    {
        "cbcc_dien_tap",
        "cbcc_du_lieu",
        "cbccvc_attt",
        "kq_tra_qua_bcci",
        "luot_dao_tao_cntt",
        "httt_ma_doc",
        "kq_tthc_da_so_hoa",
        "tthc_bcci_co_ho_so",
        "buu_gui",
        "co_so_y_te_tu_xa",
        "dan_tap_huan_attt",
        "dan_tap_huan_du_lieu",
        "dan_tap_huan_tre_em",
        "dia_chi_vpostcode",
        "dn_chuyen_huong",
        "dn_khoi_nghiep_ung_dung",
        "doanh_thu_dich_vu_so",
        "doanh_thu_tmdt",
        "grdp_kinh_te_so",
        "ho_ngheo_internet",
        "nhan_luc_chuyen_phat",
        "nong_dan_tap_huan",
        "tang_nang_suat_lao_dong",
        "thue_dich_vu_so",
        "thue_tmdt",
        "tien_dien_khong_tien_mat",
    }
)

THANH_HOA = Ranges(SPANS, LIKELY, ONLY_AFTER, MATURITY_SHIFT, SIZES, OFTEN_UNKNOWN, phrases.CLAIMS)

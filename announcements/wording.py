"""How a slogan of a commemoration is worded: templates with named places, dates as offices write them, two in one."""

from datetime import date
from string import Formatter

from hoiphunu.lunar import can_chi

# {name: what staff read beside the field}
PLACES = {
    "n": "số năm kỷ niệm",
    "ten": "tên ngày",
    "ngay_goc": "ngày gốc, có năm",
    "ngay_nay": "ngày kỷ niệm năm nay, có năm",
    "ngay": "ngày và tháng",
    "den_ngay": "ngày và tháng cuối",
    "nam": "năm",
    "can_chi": "năm can chi, như Ất Tỵ",
    "am_lich": "ngày âm lịch, như mùng 10 tháng 3 âm lịch",
}
OF_FOUNDING = {"n", "ngay_goc"}
COUNTED = "Kỷ niệm {n} năm {ten} ({ngay_goc} - {ngay_nay})"
LASTING = "Hưởng ứng {ten} ({ngay} - {den_ngay})"
GREETED = "Chào mừng {ten} ({ngay})"
AND = " và "


def written(day: int, month: int, year: int | None = None) -> str:
    """A date as offices write it: a zero before days under 10 and the months 1 and 2 only: 03/02/1930, 08/3, 30/4."""
    text = f"{day:02}/{month:02}" if month < 3 else f"{day:02}/{month}"
    return text if year is None else f"{text}/{year}"


def lunar_day(day: int, month: int) -> str:
    """mùng 10 tháng 3 âm lịch; rằm is left to the names of the days."""
    return f"{'mùng ' if day <= 10 else ''}{day} tháng {month} âm lịch"


def mistakes(template: str, has_founding_year: bool = True, is_lunar: bool = True) -> list[str]:
    """Sentences about what is wrong in a template, each naming the wrong place; [] when it can be filled."""
    try:
        pieces = list(Formatter().parse(template))
    except ValueError:
        return ["Dấu ngoặc nhọn { } chưa đủ cặp: mỗi chỗ điền viết như {n}, {ten}."]
    found = []
    for _, name, spec, conversion in pieces:
        if name is None:
            continue
        shown = f"{{{name}}}"
        if spec or conversion:
            found.append(f"Chỗ điền {shown} chỉ ghi tên, không thêm dấu “:” hay “!”.")
        elif name not in PLACES:
            known = ", ".join(f"{{{place}}}" for place in PLACES)
            found.append(f"Không có chỗ điền {shown}. Dùng được: {known}.")
        elif name in OF_FOUNDING and not has_founding_year:
            found.append(f"Câu mẫu có {shown} nhưng chưa ghi năm gốc.")
        elif name == "am_lich" and not is_lunar:
            found.append(f"Câu mẫu có {shown} nhưng ngày này theo dương lịch.")
    return found


def fill(template: str, event, year: int, first: date, last: date) -> str:
    """`template` for the occurrence of `event` (a Commemoration) in `year`, on the solar days `first` to `last`."""
    founded = event.founding_year
    origin = written(event.day, event.month, founded) if founded else ""
    return template.format(
        n=year - founded if founded else "",
        ten=event.name,
        ngay_goc=f"{origin} âm lịch" if origin and event.is_lunar else origin,
        ngay_nay=written(first.day, first.month, first.year),
        ngay=written(first.day, first.month),
        den_ngay=written(last.day, last.month),
        nam=year,
        can_chi=can_chi(year),
        am_lich=lunar_day(event.day, event.month),
    )


def head(template: str) -> str:
    """What a template says before its first place: two slogans that begin alike can be one sentence."""
    return template.partition("{")[0]


def joined(first: str, second: str, shared_head: str) -> str:
    """Two slogans of one day as one sentence: "Kỷ niệm 80 năm … và 35 năm …"."""
    return first + AND + second.removeprefix(shared_head)

"""What we ask of the figures: each bar that is missed, as a sentence."""

# {part of a row's name: (least ratio, most ratio)}
RATIOS = (
    ("bộ nhớ đệm", 0.75, None),
    ("Redis", 0.45, None),
    ("(304)", 0.80, None),
    ("nginx: Bài viết", 0.50, None),
    ("Bài viết: dựng mới", None, 8),
    ("Danh sách tin: dựng mới", None, 12),
    ("RSS: dựng mới", None, 10),
)
# {part of a row's name: (part of the name of the row it is compared with, how many times as dear it may be)}
DEAR = {"Trang xa của danh sách: dựng mới": ("Danh sách tin: dựng mới", 1.2)}
MOST_MEMORY_MB = 110
MOST_GROWTH = 1.3
# A page of less than this is measured with more noise than cost.
NOISE_MS = 0.3


def over(rows) -> list[str]:
    found = []
    for row in rows:
        for part, least, most in RATIOS:
            if part not in row.name or row.ratio is None:
                continue
            if least and row.ratio < least:
                found.append(f"{row.name}: {row.ratio:.0%} số yêu cầu của trang trơn, mức cần là {least:.0%}.")
            if most and row.ratio > most:
                found.append(f"{row.name}: {row.ratio:.1f} lần trang trơn, mức cho phép là {most} lần.")
        if row.name in DEAR:
            other, most = DEAR[row.name]
            near = next(each.cpu for each in rows if each.name == other)
            if row.cpu > most * near:
                found.append(f"{row.name}: {row.cpu / near:.2f} lần {other}, mức cho phép là {most} lần.")
    return found


def over_memory(workers) -> list[str]:
    return [
        f"Tiến trình {one['worker']}: {one['end']:.0f} MB sau {one['requests']:,} yêu cầu, mức là {MOST_MEMORY_MB}."
        for one in workers
        if one["end"] > MOST_MEMORY_MB
    ]


def over_growth(pages) -> list[str]:
    return [
        f"{page['name']}: nhiều bài thì đắt gấp {page['ratio']:.2f} lần, mức cho phép là {MOST_GROWTH}."
        for page in pages
        if page["ratio"] > MOST_GROWTH and page["many"] - page["few"] > NOISE_MS
    ]

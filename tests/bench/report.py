"""The tables, for people."""


class Report:
    def __init__(self, silent=False):
        self.silent = silent

    def line(self, text=""):
        if not self.silent:
            print(text, flush=True)

    def table(self, title, rows):
        self.line(f"\n{title}")
        head = ("yêu cầu/s", "p50 ms", "p99 ms", "CPU ms", "truy vấn", "byte", "so với trơn")
        self.line(f"{'':36}" + "".join(f"{name:>12}" for name in head))
        for row in rows:
            queries = "" if row.queries is None else row.queries
            ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
            self.line(
                f"{row.name:36}{row.rate:12,.0f}{row.p50:12.2f}{row.p99:12.2f}{row.cpu:12.3f}"
                f"{queries:>12}{row.size:12,}{ratio:>12}"
            )

    def memory(self, workers):
        for one in workers:
            self.line(
                f"\nBộ nhớ (PSS) tiến trình {one['worker']}: {one['start']:.0f} MB lúc đầu, {one['half']:.0f} MB "
                f"giữa chừng, {one['end']:.0f} MB sau {one['requests']:,} yêu cầu"
            )

    def growth(self, first, last, pages):
        self.line(f"\nDựng mới, CPU ms: {first:,} bài và {last:,} bài")
        for page in pages:
            self.line(f"{page['name']:36}{page['few']:12.2f}{page['many']:12.2f}{page['ratio']:12.2f}")

    def over(self, sentences):
        self.line("\n" + ("\n".join(sentences) if sentences else "Mọi mức đều đạt."))

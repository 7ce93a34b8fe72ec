"""What a reader with a cheap phone waits for: Chromium over 1.6 Mbit/s and 150 ms, with a quarter of the processor."""

from statistics import median

from tests import chromium
from tests.bench import pages, servers

PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
SLOWER = 4
MOST_LCP_MS, MOST_TBT_MS = 1500, 50
TRIES = 5
NAMES = ("Trang chủ", "Danh sách tin", "Bài viết", "Văn bản", "Một văn bản", "Hỗ trợ")
WATCH = """
window.seen = {lcp: 0, fcp: 0, tasks: []};
const watch = (type, note) => new PerformanceObserver(list => list.getEntries().forEach(note))
  .observe({type, buffered: true});
watch('largest-contentful-paint', entry => { seen.lcp = entry.startTime });
watch('paint', entry => { if (entry.name === 'first-contentful-paint') seen.fcp = entry.startTime });
watch('longtask', entry => seen.tasks.push([entry.startTime, entry.duration]));
"""


def run(say) -> list[str]:
    """Print the table of medians; what is over its bar, in sentences."""
    from playwright.sync_api import sync_playwright

    over, addresses = [], pages.addresses()
    say.line(f"\nTrên điện thoại rẻ tiền (1,6 Mbit/s, 150 ms, bộ xử lý chậm {SLOWER} lần), trung vị của {TRIES} lần")
    say.line(f"{'':36}{'LCP ms':>12}{'TBT ms':>12}")
    with servers.site() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.program(), args=chromium.OPTIONS)
        for name in NAMES:
            url = site.url + addresses[name]
            pages.fetch(url)
            lcp, tbt = map(median, zip(*(waited(browser, url) for _ in range(TRIES)), strict=True))
            say.line(f"{name:36}{lcp:12.0f}{tbt:12.0f}")
            if lcp > MOST_LCP_MS:
                over.append(f"{name}: LCP {lcp:.0f} ms, mức cho phép là {MOST_LCP_MS}.")
            if tbt > MOST_TBT_MS:
                over.append(f"{name}: TBT {tbt:.0f} ms, mức cho phép là {MOST_TBT_MS}.")
        browser.close()
    return over


def waited(browser, url) -> tuple[float, float]:
    """(LCP, TBT) in ms of a first visit: nothing of an earlier one is kept."""
    context = browser.new_context(**PHONE)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", NETWORK)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(WATCH)
    page.goto(url)
    page.wait_for_load_state("networkidle")
    seen = page.evaluate("seen")
    context.close()
    return seen["lcp"], sum(max(0, length - 50) for start, length in seen["tasks"] if start + length > seen["fcp"])

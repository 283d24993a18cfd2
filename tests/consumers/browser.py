#!/usr/bin/env python3
"""Opens a page of gorigin in Chromium, and holds what is there against the records.

browser.py numbers PAGE SCAN.ndjson…   numbers, table, filter, order, keyboard, paper, no script
browser.py hostile PAGE SCAN.ndjson    every text is text, and nothing runs
browser.py many PAGE SCAN.ndjson       how long it takes; prints it

In each: no request but that for the page, nothing on the console, no dialog. Needs playwright and pypdf.
"""

import collections
import io
import json
import pathlib
import re
import shutil
import sys
import time
import unicodedata

import pypdf
from playwright.sync_api import sync_playwright

mode, page_file, *scans = sys.argv[1:]
page_file = pathlib.Path(page_file).resolve()
scans = [
    [json.loads(line) for line in open(name, encoding="utf-8") if line.strip()] for name in scans
]
records = [(number, record) for number, scan in enumerate(scans) for record in scan]


def shown(text):
    """As the page shows a text: what cannot be seen or misleads, by its number."""
    def one(c):
        kind = unicodedata.category(c)
        named = kind in ("Cc", "Cf", "Zl", "Zp", "Co") or c in "\ufffe\uffff"
        return f"U+{ord(c):04X}" if named else c
    return "".join(map(one, text))


class Page:
    """The page, open; whatever it does that it should not is an error at the end."""

    def __init__(self, browser, **options):
        self.context = browser.new_context(offline=True, viewport={"width": 1280, "height": 900}, **options)
        self.page = self.context.new_page()
        self.wrong, self.requests = [], []
        self.page.on("console", lambda it: self.wrong.append("console: " + it.text))
        self.page.on("pageerror", lambda it: self.wrong.append(f"error: {it}"))
        self.page.on("dialog", lambda it: (self.wrong.append("dialog: " + it.message), it.dismiss()))
        self.page.on("popup", lambda it: self.wrong.append("a window"))
        self.page.on("request", lambda it: self.requests.append(it.url))
        self.tools = self.context.new_cdp_session(self.page)
        self.tools.send("Performance.enable")
        self.page.goto(page_file.as_uri())

    def close(self):
        assert self.requests == [page_file.as_uri()], self.requests
        assert not self.wrong, self.wrong
        self.context.close()

    def measures(self):
        self.tools.send("HeapProfiler.collectGarbage")
        return {it["name"]: it["value"] for it in self.tools.send("Performance.getMetrics")["metrics"]}

    def state(self):
        return self.page.locator("#state").inner_text()

    def until(self, what, is_so):
        for _ in range(400):
            if is_so():
                return
            time.sleep(0.02)
        raise SystemExit(f"not so: {what}; {self.state()}")

    def search(self, words):
        """Filters, and gives the paths that are left."""
        self.page.locator("#filter").fill(words)
        time.sleep(0.1)
        return self.paths()

    def rows(self):
        js = "Array.from(document.querySelectorAll('#records tbody tr:not(.detail)'), row => Array.from(row.cells, it => it.textContent.trim()))"
        return self.page.evaluate(js)

    def paths(self):
        self.page.evaluate("() => { const more = document.getElementById('more'); while (!more.hidden) more.click(); }")
        return [row[0] for row in self.rows()]

    def pick(self, selector):
        self.page.locator(selector).first.click()
        return self.paths()


def path_of(record):
    return shown(record["path"] + (f" ({record['slice']})" if record.get("slice") else ""))


def has(record, severity):
    return any(it["severity"] == severity for it in record["findings"])


NUMBERS = {
    "is=go": lambda it: it["outcome"] == "go",
    "is=unopened": lambda it: bool(it.get("unopened")),
    "is=unreadable": lambda it: it["outcome"] == "unreadable",
    "is=partial": lambda it: it["partial"],
}


def number(name, scan):
    if name in NUMBERS:
        return sum(map(NUMBERS[name], scan))
    severity = name.split("=")[1]
    return sum(it["severity"] == severity for record in scan for it in record["findings"])


def digits(text):
    return int(re.sub(r"[^0-9]", "", text))


def facet_numbers(page, root):
    """The numbers of a part of the page, each by what it leads to."""
    js = "root => Array.from(document.querySelectorAll(root), it => [it.dataset.facet, (it.querySelector('.pick b') ?? it).textContent])"
    return {facet: digits(text) for facet, text in page.page.evaluate(js, root)}


def check_numbers(page):
    names = list(NUMBERS) + [f"severity={it}" for it in ("error", "warning", "note")]
    if len(scans) == 1:
        want = {name: number(name, scans[0]) for name in names}
        assert facet_numbers(page, ".tiles:first-of-type [data-facet]") == want
        for name in want:
            test = NUMBERS.get(name) or (lambda it, name=name: has(it, name.split("=")[1]))
            assert page.pick(f".tiles [data-facet='{name}'] button") == [path_of(it) for _, it in records if test(it)], name
    else:
        want = {f"scan={at};{name}": number(name, scan) for at, scan in enumerate(scans) for name in names}
        got = facet_numbers(page, "[aria-label=Scans] td[data-facet]")
        assert got == want, (got, want)
    programs = [(at, it) for at, it in records if it["outcome"] == "go"]
    releases = collections.Counter()
    for _, it in programs:
        version = it["go_version"] and re.match(r"(?:devel )?(go1(?:\.\d+)?)", it["go_version"]["value"])
        releases[version[1] if version else (it["go_version"] or {}).get("value", "not known")] += 1
    js = "it => Array.from(document.querySelectorAll(`[aria-label='${it}'] tbody tr`), row => Array.from(row.cells, it => it.textContent))"
    got = {}
    for name, mark, *cells in page.page.evaluate(js, "Go releases"):
        columns = cells[: len(scans)]
        got[name] = sum(map(digits, columns))
        minor = re.match(r"go1\.(\d+)", name)
        if minor and int(minor[1]) <= 27:
            assert mark == ("supported" if int(minor[1]) >= 26 else "unsupported"), (name, mark)
    assert got == releases, (got, releases)
    roots = collections.Counter()
    for _, it in programs:
        root = it["goroot"]
        found = root and root["verdict"] == "found" and root["value"] is not None
        roots[root["value"] if found else f"({root['verdict']})" if root else "(not known)"] += 1
    for name, *cells in page.page.evaluate(js, "GOROOTs"):
        assert sum(map(digits, cells[: len(scans)])) == roots[name], name
    rules = collections.Counter((it["severity"], it["rule"]) for _, record in records for it in record["findings"])
    got = collections.Counter()
    for name, *cells, total in page.page.evaluate(js, "Rules and folders"):
        counts = [digits(it) for it in cells if it != "·"]
        assert sum(counts) == digits(total), name
        got[tuple(name.split(" ", 1))] += digits(total)
    by_rule = lambda it: {rule: sum(n for (_, r), n in it.items() if r == rule) for _, rule in it}
    assert by_rule(got) == by_rule(rules), (got, rules)
    cells = page.page.locator(".heat td[data-facet] button")
    for at in range(min(cells.count(), 5)):
        count = digits(cells.nth(at).inner_text())
        facet = cells.nth(at).evaluate("it => it.parentNode.dataset.facet")
        texts = json.loads(page.page.locator("#data").text_content())["texts"]
        rule = texts[int(re.search(r"rule=(\d+)", facet)[1])]
        left = page.pick(f".heat td[data-facet='{facet}'] button")
        there = sum(it["rule"] == rule for at, record in records if path_of(record) in left for it in record["findings"])
        assert len(scans) > 1 or there == count, (facet, there, count)
    page.page.keyboard.press("Escape")


def check_table(page):
    rows = page.rows() if len(page.paths()) else []
    rows = page.rows()
    assert [row[0] for row in rows] == [path_of(it) for _, it in records]
    for (at, it), row in zip(records, rows):
        if len(scans) > 1:
            row = row[:1] + row[3:]
        version = (it["go_version"] or {}).get("value", "")
        assert row[1].removesuffix(" unsupported") == shown(version), row
        for found in it["findings"]:
            assert found["severity"] in row[5] and found["rule"] in row[5], row


def check_filter(page):
    for _, it in records[:: max(1, len(records) // 8)]:
        words = it["path"].rsplit("/", 1)[-1].lower()
        if not words.isprintable() or " " in words or not words.isascii():
            continue
        got = page.search(words)
        everything = lambda it: json.dumps(it, ensure_ascii=False).lower()
        assert set(got) >= {path_of(other) for _, other in records if words in other["path"].lower()}, words
        assert all(words in everything(other) for _, other in records if path_of(other) in got), words
        assert f" of {len(records):,} records" in page.state() or len(got) == len(records), page.state()
    assert page.search("no such thing anywhere") == []
    page.page.locator("#clear").click()
    assert len(page.paths()) == len(records)


def natural(text):
    return [int(it) if it.isdigit() else it for it in re.split(r"(\d+)", text)]


def check_order(page):
    head = page.page.locator("th[data-sort=go]")
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    column = 1 if len(scans) == 1 else 3
    versions = lambda: [row[column] for row in page.rows() if re.match(r"go1\.\d", row[column])]
    page.paths()
    up = versions()
    assert [natural(it.split(" ")[0]) for it in up] == sorted(natural(it.split(" ")[0]) for it in up)
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    page.paths()
    assert [it.split(" ")[0] for it in versions()] == sorted((it.split(" ")[0] for it in up), key=natural, reverse=True)
    found = page.page.locator("th[data-sort=found]")
    found.locator("button").click()
    assert found.get_attribute("aria-sort") == "descending" and head.get_attribute("aria-sort") is None
    first = page.paths()[0]
    weight = lambda it: tuple(sum(f["severity"] == s for f in it["findings"]) for s in ("error", "warning", "note"))
    most = max(weight(it) for _, it in records)
    assert first in [path_of(it) for _, it in records if weight(it) == most]


def check_keyboard(page):
    keys, focus = page.page.keyboard, lambda: page.page.evaluate("document.activeElement.id || document.activeElement.className")
    page.page.locator("body").press("Escape")
    keys.press("/")
    assert focus() == "filter", focus()
    keys.type("zzzz/")
    page.until("nothing is left", lambda: page.state().startswith("0 of"))
    keys.press("Escape")
    page.until("all is back", lambda: page.state().startswith(f"{len(records):,} records"))
    assert page.page.locator("#filter").input_value() == ""
    page.page.locator(".open").first.focus()
    keys.press("ArrowDown")
    second = page.page.locator(".open").nth(1)
    assert second.evaluate("it => it === document.activeElement")
    assert second.get_attribute("aria-expanded") == "false"
    keys.press("Enter")
    assert second.get_attribute("aria-expanded") == "true"
    detail = page.page.locator("#" + second.get_attribute("aria-controls"))
    assert detail.is_visible()
    check_detail(detail.inner_text(), page.rows()[1][0])
    keys.press("Space")
    assert second.get_attribute("aria-expanded") == "false" and detail.count() == 0
    # Every control is reached by Tab, and shows that it is.
    page.page.reload()
    page.requests.pop()
    keys.press("Tab")
    assert focus() == "skip"
    seen = set()
    for _ in range(400):
        keys.press("Tab")
        seen.add(focus())
        if "filter" in seen and "sort" in seen and "open" in seen:
            break
    assert {"pick", "filter", "severity", "clear", "sort", "open"} <= seen, seen
    outline = page.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", outline


def check_detail(text, path):
    """All evidence of a record, and its places, are there."""
    flat = re.sub(r"\s+", " ", text)
    it = next(it for _, it in records if path_of(it) == path)
    for found in it["findings"]:
        for said in [found["message"], *found["evidence"], found["help"]]:
            assert re.sub(r"\s+", " ", shown(said)) in flat, said
    for evidence in (it["goroot"] or {}).get("evidence", []):
        place = f"{evidence['section'] or ''} {evidence['offset']:#x}".strip()
        assert shown(place) in flat and shown(evidence["value"]) in flat, evidence


def check_changes(page):
    """What is new, gone, changed and the same between the first scan and the last."""
    def state(it):
        id, version = it["build_id"] or {}, it["go_version"] or {}
        found = [(f["rule"], f["message"]) for f in it["findings"]]
        return it["outcome"], id.get("value"), version.get("value"), it["size"], found
    first, last = [{path_of(it): state(it) for it in scan} for scan in (scans[0], scans[-1])]
    want = {"change=new": len(last.keys() - first.keys()), "change=gone": len(first.keys() - last.keys())}
    both = first.keys() & last.keys()
    want["change=same"] = sum(first[it] == last[it] for it in both)
    want["change=changed"] = len(both) - want["change=same"]
    assert facet_numbers(page, ".tiles [data-facet]") == want
    assert all(want.values()), want
    assert set(page.pick(".tiles [data-facet='change=new'] button")) == last.keys() - first.keys()
    page.page.locator("#change").select_option("")
    page.page.locator("#scan").select_option("0")
    assert sorted(page.paths()) == sorted(path_of(it) for it in scans[0])
    page.page.keyboard.press("Escape")


def check_paper(page):
    """All that the filter leaves is printed, however little of it is on the screen."""
    pdf = pypdf.PdfReader(io.BytesIO(page.page.pdf(format="A4", landscape=True)))
    text = "".join(it.extract_text() for it in pdf.pages)
    # Fonts write fl as one sign.
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    for _, it in records:
        path = re.sub(r"\s+", "", path_of(it))
        assert not path.isascii() or path in text, path


def numbers(browser):
    page = Page(browser)
    check_numbers(page)
    page.page.keyboard.press("Escape")
    check_table(page)
    check_filter(page)
    check_order(page)
    if len(scans) > 1:
        check_changes(page)
    page.page.reload()
    page.requests.pop()
    check_keyboard(page)
    page.page.reload()
    page.requests.pop()
    check_paper(page)
    page.close()
    # Without scripts: the numbers, all rows, and no tool that would do nothing.
    page = Page(browser, java_script_enabled=False)
    assert page.page.locator("#records tbody tr").count() == len(records)
    assert page.page.locator("#records tbody tr").first.is_visible()
    assert not page.page.locator("#tools").is_visible() and not page.page.locator(".keys").is_visible()
    check_paper(page)
    page.close()
    # Nothing is wider than a small screen, and whatever is scrolls by itself.
    page = Page(browser)
    page.page.set_viewport_size({"width": 400, "height": 800})
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 400
    page.close()


def hostile(browser):
    page = Page(browser)
    assert page.paths() == [path_of(it) for _, it in records], page.paths()
    for at in range(len(records)):
        page.page.locator(".open").nth(at).click()
        detail = page.page.locator("#of-" + str(at))
        check_detail(detail.inner_text(), path_of(records[at][1]))
    assert page.page.evaluate("window.ran === undefined")
    allowed = "html head meta link title style body a header h1 h2 h3 p main section ul li b i small div table colgroup col thead tbody tr th td form label input select option button span kbd footer script svg rect wbr br dl dt dd"
    names = page.page.evaluate("Array.from(document.querySelectorAll('*'), it => it.localName)")
    assert set(names) <= set(allowed.split()), set(names) - set(allowed.split())
    assert names.count("script") == 2
    text = page.page.evaluate("document.documentElement.outerHTML.replace(/<script[^]*/, '')")
    bad = [c for c in text if unicodedata.category(c) in ("Cc", "Cf") and c != "\n"]
    assert not bad, bad
    page.close()
    # A page in which a name were HTML could not run it: the policy stands in the way.
    text = page_file.read_text(encoding="utf-8").replace("<h1>", "<h1><script>ran = 1</script><img src=x onerror='ran = 1'>", 1)
    twin = page_file.with_name("twin.html")
    twin.write_text(text, encoding="utf-8")
    context = browser.new_context(offline=True)
    spoilt = context.new_page()
    said = []
    spoilt.on("console", lambda it: said.append(it.text))
    spoilt.goto(twin.as_uri())
    time.sleep(0.2)
    assert spoilt.evaluate("window.ran === undefined")
    assert any("Content Security Policy" in it for it in said), said
    context.close()


def many(browser):
    start = time.monotonic()
    page = Page(browser)
    page.page.locator(".open").first.wait_for()
    loaded = time.monotonic() - start
    measures = {"records": len(records), "MB": page_file.stat().st_size / 1e6, "load s": loaded}
    last = path_of(records[-1][1])

    def fastest(act):
        """In the page, from the key to the rows: the best of three."""
        js = f"""() => {{ const start = performance.now(); {act}; document.body.offsetHeight; return performance.now() - start; }}"""
        return min(page.page.evaluate(js) for _ in range(3))

    measures["filter ms"] = fastest(f"filter.value = {json.dumps(last)}; severity.dispatchEvent(new Event('change'))")
    assert page.paths() == [last], page.paths()[:3]
    page.page.keyboard.press("Escape")
    measures["clear ms"] = fastest("document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))".replace("document.dis", "document.body.dis").replace("'Escape' }", "'Escape', bubbles: true }"))
    measures["sort ms"] = fastest("document.querySelector('th[data-sort=go] button').click()")
    measures["open ms"] = fastest("document.querySelector('.open').click()")
    measures["heap MB"] = page.measures()["JSHeapUsedSize"] / 1e6
    measures["elements"] = page.page.evaluate("document.querySelectorAll('*').length")
    print(json.dumps({name: round(value, 1) for name, value in measures.items()}))
    page.close()


with sync_playwright() as playwright:
    path = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])))
    browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
    {"numbers": numbers, "hostile": hostile, "many": many}[mode](browser)
    browser.close()

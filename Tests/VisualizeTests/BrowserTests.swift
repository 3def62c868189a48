import Testing

@testable import Visualize

/// What only a browser can tell: that the script of a page does what it should and says nothing.
@Suite(.enabled(if: Browser.path != nil, "no Chromium is installed"))
struct BrowserTests {
  @Test func pointerKeyboardAndSortingWork() throws {
    var plan = try Plans.splitBlock()
    plan.memory.buffers[3].name = "</script> & \"sums\""
    let page = Pages.page(of: plan)
      .replacing("<head>", with: "<head>\n" + watch, maxReplacements: 1)
      .replacing("</body>", with: check + "</body>", maxReplacements: 1)
    let document = try #require(try Browser.document(after: page))
    let verdict = document.split(separator: "[[").dropFirst().first?.split(separator: "]]").first
    #expect(verdict == "PASS", "\(verdict ?? "the page did not check itself")")
  }

  /// Catches whatever the page complains about.
  private let watch = """
    <script>
      window.complaints = [];
      window.onerror = (message) => { window.complaints.push(message); };
      for (const level of ["error", "warn", "log", "info", "debug"]) {
        console[level] = (...words) => { window.complaints.push(words.join(" ")); };
      }
    </script>

    """

  /// Acts like a reader and writes what it finds into the document.
  private let check = #"""
    <script>
      const faults = [];
      const expect = (name, is) => { if (!is) faults.push(name); };
      const one = (query) => document.querySelector(query);
      const point = (node) => node.dispatchEvent(
        new MouseEvent("mouseover", { bubbles: true, clientX: 200, clientY: 200 }));
      const press = (key) => document.activeElement.dispatchEvent(
        new KeyboardEvent("keydown", { key, bubbles: true }));
      try {
        const tip = one("#tip");
        const buffer = one('polygon[data-buffer="3"]');
        const box = one('rect[tabindex="0"][data-region="0"]');
        expect("no tip at first", tip.hidden);

        point(buffer);
        expect("tip of a buffer", !tip.hidden);
        expect("its name", tip.firstChild.textContent === "<" + '/script> & "sums"');
        for (const text of ["8,192 bytes", "offset 25,088", "regions 1 to 1", "steps 48 to 160"]) {
          expect(text, tip.textContent.includes(text));
        }
        expect("it is lit", buffer.classList.contains("on"));
        expect("its row is lit", one('tr[data-buffer="3"]').classList.contains("on"));
        const place = tip.getBoundingClientRect();
        expect("tip near the pointer", place.left > 200 && place.left < 240);

        point(box);
        expect("tip of a region", tip.firstChild.textContent === "region 0: layer by layer");
        expect("the buffer is dark again", !buffer.classList.contains("on"));
        expect("buffers of the region", one('polygon[data-buffer="1"]').classList.contains("near"));
        expect("not those of others", !buffer.classList.contains("near"));
        point(one("h1"));
        expect("no tip beside shapes", tip.hidden && !one(".on") && !one(".near"));

        point(one('tr[data-buffer="3"]'));
        expect("a row lights its buffer", tip.hidden && buffer.classList.contains("on"));

        box.focus();
        expect("tip by keyboard", tip.firstChild.textContent.startsWith("region 0"));
        press("ArrowRight");
        expect("arrows move", tip.firstChild.textContent.startsWith("region 1"));
        press("Escape");
        expect("escape hides", tip.hidden);
        expect("shapes have labels", buffer.getAttribute("aria-label").includes("offset 25,088"));
        expect("no title is left", !one("svg title"));

        const table = Array.from(document.querySelectorAll("table")).pop();
        const names = () => Array.from(table.tBodies[0].rows, (row) => row.cells[1].textContent);
        const head = (text) => Array.from(table.querySelectorAll("th button"))
          .find((button) => button.textContent === text);
        const before = names().join();
        head("name").click();
        expect("sorted by name", names().join() === names().sort().join());
        head("multiply-adds").click();
        head("multiply-adds").click();
        expect("most multiply-adds first", names()[0] === "stem");
        expect("says so", table.querySelector('[aria-sort="descending"]') !== null);
        head("#").click();
        expect("back in order", names().join() === before);
        const chosen = one("circle[data-tip^='this plan']");
        point(chosen);
        expect("tip of a plan", tip.textContent.includes("33,792 bytes"));
        expect("the page is as wide as the window",
          document.documentElement.scrollWidth <= innerWidth);
      } catch (error) { faults.push(String(error)); }
      faults.push(...window.complaints);
      document.title = "[[" + (faults.length ? faults.join("; ") : "PASS") + "]]";
    </script>

    """#
}

import Basics

/// A table of a page; a column of numbers is aligned right and sorted by value.
struct PageTable {
  enum Cell {
    case text(String)
    /// A text that stays on one line.
    case term(String)
    /// A name, which may be long: it breaks, but not into single letters.
    case name(String)
    /// A number, and what is written for it.
    case number(Int, String)

    static func number(_ number: Int) -> Cell { .number(number, grouped(number)) }

    /// A number that is left out where it is 0.
    static func count(_ number: Int) -> Cell { .number(number, number == 0 ? "" : grouped(number)) }
  }

  struct Row {
    /// What the row is of, for the script: `region` or `buffer`, and its index.
    var mark: SVG.Mark?
    var isMarked = false
    var cells: [Cell]
  }

  let caption: String
  let head: [String]
  let rows: [Row]

  func write(_ page: inout Markup) {
    page.element("div", ["class": "scroll"]) { page in
      page.element("table", ["class": "sortable"]) { page in
        page.element("caption", text: caption)
        page.element("thead") { page in
          page.element("tr") { page in
            for (column, title) in head.enumerated() {
              page.element(
                "th", ["scope": "col", "class": isNumeric(column) ? "number" : "text"], text: title)
            }
          }
        }
        page.element("tbody") { page in for row in rows { write(row, &page) } }
      }
    }
  }

  private func write(_ row: Row, _ page: inout Markup) {
    let marked = row.isMarked ? "chosen" : "plain"
    let body = { (page: inout Markup) in
      for cell in row.cells {
        switch cell {
        case .text(let text): page.element("td", text: text)
        case .term(let text): page.element("td", ["class": "term"], text: text)
        case .name(let text): page.element("td", ["class": "name"], text: text)
        case .number(let number, let text):
          page.element("td", ["class": "number", "data-value": "\(number)"], text: text)
        }
      }
    }
    if let mark = row.mark {
      page.element("tr", ["class": marked, "data-\(mark.name)": "\(mark.number)"], body)
    } else {
      page.element("tr", ["class": marked], body)
    }
  }

  private func isNumeric(_ column: Int) -> Bool {
    if case .number = rows.first?.cells[column] { true } else { false }
  }
}

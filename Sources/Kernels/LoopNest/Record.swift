/// A type made of counters.
package struct Record: Hashable, Sendable {
  package var name: String
  package var comment: String
  package var fields: [String]

  package init(_ name: String, comment: String, _ fields: [String]) {
    self.name = name
    self.comment = comment
    self.fields = fields
  }
}

/// Constant numbers below 65536.
package struct NumberTable: Hashable, Sendable {
  package var name: String
  package var comment: String
  package var numbers: [Int]

  package init(_ name: String, comment: String, _ numbers: [Int]) {
    self.name = name
    self.comment = comment
    self.numbers = numbers
  }
}

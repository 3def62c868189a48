/// A kind of file a picture can be written as.
package enum RenderFormat: String, Hashable, Sendable, CaseIterable {
  case svg, png, pdf, dot

  /// The format of a file by what follows the last dot of its name, in either case.
  package init?(fileExtension: String) { self.init(rawValue: fileExtension.lowercased()) }

  /// The endings of all formats, for messages: `svg, png, pdf, dot`.
  package static let list = allCases.map(\.rawValue).joined(separator: ", ")
}

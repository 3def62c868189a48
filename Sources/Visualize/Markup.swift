/// Writes HTML that is XML as well; texts and attributes are escaped here and only here.
struct Markup {
  private(set) var text = ""

  /// An element of elements.
  mutating func element(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:],
    _ body: (inout Markup) -> Void
  ) {
    text += "<\(name)\(Self.spelled(attributes))>\n"
    body(&self)
    text += "</\(name)>\n"
  }

  /// An element of text.
  mutating func element(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], text content: String
  ) {
    text += "<\(name)\(Self.spelled(attributes))>\(xmlEscaped(content))</\(name)>\n"
  }

  /// An element that has no content.
  mutating func void(_ name: String, _ attributes: KeyValuePairs<String, String>) {
    text += "<\(name)\(Self.spelled(attributes))/>\n"
  }

  /// What is markup already, such as a picture.
  mutating func verbatim(_ markup: String) { text += markup }

  private static func spelled(_ attributes: KeyValuePairs<String, String>) -> String {
    attributes.map { " \($0)=\"\(xmlEscaped($1))\"" }.joined()
  }
}

import Foundation

#if canImport(FoundationXML)
import FoundationXML
#endif

/// A document that was found to be well-formed: the texts in it, and how often each element occurs.
final class XMLText: NSObject, XMLParserDelegate {
  private(set) var texts: [String] = []
  private(set) var elements: [String: Int] = [:]
  private var pending = ""

  /// Nil when the document is not well-formed.
  init?(_ document: [UInt8]) {
    super.init()
    let parser = XMLParser(data: Data(document))
    parser.delegate = self
    guard parser.parse() else { return nil }
  }

  convenience init?(_ document: String) { self.init(Array(document.utf8)) }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    elements[name, default: 0] += 1
    pending = ""
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) { pending += text }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    if !pending.isEmpty { texts.append(pending) }
    pending = ""
  }
}

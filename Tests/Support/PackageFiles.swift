import Basics
import Formats
import Glibc

/// The text of a file of the package.
package func packageText(_ path: String) throws(Rejection) -> String {
  String(decoding: try readFile("\(packageFolder)/\(path)"), as: UTF8.self)
}

/// Writes a file of the package: for expectations that are blessed, and nothing else.
package func rewritePackageText(_ path: String, _ text: String) throws(Rejection) {
  try writeFile("\(packageFolder)/\(path)", Array(text.utf8))
}

/// The paths of the files right in a folder of the package whose names end as said, sorted.
package func packageFiles(in folder: String, ending: String) -> [String] {
  guard let directory = opendir("\(packageFolder)/\(folder)") else { return [] }
  defer { closedir(directory) }
  var names: [String] = []
  while let entry = readdir(directory) {
    let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    if name.hasSuffix(ending) { names.append("\(folder)/\(name)") }
  }
  return names.sorted()
}

/// The same with those in all folders below.
package func packageFiles(below folder: String, ending: String) -> [String] {
  let folders = packageFiles(in: folder, ending: "").filter { path in
    guard !path.hasSuffix("."), let directory = opendir("\(packageFolder)/\(path)") else {
      return false
    }
    closedir(directory)
    return true
  }
  return packageFiles(in: folder, ending: ending)
    + folders.flatMap { packageFiles(below: $0, ending: ending) }
}

/// Whether expectations are to be rewritten.
package let isBlessing = getenv("MNCC_BLESS").map { String(cString: $0) } == "1"

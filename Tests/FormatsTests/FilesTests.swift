import Basics
import Formats
import Glibc
import Testing

/// A folder of its own for one test, removed afterwards.
private func withTemporaryFolder(_ body: (String) throws -> Void) throws {
  var template = Array("/tmp/mncc-formats-XXXXXX".utf8CString)
  let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
  defer {
    for name in names(in: folder) { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }
  try body(folder)
}

private func names(in folder: String) -> [String] {
  guard let stream = opendir(folder) else { return [] }
  defer { closedir(stream) }
  var names: [String] = []
  while let entry = readdir(stream) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if name != "." && name != ".." { names.append(name) }
  }
  return names.sorted()
}

@Suite struct FilesTests {
  @Test func readsBackWhatWasWritten() throws {
    try withTemporaryFolder { folder in
      try writeFile("\(folder)/a", [1, 2, 3])
      try writeFile("\(folder)/a", Array(repeating: 7, count: 100_000))
      #expect(try readFile("\(folder)/a") == Array(repeating: 7, count: 100_000))
      #expect(names(in: folder) == ["a"])
    }
  }

  @Test func refusesWhatIsNoFile() throws {
    try withTemporaryFolder { folder in
      try writeFile("\(folder)/empty", [])
      try writeFile("\(folder)/three", [1, 2, 3])
      #expect(mkfifo("\(folder)/pipe", 0o600) == 0)
      let refusals = [
        ("missing", "file.missing"), ("empty", "file.empty"), (".", "file.directory"),
        ("three", "file.too-large"), ("pipe", "file.not-regular"), ("three/x", "file.unreadable"),
      ]
      for (name, id) in refusals {
        let rejection = #expect(throws: Rejection.self) {
          try readFile("\(folder)/\(name)", limit: 2)
        }
        #expect(rejection?.diagnostics.first?.id == id)
        #expect(rejection?.diagnostics.first?.origin == .file("\(folder)/\(name)"))
      }
    }
  }

  @Test(.enabled(if: geteuid() != 0, "root reads everything"))
  func refusesAnUnreadableFile() throws {
    try withTemporaryFolder { folder in
      try writeFile("\(folder)/a", [1])
      chmod("\(folder)/a", 0)
      #expect(throws: Rejection.self) { try readFile("\(folder)/a") }
    }
  }

  @Test func leavesNothingBehindWhenItCannotWrite() throws {
    try withTemporaryFolder { folder in
      for path in [folder, "\(folder)/absent/a", "/dev/null"] {
        let rejection = #expect(throws: Rejection.self) { try writeFile(path, [1]) }
        #expect(rejection?.diagnostics.first?.id == "file.write")
      }
      #expect(names(in: folder).isEmpty)
    }
  }
}

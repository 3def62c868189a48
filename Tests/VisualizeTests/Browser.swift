import Foundation

/// A Chromium without a window, for pages that check themselves.
enum Browser {
  /// Where it is installed; nil where it is not.
  static let path = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// The document as it is after its scripts ran; nil if the browser did not answer in a minute.
  static func document(after page: String) throws -> String? {
    guard let path else { return nil }
    let folder = FileManager.default.temporaryDirectory.appending(path: "mncc-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (file, output) = (folder.appending(path: "page.html"), folder.appending(path: "dom.txt"))
    try Data(page.utf8).write(to: file)
    _ = FileManager.default.createFile(atPath: output.path, contents: nil)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = [
      "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
      "--user-data-dir=\(folder.path)/profile", "--virtual-time-budget=2000",
      "--window-size=1400,1000", "--dump-dom", file.absoluteString,
    ]
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let deadline = Date(timeIntervalSinceNow: 60)
    while process.isRunning, Date() < deadline { usleep(20_000) }
    guard !process.isRunning else {
      process.terminate()
      process.waitUntilExit()
      return nil
    }
    return String(decoding: try Data(contentsOf: output), as: UTF8.self)
  }
}

import Codegen
import TestSupport
import Testing

/// Bytes survive the way through a C compiler as string literals.
@Suite struct LiteralTests {
  /// Every byte after every byte, at even and at odd places, and runs of question marks.
  static let bytes: [UInt8] = {
    var bytes: [UInt8] = []
    for isOdd in [false, true] {
      if isOdd { bytes.append(0) }
      for a in UInt8.min...UInt8.max {
        for b in UInt8.min...UInt8.max { bytes += [a, b] }
      }
    }
    return bytes + Array("??/??=??(??)??'??<??!??>??-?\\??\"0?7??".utf8)
  }()

  @Test(arguments: Compiler.all, [["-std=c99", "-trigraphs"], ["-std=gnu11"], ["-xc++"]])
  func everyPairOfBytesIsKept(_ compiler: Compiler, _ dialect: [String]) throws {
    try #require(compiler.exists, compiler.absence)
    var text: [UInt8] = []
    stringLiterals(Self.bytes, to: &text)
    #expect(text.allSatisfy { $0 == 10 || 32...126 ~= $0 })
    let folder = try Folder()
    let head = "#include <stdio.h>\nstatic const unsigned char data[\(Self.bytes.count + 1)] = {\n"
    let tail = """
      };
      int main(void) {
        FILE *file = fopen("copy", "wb");
        return !file || fwrite(data, sizeof data - 1, 1, file) != 1 || fclose(file);
      }

      """
    try folder.write("data.c", Array(head.utf8) + text + Array(tail.utf8))
    let flags = dialect + ["-Wall", "-Werror", "data.c", "-o", "program"]
    try #require(try compiler.compile(flags, in: folder) == .silentSuccess)
    try #require(try folder.run(["./program"]) == .silentSuccess)
    #expect(try folder.read("copy") == Self.bytes)
  }
}

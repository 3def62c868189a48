import Foundation
import Testing

@Suite struct AllocateTests {
  private static let example = """
    id,lower,upper,size
    b1,0,3,4
    b2,3,9,4
    b3,0,9,4
    b4,9,21,4
    b5,0,21,4

    """

  @Test func placesBuffersAndSaysWhatIsProved() throws {
    let scratch = try Scratch()
    let input = try scratch.file("in.csv", Self.example)
    let output = "\(scratch.path)/out.csv"
    for capacity in [[], ["--capacity", "12"]] {
      let outcome = try Program.run(["allocate", input, "-o", output] + capacity)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("5 buffers, peak 12 bytes"))
      #expect(
        outcome.output.contains(
          "lower bound 12 bytes (the most that live at one time): proved optimal"))
      let lines = try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n")
      #expect(lines.first == "id,lower,upper,size,offset")
      #expect(
        zip(lines.dropFirst(), Self.example.split(separator: "\n").dropFirst()).allSatisfy {
          $0.hasPrefix($1 + ",")
        })
    }
  }

  @Test func saysThatThereIsNoPlacement() throws {
    let scratch = try Scratch()
    let input = try scratch.file("in.csv", Self.example)
    let outcome = try Program.run(
      ["allocate", input, "--capacity", "11", "-o", "\(scratch.path)/out.csv"])
    #expect(outcome.status == 4)
    #expect(outcome.errors.contains("12 bytes live at one time [allocate.impossible]"))
    #expect(scratch.files == ["in.csv"])
  }

  @Test func refusesWhatIsWrong() throws {
    let scratch = try Scratch()
    let input = try scratch.file("in.csv", Self.example)
    for arguments in [
      ["--capacity", "-1"], ["--capacity", "x"], ["--time-limit", "0"], ["--time-limit", "nan"],
      ["--time-limit", "1e300"],
    ] {
      let outcome = try Program.run(["allocate", input] + arguments)
      #expect(outcome.status == 1, "\(arguments): \(outcome.errors)")
    }
    let bad = try scratch.file("bad.csv", "id,lower,upper,size\nx,1,1,1\n")
    #expect(try Program.run(["allocate", bad]).status == 2)
    #expect(try Program.run(["allocate", "\(scratch.path)/none.csv"]).status == 2)
  }
}

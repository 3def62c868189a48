import Targets
import Testing

@Suite struct ProcessorTests {
  @Test func theFirstProcessorOfAList() {
    let list = """
      processor\t: 0
      vendor_id\t: AuthenticAMD
      cpu family\t: 25
      model\t\t: 17
      model name\t: AMD EPYC

      processor\t: 1
      model name\t: another
      """
    #expect(processorName(in: list) == "AMD EPYC, cpu family 25, model 17")
  }

  @Test func armHasNumbersOnly() {
    let list = """
      processor : 0
      BogoMIPS : 50.00
      CPU implementer : 0x41
      CPU variant : 0x3
      CPU part : 0xd0c
      """
    #expect(
      processorName(in: list) == "CPU implementer 0x41, CPU variant 0x3, CPU part 0xd0c")
  }

  @Test(arguments: ["", "\n\n", "model name", "model name :", ": :", "\u{0}"])
  func nothingIsKnown(_ list: String) {
    #expect(processorName(in: list) == "unknown")
  }

  @Test func thisOneHasAName() { #expect(!hostProcessor.isEmpty) }
}

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

  @Test func featuresOfEveryKind() {
    let x86 =
      "processor\t: 0\nflags\t\t: fpu avx512f avx512_vnni\n\nprocessor\t: 1\nflags\t\t: more\n"
    #expect(processorFeatures(in: x86).isSuperset(of: ["avx512f", "avx512vnni"]))
    #expect(!processorFeatures(in: x86).contains("more"))
    let arm = "processor\t: 0\nFeatures\t: fp asimd asimddp\nCPU part\t: 0xd0c\n"
    #expect(processorFeatures(in: arm).isSuperset(of: Target.aarch64DotProduct.features))
    let older = "processor\t: 0\nFeatures\t: fp asimd evtstrm\n"
    #expect(processorFeatures(in: older).isDisjoint(with: Target.aarch64DotProduct.features))
  }

  @Test func thisOneHasAName() { #expect(!hostProcessor.isEmpty) }
}

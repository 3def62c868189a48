import Import
import TestSupport
import Testing

// The counts that papers, model pages and torchvision's own figures agree with
// (multiply-adds of convolutions and linear layers; parameters with gamma and beta, 1,000 classes).

/// A network and what it must cost; nil where nobody counted.
struct Count: Sendable, CustomTestStringConvertible {
  var definition: String
  var dialect: Dialect?
  var width = 1.0
  var resolution = 224
  var multiplyAdds: Int?
  var parameters: Int?

  var testDescription: String {
    "\(definition) \(dialect.map { "\($0.rawValue) " } ?? "")\(width) @\(resolution)"
  }
}

let v1Counts = [
  Count(
    definition: "v1", width: 1.0, resolution: 224, multiplyAdds: 568_740_352, parameters: 4_231_976),
  Count(
    definition: "v1", width: 1.0, resolution: 192, multiplyAdds: 418_121_728, parameters: 4_231_976),
  Count(
    definition: "v1", width: 1.0, resolution: 160, multiplyAdds: 290_675_200, parameters: 4_231_976),
  Count(
    definition: "v1", width: 1.0, resolution: 128, multiplyAdds: 186_400_768, parameters: 4_231_976),
  Count(
    definition: "v1", width: 0.75, resolution: 224, multiplyAdds: 325_400_448, parameters: 2_585_560
  ),
  Count(
    definition: "v1", width: 0.75, resolution: 192, multiplyAdds: 239_273_472, parameters: 2_585_560
  ),
  Count(
    definition: "v1", width: 0.75, resolution: 160, multiplyAdds: 166_396_800, parameters: 2_585_560
  ),
  Count(
    definition: "v1", width: 0.75, resolution: 128, multiplyAdds: 106_770_432, parameters: 2_585_560
  ),
  Count(
    definition: "v1", width: 0.5, resolution: 224, multiplyAdds: 149_497_088, parameters: 1_331_592),
  Count(
    definition: "v1", width: 0.5, resolution: 192, multiplyAdds: 109_970_432, parameters: 1_331_592),
  Count(
    definition: "v1", width: 0.5, resolution: 160, multiplyAdds: 76_524_800, parameters: 1_331_592),
  Count(
    definition: "v1", width: 0.5, resolution: 128, multiplyAdds: 49_160_192, parameters: 1_331_592),
  Count(
    definition: "v1", width: 0.25, resolution: 224, multiplyAdds: 41_030_272, parameters: 470_072),
  Count(
    definition: "v1", width: 0.25, resolution: 192, multiplyAdds: 30_212_608, parameters: 470_072),
  Count(
    definition: "v1", width: 0.25, resolution: 160, multiplyAdds: 21_059_200, parameters: 470_072),
  Count(
    definition: "v1", width: 0.25, resolution: 128, multiplyAdds: 13_570_048, parameters: 470_072),
]

let v2Counts = [
  Count(
    definition: "v2", width: 1.4, resolution: 224, multiplyAdds: 582_195_824, parameters: 6_108_776),
  Count(
    definition: "v2", width: 1.4, resolution: 192, multiplyAdds: 428_211_136, parameters: 6_108_776),
  Count(
    definition: "v2", width: 1.4, resolution: 160, multiplyAdds: 297_916_400, parameters: 6_108_776),
  Count(
    definition: "v2", width: 1.4, resolution: 128, multiplyAdds: 191_311_616, parameters: 6_108_776),
  Count(
    definition: "v2", width: 1.4, resolution: 96, multiplyAdds: 108_396_784, parameters: 6_108_776),
  Count(
    definition: "v2", width: 1.3, resolution: 224, multiplyAdds: 509_374_560, parameters: 5_386_792),
  Count(
    definition: "v2", width: 1.3, resolution: 192, multiplyAdds: 374_675_840, parameters: 5_386_792),
  Count(
    definition: "v2", width: 1.3, resolution: 160, multiplyAdds: 260_700_000, parameters: 5_386_792),
  Count(
    definition: "v2", width: 1.3, resolution: 128, multiplyAdds: 167_447_040, parameters: 5_386_792),
  Count(
    definition: "v2", width: 1.3, resolution: 96, multiplyAdds: 94_916_960, parameters: 5_386_792),
  Count(
    definition: "v2", width: 1.0, resolution: 224, multiplyAdds: 300_774_272, parameters: 3_504_872),
  Count(
    definition: "v2", width: 1.0, resolution: 192, multiplyAdds: 221_316_608, parameters: 3_504_872),
  Count(
    definition: "v2", width: 1.0, resolution: 160, multiplyAdds: 154_083_200, parameters: 3_504_872),
  Count(
    definition: "v2", width: 1.0, resolution: 128, multiplyAdds: 99_074_048, parameters: 3_504_872),
  Count(
    definition: "v2", width: 1.0, resolution: 96, multiplyAdds: 56_289_152, parameters: 3_504_872),
  Count(
    definition: "v2", width: 0.75, resolution: 224, multiplyAdds: 209_069_792, parameters: 2_636_424
  ),
  Count(
    definition: "v2", width: 0.75, resolution: 192, multiplyAdds: 153_941_888, parameters: 2_636_424
  ),
  Count(
    definition: "v2", width: 0.75, resolution: 160, multiplyAdds: 107_295_200, parameters: 2_636_424
  ),
  Count(
    definition: "v2", width: 0.75, resolution: 128, multiplyAdds: 69_129_728, parameters: 2_636_424),
  Count(
    definition: "v2", width: 0.75, resolution: 96, multiplyAdds: 39_445_472, parameters: 2_636_424),
  Count(
    definition: "v2", width: 0.5, resolution: 224, multiplyAdds: 97_131_840, parameters: 1_968_680),
  Count(
    definition: "v2", width: 0.5, resolution: 192, multiplyAdds: 71_701_760, parameters: 1_968_680),
  Count(
    definition: "v2", width: 0.5, resolution: 160, multiplyAdds: 50_184_000, parameters: 1_968_680),
  Count(
    definition: "v2", width: 0.5, resolution: 128, multiplyAdds: 32_578_560, parameters: 1_968_680),
  Count(
    definition: "v2", width: 0.5, resolution: 96, multiplyAdds: 18_885_440, parameters: 1_968_680),
  Count(
    definition: "v2", width: 0.35, resolution: 224, multiplyAdds: 59_285_808, parameters: 1_677_128),
  Count(
    definition: "v2", width: 0.35, resolution: 192, multiplyAdds: 43_896_512, parameters: 1_677_128),
  Count(
    definition: "v2", width: 0.35, resolution: 160, multiplyAdds: 30_874_800, parameters: 1_677_128),
  Count(
    definition: "v2", width: 0.35, resolution: 128, multiplyAdds: 20_220_672, parameters: 1_677_128),
  Count(
    definition: "v2", width: 0.35, resolution: 96, multiplyAdds: 11_934_128, parameters: 1_677_128),
]

let v3Counts = [
  Count(
    definition: "v3-large", dialect: .slimAll, width: 1.25, multiplyAdds: 355_925_920,
    parameters: 8_256_296),
  Count(
    definition: "v3-large", dialect: .slim, width: 1.25, multiplyAdds: 355_221_920,
    parameters: 7_551_976),
  Count(
    definition: "v3-large", dialect: .keras, width: 1.25, multiplyAdds: 349_904_800,
    parameters: 8_255_784),
  Count(
    definition: "v3-large", dialect: .torchvision, width: 1.25, multiplyAdds: 343_461_000,
    parameters: 8_164_744),
  Count(
    definition: "v3-large", dialect: .timm, width: 1.25, multiplyAdds: 355_221_920,
    parameters: 7_551_976),
  Count(
    definition: "v3-large", dialect: .slimAll, width: 1.0, multiplyAdds: 216_589_760,
    parameters: 5_483_032),
  Count(
    definition: "v3-large", dialect: .slim, width: 1.0, multiplyAdds: 216_589_760,
    parameters: 5_483_032),
  Count(
    definition: "v3-large", dialect: .keras, width: 1.0, multiplyAdds: 216_589_760,
    parameters: 5_483_032),
  Count(
    definition: "v3-large", dialect: .torchvision, width: 1.0, multiplyAdds: 216_589_760,
    parameters: 5_483_032),
  Count(
    definition: "v3-large", dialect: .timm, width: 1.0, multiplyAdds: 216_589_760,
    parameters: 5_483_032),
  Count(
    definition: "v3-large", dialect: .slimAll, width: 0.75, multiplyAdds: 154_010_224,
    parameters: 3_442_808),
  Count(
    definition: "v3-large", dialect: .slim, width: 0.75, multiplyAdds: 154_560_624,
    parameters: 3_993_528),
  Count(
    definition: "v3-large", dialect: .keras, width: 0.75, multiplyAdds: 154_560_624,
    parameters: 3_993_528),
  Count(
    definition: "v3-large", dialect: .torchvision, width: 0.75, multiplyAdds: 140_033_816,
    parameters: 3_377_576),
  Count(
    definition: "v3-large", dialect: .timm, width: 0.75, multiplyAdds: 154_560_624,
    parameters: 3_993_528),
  Count(
    definition: "v3-large", dialect: .slimAll, width: 0.5, multiplyAdds: 68_300_400,
    parameters: 1_741_680),
  Count(
    definition: "v3-large", dialect: .slim, width: 0.5, multiplyAdds: 69_247_600,
    parameters: 2_689_520),
  Count(
    definition: "v3-large", dialect: .keras, width: 0.5, multiplyAdds: 73_663_088,
    parameters: 2_689_904),
  Count(
    definition: "v3-large", dialect: .torchvision, width: 0.5, multiplyAdds: 64_962_192,
    parameters: 1_734_576),
  Count(
    definition: "v3-large", dialect: .timm, width: 0.5, multiplyAdds: 73_663_088,
    parameters: 2_689_904),
  Count(
    definition: "v3-large", dialect: .slimAll, width: 0.35, multiplyAdds: 38_360_784,
    parameters: 1_019_448),
  Count(
    definition: "v3-large", dialect: .slim, width: 0.35, multiplyAdds: 39_472_336,
    parameters: 2_131_832),
  Count(
    definition: "v3-large", dialect: .keras, width: 0.35, multiplyAdds: 43_887_824,
    parameters: 2_132_216),
  Count(
    definition: "v3-large", dialect: .torchvision, width: 0.35, multiplyAdds: 35_278_408,
    parameters: 997_064),
  Count(
    definition: "v3-large", dialect: .timm, width: 0.35, multiplyAdds: 43_887_824,
    parameters: 2_132_216),
  Count(
    definition: "v3-small", dialect: .slimAll, width: 1.25, multiplyAdds: 91_241_184,
    parameters: 3_645_960),
  Count(
    definition: "v3-small", dialect: .slim, width: 1.25, multiplyAdds: 90_800_864,
    parameters: 3_205_384),
  Count(
    definition: "v3-small", dialect: .keras, width: 1.25, multiplyAdds: 87_703_648,
    parameters: 3_645_312),
  Count(
    definition: "v3-small", dialect: .torchvision, width: 1.25, multiplyAdds: 88_155_944,
    parameters: 3_644_912),
  Count(
    definition: "v3-small", dialect: .timm, width: 1.25, multiplyAdds: 90_800_864,
    parameters: 3_205_384),
  Count(
    definition: "v3-small", dialect: .slimAll, width: 1.0, multiplyAdds: 56_510_400,
    parameters: 2_542_856),
  Count(
    definition: "v3-small", dialect: .slim, width: 1.0, multiplyAdds: 56_510_400,
    parameters: 2_542_856),
  Count(
    definition: "v3-small", dialect: .keras, width: 1.0, multiplyAdds: 56_510_400,
    parameters: 2_542_856),
  Count(
    definition: "v3-small", dialect: .torchvision, width: 1.0, multiplyAdds: 56_510_400,
    parameters: 2_542_856),
  Count(
    definition: "v3-small", dialect: .timm, width: 1.0, multiplyAdds: 56_510_400,
    parameters: 2_542_856),
  Count(
    definition: "v3-small", dialect: .slimAll, width: 0.75, multiplyAdds: 43_032_752,
    parameters: 1_675_024),
  Count(
    definition: "v3-small", dialect: .slim, width: 0.75, multiplyAdds: 43_399_344,
    parameters: 2_041_872),
  Count(
    definition: "v3-small", dialect: .keras, width: 0.75, multiplyAdds: 43_399_344,
    parameters: 2_041_872),
  Count(
    definition: "v3-small", dialect: .torchvision, width: 0.75, multiplyAdds: 39_115_576,
    parameters: 1_653_920),
  Count(
    definition: "v3-small", dialect: .timm, width: 0.75, multiplyAdds: 43_399_344,
    parameters: 2_041_872),
  Count(
    definition: "v3-small", dialect: .slimAll, width: 0.5, multiplyAdds: 20_393_104,
    parameters: 932_736),
  Count(
    definition: "v3-small", dialect: .slim, width: 0.5, multiplyAdds: 21_052_560,
    parameters: 1_592_704),
  Count(
    definition: "v3-small", dialect: .keras, width: 0.5, multiplyAdds: 24_188_688,
    parameters: 1_593_224),
  Count(
    definition: "v3-small", dialect: .torchvision, width: 0.5, multiplyAdds: 18_970_736,
    parameters: 917_264),
  Count(
    definition: "v3-small", dialect: .timm, width: 0.5, multiplyAdds: 24_188_688,
    parameters: 1_593_224),
  Count(
    definition: "v3-small", dialect: .slimAll, width: 0.35, multiplyAdds: 12_019_040,
    parameters: 560_824),
  Count(
    definition: "v3-small", dialect: .slim, width: 0.35, multiplyAdds: 12_815_840,
    parameters: 1_358_288),
  Count(
    definition: "v3-small", dialect: .keras, width: 0.35, multiplyAdds: 15_931_232,
    parameters: 1_350_344),
  Count(
    definition: "v3-small", dialect: .torchvision, width: 0.35, multiplyAdds: 11_238_936,
    parameters: 558_744),
  Count(
    definition: "v3-small", dialect: .timm, width: 0.35, multiplyAdds: 15_951_968,
    parameters: 1_358_808),
]

let v3Sweep = [
  Count(definition: "v3-large", resolution: 256, multiplyAdds: 281_663_360),
  Count(definition: "v3-large", resolution: 224, multiplyAdds: 216_589_760),
  Count(definition: "v3-large", resolution: 192, multiplyAdds: 160_192_640),
  Count(definition: "v3-large", resolution: 160, multiplyAdds: 112_472_000),
  Count(definition: "v3-large", resolution: 128, multiplyAdds: 73_427_840),
  Count(definition: "v3-large", resolution: 96, multiplyAdds: 43_060_160),
  Count(
    definition: "v3-large-minimalistic", resolution: 256, multiplyAdds: 272_390_144,
    parameters: 3_924_288),
  Count(
    definition: "v3-large-minimalistic", resolution: 224, multiplyAdds: 209_136_704,
    parameters: 3_924_288),
  Count(
    definition: "v3-large-minimalistic", resolution: 192, multiplyAdds: 154_317_056,
    parameters: 3_924_288),
  Count(
    definition: "v3-large-minimalistic", resolution: 160, multiplyAdds: 107_931_200,
    parameters: 3_924_288),
  Count(
    definition: "v3-large-minimalistic", resolution: 128, multiplyAdds: 69_979_136,
    parameters: 3_924_288),
  Count(
    definition: "v3-large-minimalistic", resolution: 96, multiplyAdds: 40_460_864,
    parameters: 3_924_288),
  Count(definition: "v3-small", resolution: 256, multiplyAdds: 73_175_040),
  Count(definition: "v3-small", resolution: 224, multiplyAdds: 56_510_400),
  Count(definition: "v3-small", resolution: 192, multiplyAdds: 42_067_712),
  Count(definition: "v3-small", resolution: 160, multiplyAdds: 29_846_976),
  Count(definition: "v3-small", resolution: 128, multiplyAdds: 19_848_192),
  Count(definition: "v3-small", resolution: 96, multiplyAdds: 12_071_360),
  Count(
    definition: "v3-small-minimalistic", resolution: 256, multiplyAdds: 67_801_088,
    parameters: 2_044_736),
  Count(
    definition: "v3-small-minimalistic", resolution: 224, multiplyAdds: 52_288_448,
    parameters: 2_044_736),
  Count(
    definition: "v3-small-minimalistic", resolution: 192, multiplyAdds: 38_844_160,
    parameters: 2_044_736),
  Count(
    definition: "v3-small-minimalistic", resolution: 160, multiplyAdds: 27_468_224,
    parameters: 2_044_736),
  Count(
    definition: "v3-small-minimalistic", resolution: 128, multiplyAdds: 18_160_640,
    parameters: 2_044_736),
  Count(
    definition: "v3-small-minimalistic", resolution: 96, multiplyAdds: 10_921_408,
    parameters: 2_044_736),
]

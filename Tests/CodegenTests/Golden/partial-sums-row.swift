/// 1x1 convolution, one row: 14x16 to 14x8
@inline(never)
private static func conv1x1s1x1p0_w14to14_c16to8_more(
  _ input: Source, _ weights: Source, _ output: Destination
) {
  let panel = weights
  var x = 0
  while x < 14 {
    var a0 = SIMD8<Float>()
    var a1 = SIMD8<Float>()
    var a2 = SIMD8<Float>()
    var a3 = SIMD8<Float>()
    var a4 = SIMD8<Float>()
    var a5 = SIMD8<Float>()
    var a6 = SIMD8<Float>()
    a0 = SIMD8(at: output + x &* 8)
    a1 = SIMD8(at: output + (x &* 8 &+ 8))
    a2 = SIMD8(at: output + (x &* 8 &+ 16))
    a3 = SIMD8(at: output + (x &* 8 &+ 24))
    a4 = SIMD8(at: output + (x &* 8 &+ 32))
    a5 = SIMD8(at: output + (x &* 8 &+ 40))
    a6 = SIMD8(at: output + (x &* 8 &+ 48))
    let from = input + x &* 16
    let with = panel
    var k = 0
    while k < 16 {
      let x0 = from[k]
      let x1 = from[k &+ 16]
      let x2 = from[k &+ 32]
      let x3 = from[k &+ 48]
      let x4 = from[k &+ 64]
      let x5 = from[k &+ 80]
      let x6 = from[k &+ 96]
      let w = SIMD8(at: with + k &* 8)
      a0.add(w, times: x0)
      a1.add(w, times: x1)
      a2.add(w, times: x2)
      a3.add(w, times: x3)
      a4.add(w, times: x4)
      a5.add(w, times: x5)
      a6.add(w, times: x6)
      k &+= 1
    }
    a0.store(at: output + x &* 8)
    a1.store(at: output + (x &* 8 &+ 8))
    a2.store(at: output + (x &* 8 &+ 16))
    a3.store(at: output + (x &* 8 &+ 24))
    a4.store(at: output + (x &* 8 &+ 32))
    a5.store(at: output + (x &* 8 &+ 40))
    a6.store(at: output + (x &* 8 &+ 48))
    x &+= 7
  }
}


/// 3x3 convolution, one row: 4x3 to 4x5
@inline(never)
private static func conv3x3s1x1p1_w4to4_c3to5_relu6(
  _ rows: UnsafePointer<Source>, _ first: Int, _ last: Int, _ weights: Source, _ output: Destination
) {
  let panel = weights
  do {
    var a0_0 = SIMD4<Float>()
    var a0_4 = Float()
    a0_0 = SIMD4(at: panel)
    a0_4 = panel[4]
    var t = first
    while t < last {
      let from = rows[t]
      let with = panel + (t &* 45 &+ 20)
      var k = 0
      while k < 6 {
        let x0 = from[k]
        do {
          let w = SIMD4(at: with + k &* 5)
          a0_0.add(w, times: x0)
        }
        do {
          let w = with[k &* 5 &+ 4]
          a0_4.add(x0, times: w)
        }
        k &+= 1
      }
      t &+= 1
    }
    do {
      let t0 = a0_0
      let u0 = t0.replacing(with: 0.0, where: t0 .< 0.0)
      u0.replacing(with: 6.0, where: u0 .> 6.0).store(at: output)
    }
    do {
      let t0 = a0_4
      let u0 = t0 < 0.0 ? 0.0 : t0
      output[4] = u0 > 6.0 ? 6.0 : u0
    }
  }
  do {
    var a0_0 = SIMD4<Float>()
    var a0_4 = Float()
    var a1_0 = SIMD4<Float>()
    var a1_4 = Float()
    a0_0 = SIMD4(at: panel)
    a1_0 = SIMD4(at: panel)
    a0_4 = panel[4]
    a1_4 = panel[4]
    var t = first
    while t < last {
      let from = rows[t]
      let with = panel + (t &* 45 &+ 5)
      var k = 0
      while k < 9 {
        let x0 = from[k]
        let x1 = from[k &+ 3]
        do {
          let w = SIMD4(at: with + k &* 5)
          a0_0.add(w, times: x0)
          a1_0.add(w, times: x1)
        }
        do {
          let w = with[k &* 5 &+ 4]
          a0_4.add(x0, times: w)
          a1_4.add(x1, times: w)
        }
        k &+= 1
      }
      t &+= 1
    }
    do {
      let t0 = a0_0
      let u0 = t0.replacing(with: 0.0, where: t0 .< 0.0)
      u0.replacing(with: 6.0, where: u0 .> 6.0).store(at: output + 5)
      let t1 = a1_0
      let u1 = t1.replacing(with: 0.0, where: t1 .< 0.0)
      u1.replacing(with: 6.0, where: u1 .> 6.0).store(at: output + 10)
    }
    do {
      let t0 = a0_4
      let u0 = t0 < 0.0 ? 0.0 : t0
      output[9] = u0 > 6.0 ? 6.0 : u0
      let t1 = a1_4
      let u1 = t1 < 0.0 ? 0.0 : t1
      output[14] = u1 > 6.0 ? 6.0 : u1
    }
  }
  do {
    var a0_0 = SIMD4<Float>()
    var a0_4 = Float()
    a0_0 = SIMD4(at: panel)
    a0_4 = panel[4]
    var t = first
    while t < last {
      let from = rows[t] + 6
      let with = panel + (t &* 45 &+ 5)
      var k = 0
      while k < 6 {
        let x0 = from[k]
        do {
          let w = SIMD4(at: with + k &* 5)
          a0_0.add(w, times: x0)
        }
        do {
          let w = with[k &* 5 &+ 4]
          a0_4.add(x0, times: w)
        }
        k &+= 1
      }
      t &+= 1
    }
    do {
      let t0 = a0_0
      let u0 = t0.replacing(with: 0.0, where: t0 .< 0.0)
      u0.replacing(with: 6.0, where: u0 .> 6.0).store(at: output + 15)
    }
    do {
      let t0 = a0_4
      let u0 = t0 < 0.0 ? 0.0 : t0
      output[19] = u0 > 6.0 ? 6.0 : u0
    }
  }
}


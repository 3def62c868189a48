/// 3x3 depthwise convolution, one row: 5 to 3 pixels of 3 channels
@inline(never)
private static func depthwise3x3s2x2p1_w5to3_c3_hard_swish(
  _ rows: UnsafePointer<Source>, _ first: Int, _ last: Int, _ weights: Source, _ output: Destination
) {
  let block = weights
  do {
    var a0_0 = SIMD2<Float>()
    var a0_2 = Float()
    a0_0 = SIMD2(at: block)
    a0_2 = block[2]
    var t = first
    while t < last {
      let from = rows[t]
      let with = block + (t &* 9 &+ 6)
      do {
        let x0 = SIMD2(at: from)
        let x1 = SIMD2(at: from + 3)
        let w0 = SIMD2(at: with)
        a0_0.add(x0, times: w0)
        let w1 = SIMD2(at: with + 3)
        a0_0.add(x1, times: w1)
      }
      do {
        let x0 = from[2]
        let x1 = from[5]
        let w0 = with[2]
        a0_2.add(x0, times: w0)
        let w1 = with[5]
        a0_2.add(x1, times: w1)
      }
      t &+= 1
    }
    do {
      let t0 = a0_0
      let u0 = t0 + 3.0
      let v0 = u0.replacing(with: 0.0, where: u0 .< 0.0)
      (t0 * (v0.replacing(with: 6.0, where: v0 .> 6.0) * 0.16666667)).store(at: output)
    }
    do {
      let t0 = a0_2
      let u0 = t0 + 3.0
      let v0 = u0 < 0.0 ? 0.0 : u0
      output[2] = t0 * ((v0 > 6.0 ? 6.0 : v0) * 0.16666667)
    }
  }
  do {
    var a0_0 = SIMD2<Float>()
    var a0_2 = Float()
    a0_0 = SIMD2(at: block)
    a0_2 = block[2]
    var t = first
    while t < last {
      let from = rows[t] + 3
      let with = block + (t &* 9 &+ 3)
      do {
        let x0 = SIMD2(at: from)
        let x1 = SIMD2(at: from + 3)
        let x2 = SIMD2(at: from + 6)
        let w0 = SIMD2(at: with)
        a0_0.add(x0, times: w0)
        let w1 = SIMD2(at: with + 3)
        a0_0.add(x1, times: w1)
        let w2 = SIMD2(at: with + 6)
        a0_0.add(x2, times: w2)
      }
      do {
        let x0 = from[2]
        let x1 = from[5]
        let x2 = from[8]
        let w0 = with[2]
        a0_2.add(x0, times: w0)
        let w1 = with[5]
        a0_2.add(x1, times: w1)
        let w2 = with[8]
        a0_2.add(x2, times: w2)
      }
      t &+= 1
    }
    do {
      let t0 = a0_0
      let u0 = t0 + 3.0
      let v0 = u0.replacing(with: 0.0, where: u0 .< 0.0)
      (t0 * (v0.replacing(with: 6.0, where: v0 .> 6.0) * 0.16666667)).store(at: output + 3)
    }
    do {
      let t0 = a0_2
      let u0 = t0 + 3.0
      let v0 = u0 < 0.0 ? 0.0 : u0
      output[5] = t0 * ((v0 > 6.0 ? 6.0 : v0) * 0.16666667)
    }
  }
  do {
    var a0_0 = SIMD2<Float>()
    var a0_2 = Float()
    a0_0 = SIMD2(at: block)
    a0_2 = block[2]
    var t = first
    while t < last {
      let from = rows[t] + 9
      let with = block + (t &* 9 &+ 3)
      do {
        let x0 = SIMD2(at: from)
        let x1 = SIMD2(at: from + 3)
        let w0 = SIMD2(at: with)
        a0_0.add(x0, times: w0)
        let w1 = SIMD2(at: with + 3)
        a0_0.add(x1, times: w1)
      }
      do {
        let x0 = from[2]
        let x1 = from[5]
        let w0 = with[2]
        a0_2.add(x0, times: w0)
        let w1 = with[5]
        a0_2.add(x1, times: w1)
      }
      t &+= 1
    }
    do {
      let t0 = a0_0
      let u0 = t0 + 3.0
      let v0 = u0.replacing(with: 0.0, where: u0 .< 0.0)
      (t0 * (v0.replacing(with: 6.0, where: v0 .> 6.0) * 0.16666667)).store(at: output + 6)
    }
    do {
      let t0 = a0_2
      let u0 = t0 + 3.0
      let v0 = u0 < 0.0 ? 0.0 : u0
      output[8] = t0 * ((v0 > 6.0 ? 6.0 : v0) * 0.16666667)
    }
  }
}


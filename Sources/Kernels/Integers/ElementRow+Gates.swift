import Targets

extension ElementRow {
  /// Code for a row of products with what is the same for all pixels, a gate for each channel: some
  /// channels of all pixels before the next ones, so that a gate is looked at once in a row.
  ///
  /// Nil where this is no such row, or the machine is not fast with floats: these hold the products
  /// exactly.
  func gatedBody(_ target: Target) -> [Statement]? {
    guard case .product(let epilogue, let leftZero, let rightZero) = function, target.hasFloors,
      let floors = epilogue.floors, floors.takesProducts, width > 1, strides[1].pixel == 0,
      strides.allSatisfy({ $0.channel == 1 && !$0.isUnsigned })
    else { return nil }
    return Tiling.full(0..<channels, size: target.storedBlock).flatMap { block in
      let code = block.loop("c") { c in
        let (gate, more) = (ref("gate"), ref("more"))
        let factors = lanes(block.size) { j in
          let right = ref("right")[c + j].plus(-rightZero)
          let start = .signed(epilogue.start(0)) - right * .signed(leftZero)
          return [
            .assign(gate[j], IntegerFunction.floatBits(right)),
            .assign(more[j], IntegerFunction.floatBits(start)),
          ]
        }
        let pixels = loop("x", to: width) { x in
          [
            lanes(block.size) { j in
              let left = ref("left")[x * .integer(strides[0].pixel) + c + j]
              return [
                .assign(
                  ref("output")[x * .integer(outputPitch) + c + j],
                  epilogue.result(ofFloor: floors.product(left, gate: gate[j], more: more[j])))
              ]
            }
          ]
        }
        return [
          .array("gate", .scalar(.int32), count: block.size),
          .array("more", .scalar(.int32), count: block.size), factors,
        ] + pixels
      }
      return block.count > 1 ? code : [.block(code)]
    }
  }
}

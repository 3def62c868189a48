/// What can be done with vectors of 32-bit integers, lane by lane.
package enum IntegerOperation: String, CaseIterable, Sendable {
  /// The vector at a pointer, aligned or not, and the store of one there.
  case load, store
  /// Half as many integers at a pointer, twice.
  case loadTwice = "load_twice"
  /// The same number in all lanes.
  case splat
  /// The first lanes of a vector twice as long.
  case lowHalf = "low_half"
  /// As many 8-bit integers at a pointer, with a sign or without.
  case bytes
  case unsignedBytes = "unsigned_bytes"
  /// The store of the low 8 bits of each lane.
  case storeBytes = "store_bytes"
  case add, subtract, multiply, least, most
  /// Twice as many 8-bit integers at a pointer, each widened to half a lane.
  case pairs
  /// The two 8-bit integers at a pointer, widened, in all lanes.
  case pairSplat = "pair_splat"
  /// The sum of each even lane and the odd one behind it, those of the first and then those of the second.
  case sumsOfTwo = "sums_of_two"
  /// The halves of each lane, both less the same number.
  case pairLess = "pair_less"
  /// The products of the halves of the first two, both added to the third.
  case addPairProducts = "add_pair_products"
  /// Four times as many 8-bit integers at a pointer, four in each lane.
  case quads
  /// The eight 8-bit integers at a pointer, four in even lanes and four in odd ones.
  case quadsOfTwo = "quads_of_two"
  /// The four 8-bit integers at a pointer, each more by 128 and so without a sign, in all lanes.
  case raisedQuadSplat = "raised_quad_splat"
  /// The store of some 8-bit integers at the second pointer, each more by 128; the last operand says how
  /// many.
  case raise
  /// The products of the quarters of the first two, which have no signs in the first and have in the
  /// second, all added to the third.
  case addQuadProducts = "add_quad_products"
  /// The same of quarters that all have signs; and with the quarters of a single lane of the second for
  /// all lanes of the first: the third operand says which, the fourth is what they are added to.
  case addSignedQuadProducts = "add_signed_quad_products"
  case addSignedQuadLane = "add_signed_quad_lane"
  /// In each lane an integer from each of one, three or four pointers; of these the bits that the next
  /// operand keeps, then those that the last one flips.
  case columnsOfOne = "columns_of_one"
  case columnsOfThree = "columns_of_three"
  case columnsOfFour = "columns_of_four"
  /// The same with all of their bits as they are.
  case bareColumnsOfOne = "bare_columns_of_one"
  case bareColumnsOfThree = "bare_columns_of_three"
  case bareColumnsOfFour = "bare_columns_of_four"
  /// The same of twice as many integers at each pointer, of which the last operand says the half.
  case halfColumnsOfThree = "half_columns_of_three"
  case halfColumnsOfFour = "half_columns_of_four"
  /// The same of four times as many integers at each of four pointers, transposed: of each sixteen some four, those
  /// that the last operand says.
  case transposedColumns = "transposed_columns"
  /// The same of up to four runs at a pointer that follow each other, as many integers each as there are lanes:
  /// each quarter of the next operand, the same in all lanes, says how far its run is from the pointer. The last
  /// operand is 1 where nothing may be read behind the third run.
  case line
  case bareLine = "bare_line"
  /// The quarters of the first but its lowest, and behind them the lowest of the second.
  case joined
  /// The lanes times multiplier * 2^(shift - 31), rounded twice, or once.
  case roundedTwice = "rounded_twice"
  case roundedOnce = "rounded_once"
  /// The same for shifts from -31 to -1, and for 0 if the multiplier is 0.
  case roundedTwiceRight = "rounded_twice_right"
  case roundedOnceRight = "rounded_once_right"
  /// The lanes times the floats of these bits, to the nearest integer, halves to even.
  case roundedEven = "rounded_even"
  /// The floor of the lanes times a float, plus another: b and c are the bits of them.
  case scaledFloor = "scaled_floor"
  /// The same with a factor that is the sum of two floats, b and c.
  case fineFloor = "fine_floor"
  /// The same, where one more float is taken off if a lane is less than the last operand.
  case signedFloor = "signed_floor"
  /// The floor of the floats of these bits times a float plus another: b and c are the bits of them.
  case heldFloor = "held_floor"
  /// The same, plus another float, the fourth, if a lane is less than the last operand.
  case heldSignedFloor = "held_signed_floor"
  /// The floor of the magnitude times a float plus another, with the sign of the lane: b and c are the bits
  /// of them, both positive.
  case mirroredFloor = "mirrored_floor"
  /// The floor of the first times a float plus the third times another, plus a third float: the others
  /// are the bits of them.
  case sumFloor = "sum_floor"
  /// Each integer as the bits of a float.
  case floats
  /// The floor of the product of the first and a float plus another, which is exact, times a float plus
  /// another; the same where one more float is taken off if the exact number is less than the last operand.
  /// All but the first are the bits of floats.
  case gatedFloor = "gated_floor"
  case signedGatedFloor = "signed_gated_floor"
  /// The elements of a table of 256 at a pointer for as many 8-bit integers at another.
  case lookUp = "look_up"
  /// The store of the elements of a table of 256, the second pointer, for 64 8-bit integers at the third.
  case translate
  /// The store of the elements of a table of 256 for 64 8-bit integers at the second pointer; the quarters
  /// of the table are the last operands.
  case translateHeld = "translate_held"
  /// Products of 8-bit integers with a gate for each channel: stores, for some pixels of up to 64 channels, what
  /// becomes of those at the second pointer with the gates at the third. Of each gate, from -128 on, the
  /// table at the fourth has the low and the high bits of a factor, a fraction and an offset. Then come how
  /// many pixels and channels there are, how far it is from a pixel to the next in what is read and in what
  /// is written, the zero point of what is read and that of the results without a sign, a shift, and the
  /// bits of the results that are flipped at last.
  case scale
  /// The means of up to 128 channels: stores the floors of sums over 8-bit integers at the second pointer, times
  /// a factor. The numbers are how many pixels there are, how far it is from one to the next and how many
  /// channels there are; what sums start from and the operands of `signedFloor`; and 1 where the integers have
  /// no signs.
  case average
  /// The store of each lane, more by a number, as 8 bits, what lies outside of them as the nearest that does
  /// not; what 32 bits do not hold of a sum may wrap.
  case storeSaturated = "store_saturated"
  /// The same of two to four vectors, each to a pointer of its own: all pointers, then all vectors, then the
  /// number.
  case storeSaturatedTwo = "store_saturated_two"
  case storeSaturatedThree = "store_saturated_three"
  case storeSaturatedFour = "store_saturated_four"
  /// The same as 8 bits without a sign.
  case storeUnsigned = "store_unsigned"
  case storeUnsignedTwo = "store_unsigned_two"
  case storeUnsignedThree = "store_unsigned_three"
  case storeUnsignedFour = "store_unsigned_four"
  /// The same of one vector, whose halves go to a pointer each.
  case storeSaturatedHalves = "store_saturated_halves"
  case storeUnsignedHalves = "store_unsigned_halves"
  /// The same of four vectors side by side: the pointer, the vectors, the number.
  case storeSaturatedRow = "store_saturated_row"
  case storeUnsignedRow = "store_unsigned_row"
  /// The same of four vectors that are transposed: the first fours of all of them lie before the second ones.
  case storeSaturatedTransposed = "store_saturated_transposed"
  case storeUnsignedTransposed = "store_unsigned_transposed"
  /// The store of the lanes of two or four vectors as 8 bits: each more by a number and then within
  /// bounds, which are the last operands.
  case storeTwo = "store_two"
  case storeFour = "store_four"

  /// The names of its operands.
  package var operands: [String] {
    switch self {
    case .load, .loadTwice, .splat, .lowHalf, .bytes, .unsignedBytes, .pairs, .pairSplat, .quads,
      .quadsOfTwo, .raisedQuadSplat, .floats, .bareColumnsOfOne:
      ["a"]
    case .store, .storeBytes, .lookUp, .add, .subtract, .multiply,
      .least, .most,
      .pairLess, .joined, .roundedEven, .sumsOfTwo:
      ["a", "b"]
    case .addPairProducts, .addQuadProducts, .addSignedQuadProducts, .columnsOfOne, .roundedTwice,
      .roundedOnce, .roundedTwiceRight, .roundedOnceRight, .scaledFloor, .heldFloor,
      .mirroredFloor, .translate, .raise, .bareColumnsOfThree, .bareLine, .storeSaturated,
      .storeUnsigned:
      ["a", "b", "c"]
    case .addSignedQuadLane, .bareColumnsOfFour, .fineFloor, .storeSaturatedHalves,
      .storeUnsignedHalves:
      ["a", "b", "c", "d"]
    case .columnsOfThree, .line, .sumFloor, .gatedFloor, .heldSignedFloor,
      .storeSaturatedTwo, .storeUnsignedTwo, .transposedColumns:
      ["a", "b", "c", "d", "e"]
    case .columnsOfFour, .halfColumnsOfThree, .signedFloor, .storeTwo, .translateHeld,
      .storeSaturatedRow, .storeUnsignedRow, .storeSaturatedTransposed, .storeUnsignedTransposed:
      ["a", "b", "c", "d", "e", "f"]
    case .halfColumnsOfFour, .signedGatedFloor, .storeSaturatedThree, .storeUnsignedThree:
      ["a", "b", "c", "d", "e", "f", "g"]
    case .storeFour: ["a", "b", "c", "d", "e", "f", "g", "h"]
    case .storeSaturatedFour, .storeUnsignedFour:
      ["a", "b", "c", "d", "e", "f", "g", "h", "i"]
    case .average, .scale: ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]
    }
  }

  /// How many of its operands, the first ones, are pointers to 8-bit integers.
  package var pointers: Int {
    switch self {
    case .bytes, .unsignedBytes, .storeBytes, .storeSaturated, .storeUnsigned, .pairs, .pairSplat,
      .quads, .quadsOfTwo,
      .raisedQuadSplat, .columnsOfOne, .bareColumnsOfOne, .line, .bareLine,
      .storeTwo, .storeFour, .storeSaturatedRow, .storeUnsignedRow, .storeSaturatedTransposed,
      .storeUnsignedTransposed:
      1
    case .lookUp, .translateHeld, .raise, .average, .storeSaturatedTwo, .storeUnsignedTwo,
      .storeSaturatedHalves, .storeUnsignedHalves:
      2
    case .columnsOfThree, .bareColumnsOfThree, .halfColumnsOfThree, .translate,
      .storeSaturatedThree,
      .storeUnsignedThree:
      3
    case .columnsOfFour, .bareColumnsOfFour, .halfColumnsOfFour, .storeSaturatedFour,
      .storeUnsignedFour, .scale, .transposedColumns:
      4
    case .load, .loadTwice, .store, .splat, .lowHalf, .add, .subtract, .multiply, .least, .most,
      .pairLess, .sumsOfTwo,
      .addPairProducts, .addQuadProducts, .addSignedQuadProducts, .addSignedQuadLane, .joined,
      .roundedTwice, .roundedOnce, .roundedTwiceRight, .roundedOnceRight, .roundedEven,
      .scaledFloor, .fineFloor, .signedFloor, .sumFloor, .floats, .gatedFloor, .signedGatedFloor,
      .heldFloor, .heldSignedFloor, .mirroredFloor:
      0
    }
  }

  /// How many of its operands, the last ones, are numbers.
  package var numbers: Int {
    switch self {
    case .halfColumnsOfThree, .halfColumnsOfFour, .line, .bareLine, .raise,
      .storeSaturated, .storeSaturatedTwo, .storeSaturatedThree, .storeSaturatedFour,
      .storeUnsigned, .storeUnsignedTwo,
      .storeUnsignedThree, .storeUnsignedFour, .storeSaturatedRow, .storeUnsignedRow,
      .storeSaturatedHalves, .storeUnsignedHalves, .storeSaturatedTransposed,
      .storeUnsignedTransposed, .transposedColumns:
      1
    case .storeTwo, .storeFour: 3
    case .scale: 8
    case .average: 10
    default: 0
    }
  }

  /// How many pointers it writes to, the first ones; none where it makes a vector.
  package var destinations: Int {
    switch self {
    case .store, .storeBytes, .storeSaturated, .storeUnsigned, .storeTwo, .storeFour, .translate,
      .translateHeld, .raise, .scale, .average, .storeSaturatedRow, .storeUnsignedRow,
      .storeSaturatedTransposed, .storeUnsignedTransposed:
      1
    case .storeSaturatedTwo, .storeUnsignedTwo, .storeSaturatedHalves, .storeUnsignedHalves: 2
    case .storeSaturatedThree, .storeUnsignedThree: 3
    case .storeSaturatedFour, .storeUnsignedFour: 4
    default: 0
    }
  }

  /// How many 8-bit integers a translation makes, and how many channels are scaled at once.
  package static let translated = 64
}

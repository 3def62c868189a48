import IR
import Targets

/// A few pixels of an op that does something with each element by itself.
package struct ElementPixels: PixelKernel {
  var function: ElementFunction
  var channels: Int
  /// Of each operand: the channels of a pixel that have a pointer each, 1 where there is one for all;
  /// nil where one pixel serves for all of the map.
  var planes: [Int?]
  /// The operands that are inputs of unsigned integers.
  var unsigned: Set<Int>

  package var name: String {
    let tables =
      planes.map { $0.map { "_\($0)" } ?? "_one" }.joined()
      + unsigned.sorted().map { "_u\($0)" }.joined()
    return "\(function.word)_pixels_c\(channels)\(tables)"
  }

  package func function(for target: Target) -> Function {
    let names = planes.count == 1 ? ["pixels"] : ["left", "right"]
    let tables = zip(names, planes).map { name, planes in
      planes.map { PixelTable(name: name, planes: $0) }
    }
    let parameters = zip(names, zip(planes, function.operands)).map { name, facts in
      Function.Parameter(
        name, facts.0 == nil ? .pointer(facts.1) : .pointers(facts.1))
    }
    let pointers = zip(tables, function.operands).compactMap { table, scalar in
      table.map {
        Statement.constant("\($0.name)0", $0.pixelType(scalar), $0.pixel(at: ref("x")))
      }
    }
    let to = Statement.constant("to", .place(function.result), ref("places")[ref("x")])
    let elements = function.elements(channels, target) { c in
      let operands = tables.enumerated().map { index, table in
        let element =
          table.map { $0.element(c, of: ref("\(names[index])0")) } ?? ref(names[index])[c]
        return function.operand(element, isUnsigned: unsigned.contains(index))
      }
      return [.assign(ref("to")[c], function.element(operands))]
    }
    return Function(
      name, comment: "\(function.comment), some pixels of \(channels) channels",
      parameters + [.init("count", .index)]
        + (function.hasWeights ? [.init("weights", .pointer(.int8))] : [])
        + [.init("places", .places(function.result))],
      [.loop(Loop("x", to: ref("count"), pointers + [to] + elements))])
  }
}

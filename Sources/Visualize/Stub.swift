import Basics
import IR
import Plan

package func render(_ graph: Graph) -> [UInt8] { [] }

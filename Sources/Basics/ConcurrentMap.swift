import Dispatch

/// The results of a function for 0, 1, and so on, computed on all cores and returned in order.
package func concurrentMap<Result: Sendable>(
  _ count: Int, _ transform: @Sendable (Int) -> Result
) -> [Result] {
  [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
    nonisolated(unsafe) let results = buffer
    DispatchQueue.concurrentPerform(iterations: count) { index in
      results.initializeElement(at: index, to: transform(index))
    }
    initialized = count
  }
}

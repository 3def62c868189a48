import Basics
import Formats
import Planning

/// A bare allocation problem and how hard to work on it.
public struct AllocationRequest: Sendable {
  /// A CSV file with the columns `id`, `lower`, `upper` and `size`.
  public var path: String
  /// The bytes there are; nil to find out how few will do.
  public var capacity: Int?
  public var seconds: Double

  public init(path: String, capacity: Int? = nil, seconds: Double = 60) {
    self.path = path
    self.capacity = capacity
    self.seconds = seconds
  }

  /// The longest time limit, a day.
  public static let longestSeconds = 86_400.0
}

/// Where the buffers of an allocation problem go.
public struct AllocationReport: Sendable {
  public let bufferCount: Int
  /// The bytes that the placement takes.
  public let peak: Int
  /// The most bytes that live at one time.
  public let liveBound: Int
  /// No placement takes fewer bytes: the live bound, or more if the search proved it.
  public let provedBound: Int
  /// The columns of the file and `offset`.
  public let csv: [UInt8]

  public var isOptimal: Bool { peak == provedBound }
}

/// Places the buffers of a file so that no two that live at the same time overlap.
///
/// Fails with exit code 4 if there is no placement within the capacity, or none was found.
public func allocate(_ request: AllocationRequest) throws(Failure) -> AllocationReport {
  try facade { () throws(Rejection) in
    try check(request)
    let deadline = ContinuousClock.now + .seconds(request.seconds)
    let table = try readBufferTable(
      try readFile(request.path, limit: 256 << 20), file: request.path)
    let problem = AllocationProblem(
      table.records.map { AllocationProblem.Buffer(life: $0.lower..<$0.upper, size: $0.size) })
    let allocation = Planning.allocate(
      problem, capacity: request.capacity, effort: AllocationEffort(deadline: deadline))
    if let capacity = request.capacity { try refuse(allocation, over: capacity, request.path) }
    return AllocationReport(
      bufferCount: table.records.count, peak: allocation.peak, liveBound: allocation.liveBound,
      provedBound: allocation.provedBound, csv: table.adding("offset", allocation.offsets))
  }
}

private func check(_ request: AllocationRequest) throws(Rejection) {
  if let capacity = request.capacity, capacity < 0 {
    throw Rejection(
      .usage, "usage.capacity", "found capacity \(capacity), expected a number of bytes from 0")
  }
  guard request.seconds > 0, request.seconds <= AllocationRequest.longestSeconds else {
    throw Rejection(
      .usage, "usage.time-limit",
      "found time limit \(request.seconds), expected seconds above 0 and up to"
        + " \(Int(AllocationRequest.longestSeconds))")
  }
}

private func refuse(
  _ allocation: Allocation, over capacity: Int, _ path: String
) throws(Rejection) {
  switch allocation.verdict {
  case .fits: break
  case .impossible:
    let reason =
      allocation.liveBound > capacity
      ? "\(grouped(allocation.liveBound)) bytes live at one time" : "every placement was tried"
    throw Rejection(
      .doesNotFit, "allocate.impossible", at: .file(path),
      "no placement keeps within \(grouped(capacity)) bytes: \(reason)")
  case .notFound:
    throw Rejection(
      .doesNotFit, "allocate.not-found", at: .file(path),
      "found no placement within \(grouped(capacity)) bytes, nor a proof that there is none; the"
        + " best takes \(grouped(allocation.peak)), and \(grouped(allocation.liveBound)) live at"
        + " one time")
  }
}

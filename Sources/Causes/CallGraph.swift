/// Who calls whom, without the symptom's own service as a callee.
struct CallGraph {
  private(set) var callees: [[Int]]
  private(set) var callers: [[Int]]

  /// Takes the calls once each; what leads nowhere, to itself or back to the symptom says nothing.
  init(_ question: ServiceQuestion) {
    callees = [[Int]](repeating: [], count: question.count)
    callers = callees
    let services = 0..<question.count
    var seen: Set<ServiceQuestion.Call> = []
    for call in question.calls {
      guard services.contains(call.caller), services.contains(call.callee), call.caller != call.callee,
        call.callee != question.symptom.service, seen.insert(call).inserted
      else { continue }
      callees[call.caller].append(call.callee)
      callers[call.callee].append(call.caller)
    }
  }

  /// Returns how many calls lead to each service, nil where none do.
  func distances(from start: Int) -> [Int?] {
    var distances = [Int?](repeating: nil, count: callees.count)
    var waiting = [start]
    var next = 0
    distances[start] = 0
    while next < waiting.count {
      let service = waiting[next]
      next += 1
      for callee in callees[service] where distances[callee] == nil {
        distances[callee] = (distances[service] ?? 0) + 1
        waiting.append(callee)
      }
    }
    return distances
  }
}

extension AgentStep {
  /// Adds what was told of the same step later: what it says counts, the rest stays.
  package mutating func add(_ later: AgentStep) {
    if later.operation != .other { operation = later.operation }
    let texts: [WritableKeyPath<AgentStep, String>] = [
      \.provider, \.model, \.tool, \.agent, \.prompt, \.promptVersion, \.errorType,
    ]
    for text in texts where !later[keyPath: text].isEmpty { self[keyPath: text] = later[keyPath: text] }
    let hashes: [WritableKeyPath<AgentStep, UInt64>] = [\.call, \.turn, \.arguments, \.result]
    for hash in hashes where later[keyPath: hash] != 0 { self[keyPath: hash] = later[keyPath: hash] }
    tokens = later.tokens ?? tokens
    cost = later.cost ?? cost
    if later.finish != .unknown { finish = later.finish }
    timeToFirstToken = later.timeToFirstToken ?? timeToFirstToken
    took = later.took ?? took
    saysError = saysError || later.saysError
  }
}

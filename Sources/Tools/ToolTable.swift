/// The tools, in the order they are listed.
package enum ToolTable {
  package static let all: [ReckonTool] = [
    .getStatus, .listOpportunities, .getOpportunity, .getBet, .citeSources, .searchSignals, .audit, .claimBet,
    .recordShip, .measureImpact, .decide, .editOpportunity, .ingest,
  ]

  /// What an agent needs that only does the work it is given.
  private static let core = ["get_bet", "cite_sources", "claim_bet", "record_ship", "measure_impact"]

  /// Returns the tool of a name.
  package static func tool(named name: String) -> ReckonTool? {
    all.first { $0.name == name }
  }

  /// Returns the tools that these words ask for: `all`, `core` or names between commas; nil and the word that is none.
  package static func tools(for words: String) -> (tools: [ReckonTool], unknown: String?) {
    var wanted: Set<String> = []
    for word in words.split(separator: ",").map(String.init) {
      switch word {
      case "all": wanted.formUnion(all.map(\.name))
      case "core": wanted.formUnion(core)
      case let name where tool(named: name) != nil: wanted.insert(name)
      default: return ([], word)
      }
    }
    return (all.filter { wanted.contains($0.name) }, nil)
  }

  /// Returns the tools as a server offers them that may change nothing: what reads, and the last read-out.
  package static func readOnly(_ tools: [ReckonTool]) -> [ReckonTool] {
    tools.compactMap { tool in
      if tool.isReadOnly { return tool }
      return tool.name == ReckonTool.measureImpact.name ? .lastReadout : nil
    }
  }
}

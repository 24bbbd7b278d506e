import Bytes
package import Domain
import Ledger
package import Store

/// How links to signals at their sources are made: a template for each source that a person has given one.
package struct SourceLinks: Sendable {
  package private(set) var templates: [String: LinkTemplate] = [:]

  /// The name under which they are kept, and under which the ledger has their digest.
  static let setting = "links"
  private static let sourceLimit = 100
  private static let nameLimit = 200

  package init(_ reader: StoreReader) throws {
    guard let stored = try reader.setting(SourceLinks.setting) else { return }
    do {
      for (source, template) in try JSONDocument(stored).root.members {
        templates[source] = try LinkTemplate(kept: template.exactString ?? "")
      }
    } catch {
      throw LoopError.corrupt(what: "the setting of the sources' links", detail: "\(error)")
    }
  }

  /// Returns the link to a signal; nil where its source has no template, or the template needs what is not known.
  package func link(to sighting: Sighting?) -> String? {
    sighting.flatMap { templates[$0.source]?.link(to: $0) }
  }

  /// Returns the link to a signal that may have come with a text.
  ///
  /// A row has no room for the source's own id of it; a text has that of the signal that brought it first. An error that
  /// came again has the link of that one where its own cannot be made: to its source they are one issue.
  func link(to signal: Sighting, with text: EvidenceID?, isError: Bool, _ reader: StoreReader) throws -> String? {
    guard let template = templates[signal.source] else { return nil }
    guard let first = try text.flatMap({ try reader.evidence($0)?.sighting }), first.source == signal.source else {
      return template.link(to: signal)
    }
    if first.time == signal.time, first.trace == signal.trace { return template.link(to: first) }
    return template.link(to: signal) ?? (isError ? template.link(to: first) : nil)
  }

  /// Gives a source a template, or takes away the one that it has.
  package static func set(_ template: LinkTemplate?, for source: String, _ books: Books) throws {
    guard 1...nameLimit ~= source.utf8.count else {
      throw LoopError.badValue(argument: "SOURCE", typed: source, expected: "the name of a source, such as otlp")
    }
    try books.write { journal in
      var links = try SourceLinks(journal.writer)
      guard links.templates[source] != template else { return }
      links.templates[source] = template
      guard links.templates.count <= sourceLimit else {
        throw LoopError.badValue(
          argument: "SOURCE",
          typed: source,
          expected: "one of the \(sourceLimit) sources that have a template; give one of them none first"
        )
      }
      let body = try links.body()
      try journal.writer.set(setting, body)
      try journal.note(.settings, about: setting, digest: LedgerEntry.digest(of: body))
    }
  }

  /// What is kept, and what the ledger has a digest of.
  private func body() throws -> [UInt8] {
    try CanonicalJSON.bytes(of: .object(templates.reduce(into: [:]) { $0[$1.key] = .string($1.value.text) }))
  }
}

/// One source, with how links to it are made.
package struct SourceLink: Sendable {
  package let source: String
  /// How many signals it has sent.
  package let signals: Int64
  package let template: LinkTemplate?
  /// The link to its newest signal that has what the template needs, among the newest of all.
  package var example: String?

  /// Signals looked at for examples.
  package static let rowLimit = 100_000

  /// Returns all sources that have sent something or have a template, or the one that is named.
  package static func all(_ records: Records, only name: String? = nil) throws -> [SourceLink] {
    let links = try SourceLinks(records.reader)
    let sent = try records.reader.sources().reduce(into: [:]) { $0[$1.name] = $1.count }
    let names = name.map { [$0] } ?? Set(sent.keys).union(links.templates.keys).sorted()
    let examples = try examples(links, for: Set(names), records)
    return names.map { name in
      SourceLink(
        source: name,
        signals: sent[name] ?? 0,
        template: links.templates[name],
        example: examples[name]
      )
    }
  }

  private static func examples(_ links: SourceLinks, for names: Set<String>, _ records: Records) throws -> [String:
    String]
  {
    let wanted = names.intersection(links.templates.keys)
    var (found, looked): ([String: String], Int) = ([:], 0)
    guard !wanted.isEmpty else { return found }
    try records.reader.scan(SignalFilter(), fields: [.words, .evidence, .trace, .span]) { batch in
      for row in batch.rows.reversed() {
        let source = batch.text(row.source)
        guard wanted.contains(source), found[source] == nil else { continue }
        found[source] = try links.link(
          to: Sighting(row, batch),
          with: batch.evidenceID(of: row),
          isError: row.kind == .error,
          records.reader
        )
      }
      looked += batch.rows.count
      return looked < rowLimit && found.count < wanted.count
    }
    return found
  }
}

import Bytes
import Causes
import Domain
import Store

/// Everything that is known to have been changed: releases, flags, commits, and what people reported as shipped.
struct KnownChanges {
  private(set) var all: [Change] = []
  private(set) var variants = FlagVariants()
  private var deploys: [Deploy] = []
  /// What people call the commits, and what they wrote of them.
  private var merges: [String: (name: String, time: Int64, words: [String])] = [:]
  /// The files that commits from shortly before the beginning touched.
  private var files: [String: [String]] = [:]
  private let end: Int64

  /// A release that came to run somewhere.
  private struct Deploy {
    let service: String
    let release: String
    let commit: String
    let time: Int64
  }

  /// Changes longer ago are not looked at.
  private static let days: Int64 = 90
  private static let mergeLimit = 2_000

  /// Changes whose files are looked at came at most so long before the beginning.
  private static let daysWithFiles: Int64 = 7

  /// Reads what was changed before a moment, in seconds since the Unix epoch; `files` tells what commits touched.
  init(
    through end: Int64,
    beginning: Int64,
    _ records: Records,
    files: ([String]) -> [String: [String]]
  ) throws {
    self.end = end
    var filter = SignalFilter(window: (end - KnownChanges.days * 86_400) * 1_000_000..<end * 1_000_000)
    filter.kinds = [SignalKinds(.deploy), SignalKinds(.change), SignalKinds(.exposure)]
    try records.reader.scan(filter, fields: [.words, .people, .evidence]) { batch in
      for row in batch.rows { try add(row, batch, records) }
      return true
    }
    deploys.sort { ($0.time, $0.service, $0.release) < ($1.time, $1.service, $1.release) }
    let ships = try records.changes()
    let recent = beginning - KnownChanges.daysWithFiles * 86_400...beginning + 3_600
    let near =
      deploys.filter { recent.contains($0.time) }.map(\.commit)
      + merges.filter { recent.contains($0.value.time) }.keys.sorted() + ships.suffix(20).compactMap(\.commit)
    self.files = files(near)
    addReleases(try records.reader.releases())
    addMerges()
    addFlags()
    addShips(ships)
  }

  private mutating func add(_ row: SignalRow, _ batch: SignalBatch, _ records: Records) throws {
    let time = row.time.flooredQuotient(by: 1_000_000)
    let name = batch.text(row.name)
    switch row.kind {
    case .deploy where row.status != .error && row.release != .none:
      let release = ReleaseMark.plain(batch.text(row.release))
      deploys.append(Deploy(service: batch.text(row.service), release: release, commit: name, time: time))
    // Only changes that people have a name for; steps of a deployment are told by the deploy itself.
    case .change where name.hasPrefix("#") && merges.count < KnownChanges.mergeLimit:
      let title = try batch.evidenceID(of: row).flatMap { try records.evidence($0)?.text } ?? ""
      merges[batch.text(row.release)] = (name, time, CauseLook.words(title))
    case .exposure:
      variants.add(name, time: time, subject: row.subject)
    default: break
    }
  }

  /// Adds each release of each service from when it was deployed, or else first seen, with the commit it was made of.
  private mutating func addReleases(_ seen: [(key: RollUp.ReleaseKey, first: Int64)]) {
    var starts: [Release: Int64] = [:]
    for deploy in deploys {
      let release = Release(service: deploy.service, version: deploy.release)
      starts[release] = min(starts[release] ?? .max, deploy.time)
    }
    for (key, first) in seen {
      let release = Release(service: key.service, version: ReleaseMark.plain(key.release))
      let second = first.flooredQuotient(by: 1_000_000)
      if second < end { starts[release] = min(starts[release] ?? .max, second) }
    }
    let versions = Set(starts.keys.filter { !$0.service.isEmpty }.map(\.version))
    for (release, start) in starts.sorted(by: { ($0.value, $0.key) < ($1.value, $1.key) }) {
      // People's programs say which version they have, but not of what.
      if release.version.isEmpty || release.service.isEmpty && versions.contains(release.version) { continue }
      let commit = deploys.first { $0.service == release.service && $0.release == release.version }?.commit
      let merge = commit.flatMap { merges[$0] }
      let origin = [merge?.name, commit.map { String($0.prefix(10)) }].compactMap(\.self).filter { !$0.isEmpty }
      let name = release.service.isEmpty ? release.version : "\(release.service) \(release.version)"
      all.append(
        Change(
          origin.isEmpty ? name : "\(name) (\(origin.joined(separator: ", ")))",
          kind: .release,
          live: live(release, from: start),
          service: release.service,
          marks: [.init(attribute: "release", value: release.version)],
          files: commit.flatMap { files[$0] } ?? [],
          words: merge?.words ?? []
        )
      )
    }
  }

  private struct Release: Hashable, Comparable {
    let service: String
    let version: String

    static func < (left: Release, right: Release) -> Bool {
      (left.service, left.version) < (right.service, right.version)
    }
  }

  /// Returns when what a release brought was live: not while an earlier release had been brought back.
  private func live(_ release: Release, from start: Int64) -> [Range<Int64>] {
    let own = deploys.filter { $0.service == release.service }
    var ranks: [String: Int] = [:]
    for deploy in own where ranks[deploy.release] == nil { ranks[deploy.release] = ranks.count }
    guard let rank = ranks[release.version] else { return [start..<max(end, start)] }
    var live: [Range<Int64>] = []
    var since: Int64? = start
    for deploy in own where deploy.time > start {
      let isIn = (ranks[deploy.release] ?? 0) >= rank
      if let begun = since, !isIn {
        live.append(begun..<deploy.time)
        since = nil
      } else if since == nil, isIn {
        since = deploy.time
      }
    }
    if let since { live.append(since..<max(end, since)) }
    return live
  }

  /// Adds merged changes that no deploy tells of.
  private mutating func addMerges() {
    let deployed = Set(deploys.map(\.commit))
    for (commit, merge) in merges.sorted(by: { ($0.value.time, $0.key) < ($1.value.time, $1.key) })
    where !deployed.contains(commit) {
      all.append(
        Change(
          "\(merge.name) (\(commit.prefix(10)))",
          kind: .commit,
          live: [merge.time..<max(end, merge.time)],
          files: files[commit] ?? [],
          words: merge.words
        )
      )
    }
  }

  /// Adds each flag from when anybody first got a variant that is not the old way.
  private mutating func addFlags() {
    for (flag, start, changed) in variants.starts {
      all.append(
        Change(
          flag,
          kind: .flag,
          live: [start..<max(end, start)],
          marks: changed.map { .init(attribute: "flag:\(flag)", value: $0) },
          words: CauseLook.words(flag)
        )
      )
    }
  }

  /// Adds what was reported as shipped and is not known by its commit or flag already.
  private mutating func addShips(_ ships: [Ship]) {
    let commits = Set(deploys.map(\.commit)).union(merges.keys)
    let flags = Set(variants.flags)
    for ship in ships {
      guard let start = (ship.exposed ?? ship.deployed ?? ship.merged)?.seconds, start < end,
        !(ship.commit.map(commits.contains) ?? false), !(ship.flag.map(flags.contains) ?? false)
      else { continue }
      let marks = [
        ship.release.map { Explanation.Part(attribute: "release", value: ReleaseMark.plain($0)) }
      ].compactMap(\.self)
      let name = ship.flag ?? ship.release ?? ship.pullRequest ?? ship.commit.map { String($0.prefix(10)) }
      let kind: Change.Kind =
        switch ship.kind {
        case .flag, .rollout: .flag
        case .config: .config
        case .deploy: .release
        case .merge, .revert: .commit
        }
      let reverted = ship.reverted.map { min($0.seconds, end) } ?? end
      all.append(
        Change(
          name ?? ship.id.text,
          kind: kind,
          live: [start..<max(start, reverted)],
          marks: marks,
          files: ship.commit.flatMap { files[$0] } ?? []
        )
      )
    }
  }
}

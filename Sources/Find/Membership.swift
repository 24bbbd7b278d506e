import Domain

/// Which groups make up which opportunity, and why.
struct Membership {
  /// The groups of one opportunity, the one that names it first.
  struct Family {
    var id: RecordID
    var existing: Opportunity?
    /// The one it got its id from first, then what edits brought, then the themes that joined.
    var groups: [GroupFacts]
    var joins: [Join] = []

    /// Those that people and times are counted from.
    ///
    /// Who writes about an error met it as a rule, under whatever id, and when somebody writes says little of when it
    /// began. Not all who no longer go on somewhere met what keeps them.
    var counted: [GroupFacts] {
      guard lead.isHost else { return groups }
      return groups.filter { $0.isHost && (lead.tally.isLoss || !$0.tally.isLoss) }
    }

    /// What its titles and claims are made from.
    var lead: GroupFacts { groups[0] }
  }

  /// Why a theme of messages is part of an error's opportunity.
  struct Join: Equatable {
    let theme: RecordID
    let reason: Reason

    enum Reason: Equatable {
      case people(shared: Int, of: Int, error: RecordID)
      case words([String])
      /// Events that began with it, sent by the same people.
      case company(shared: Int, of: Int, event: String)
      /// People who no longer go on from one event to another, and met it more often than those who do.
      case loss(shared: Int, of: Int, label: String)
      /// It was joined before, and what was joined stays.
      case earlier
    }
  }

  private(set) var families: [Family] = []
  /// The place of each family by its id, the family that a group is in, and every id that is some opportunity's.
  private var placeOf: [RecordID: Int] = [:]
  private var familyOf: [RecordID: Int] = [:]
  private var taken: Set<RecordID>
  private let rules: EditRules
  private let existing: [RecordID: Opportunity]
  private(set) var absorbed: [RecordID: RecordID] = [:]

  /// A theme joins an error where at least half of its people met the error, which must be three or more of them.
  static let leastShare = 0.5
  static let leastShared = 3
  /// So many must not be likely by chance, given how many meet the error at all: what all meet has met the writers too.
  ///
  /// All pairs of themes and errors share it: among many themes there is one whose people have all met something.
  static let chance = 0.01
  /// Or where so many distinctive words are the same.
  static let leastWords = 2

  init(_ input: FindInput) {
    let groups = input.groups.sorted {
      ($0.isTheme || $0.isPraise ? 1 : 0, $0.tally.id) < ($1.isTheme || $1.isPraise ? 1 : 0, $1.tally.id)
    }
    taken = Set(input.existing.map(\.id))
    rules = input.rules
    existing = Dictionary(input.existing.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var owner: [RecordID: Opportunity] = [:]
    for opportunity in input.existing.sorted(by: { $0.id < $1.id }) where opportunity.state != .merged {
      for group in opportunity.groups where owner[group] == nil { owner[group] = opportunity }
    }
    let joining = Joining(groups.filter { $0.isHost && !$0.tally.isLoss }, input: input)
    for group in groups where !group.isTheme && !group.tally.isLoss {
      placeAlone(group, owner[group.tally.id])
    }
    for group in groups where group.tally.isLoss {
      addLoss(group, owner[group.tally.id], input.losses[group.tally.id])
    }
    for group in groups where group.isTheme {
      addTheme(group, owner[group.tally.id], joining)
    }
    addCompany(input)
    absorbEnded(input)
    order()
  }

  /// Makes opportunities of themes that ended, and that nobody has decided about, part of those their texts are in now.
  private mutating func absorbEnded(_ input: FindInput) {
    for opportunity in input.existing.sorted(by: { $0.id < $1.id }) {
      guard opportunity.state.isOpenToChoice, !rules.hasTouched(opportunity.id), placeOf[opportunity.id] == nil,
        opportunity.groups.allSatisfy({ input.successors[$0] != nil }),
        let home = opportunity.groups.first.flatMap({ input.successors[$0] }).flatMap({ familyOf[$0] })
      else { continue }
      absorbed[opportunity.id] = families[home].id
    }
  }

  /// Puts a group where an edit wants it, else where it was, else by itself.
  private mutating func place(_ group: GroupFacts, _ known: Opportunity?) {
    add(group, to: rules.home(of: group.tally.id)?.opportunity ?? known?.id ?? newID(group))
  }

  /// Puts a group where it stands by itself, unless it is of messages that have no word in common: it says nothing yet.
  private mutating func placeAlone(_ group: GroupFacts, _ known: Opportunity?) {
    guard !group.isNameless || known != nil || rules.home(of: group.tally.id) != nil else { return }
    place(group, known)
  }

  /// Adds to what people did where something did not work the events that began with it and came from them.
  ///
  /// Which step they no longer reached, or how they left, tells of those too who did nothing else about it.
  private mutating func addCompany(_ input: FindInput) {
    let stuck = families.indices.filter { families[$0].lead.tally.kind == .event && !families[$0].lead.tally.isLoss }
    let events = input.events.sorted { $0.tally.id < $1.tally.id }
    for index in stuck {
      let lead = families[index].lead
      let people = lead.subjects
      for event in events {
        let others = event.subjects
        let shared = people.intersection(others).count
        guard abs(event.tally.first - lead.tally.first) <= Membership.companyMicroseconds,
          shared >= Membership.leastShared, Double(shared) >= Membership.leastShare * Double(people.count),
          !Joining.isLikely(
            shared,
            of: people.count,
            met: others.count,
            eligible: input.eligible,
            pairs: stuck.count * events.count
          )
        else { continue }
        let reason = Join.Reason.company(shared: shared, of: people.count, event: event.tally.label)
        families[index].groups.append(event)
        families[index].joins.append(Join(theme: event.tally.id, reason: reason))
      }
    }
  }

  /// How far apart the first signals of what belongs together may be: of few people some tell late.
  private static let companyMicroseconds: Int64 = 3 * 86_400_000_000

  private mutating func add(_ group: GroupFacts, to id: RecordID) {
    if let index = placeOf[id] {
      families[index].groups.append(group)
      familyOf[group.tally.id] = index
    } else {
      familyOf[group.tally.id] = families.count
      placeOf[id] = families.count
      families.append(Family(id: id, existing: existing[id], groups: [group]))
    }
  }

  /// Puts a loss to the problem that explains it, else where it was, else by itself.
  private mutating func addLoss(_ group: GroupFacts, _ known: Opportunity?, _ loss: Loss?) {
    let usual = group.tally.usualOpportunity
    let isDecided = rules.home(of: group.tally.id) != nil || rules.hasTouched(usual) && (known?.id ?? usual) == usual
    let isFree = known.map { $0.groups == [group.tally.id] && $0.state.isOpenToChoice } ?? true
    if !isDecided, let known, let index = placeOf[known.id] {
      return join(group, to: index, because: reason(of: group, in: families[index]))
    }
    guard !isDecided, isFree, let cause = loss?.cause, let index = familyOf[cause] else { return place(group, known) }
    join(group, to: index, because: reason(of: group, in: families[index]))
    if let known { absorbed[known.id] = families[index].id }
  }

  private func reason(of group: GroupFacts, in family: Family) -> Join.Reason {
    let people = group.subjects
    return .loss(shared: people.intersection(family.lead.subjects).count, of: people.count, label: group.tally.label)
  }

  private mutating func addTheme(_ theme: GroupFacts, _ known: Opportunity?, _ joining: Joining) {
    let usual = theme.tally.usualOpportunity
    let isDecided = rules.home(of: theme.tally.id) != nil || rules.hasTouched(usual) && (known?.id ?? usual) == usual
    if isDecided { return place(theme, known) }
    let best = joining.best(for: theme)
    let host = best.flatMap { familyOf[$0.error] }
    if let known, let index = placeOf[known.id], families[index].lead.isHost {
      join(theme, to: index, because: index == host ? best?.reason ?? .earlier : .earlier)
      return
    }
    // Whoever decided about a theme by itself has decided; only what still waits may become part of something else.
    let isFree = known.map { $0.groups == [theme.tally.id] && $0.state.isOpenToChoice } ?? true
    guard isFree, let host, let best else { return placeAlone(theme, known) }
    join(theme, to: host, because: best.reason)
    if let known { absorbed[known.id] = families[host].id }
  }

  private mutating func join(_ theme: GroupFacts, to index: Int, because reason: Join.Reason) {
    families[index].groups.append(theme)
    families[index].joins.append(Join(theme: theme.tally.id, reason: reason))
  }

  /// Derives an id that no other opportunity has.
  private mutating func newID(_ group: GroupFacts) -> RecordID {
    var length = RecordID.usualLength
    var id = group.tally.usualOpportunity
    while !taken.insert(id).inserted, length < 26 {
      length += 2
      id = RecordID(.opportunity, of: group.tally.fingerprint, length: length)
    }
    return id
  }

  /// Orders members by what they are, never by when they came, so that every look gives the same.
  private mutating func order() {
    families = families.map { family in
      var family = family
      if family.groups.count > 1 { family.groups.sort { rank($0, in: family.id) < rank($1, in: family.id) } }
      return family
    }.sorted { $0.id < $1.id }
  }

  private func rank(_ group: GroupFacts, in family: RecordID) -> (Int, Int, RecordID) {
    let id = group.tally.id
    if family.text.hasPrefix(group.tally.usualOpportunity.text) { return (0, 0, id) }
    if let home = rules.home(of: id) { return (1, home.rank, id) }
    return (group.isTheme || group.tally.isEvent || group.tally.isLoss ? 3 : 2, 0, id)
  }
}

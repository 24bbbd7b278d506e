import Domain

/// The sentences that an opportunity was quoted with before, for as long as they would be picked again.
///
/// To cut and compare every text at each look would take most of it, and of most problems no text has changed.
enum KnownQuotes {
  /// Returns them; nil where they have to be picked from the texts.
  static func find(_ draft: Opportunities.Draft, input: FindInput) -> [TypicalSentence]? {
    guard let known = draft.family.existing, Set(known.groups) == Set(draft.family.groups.map(\.tally.id)) else {
      return nil
    }
    let all = Set(draft.family.groups.flatMap(\.tally.exemplars))
    // Of more than are kept nobody can tell whether they are the same.
    guard all.count <= Opportunities.exemplarLimit, Set(known.exemplars) == all, draft.isWhole,
      hadAsMany(known, draft, input)
    else { return nil }
    let slices = input.sources.quotes(known)
    let quotes = slices.compactMap { sentence($0, draft.texts, input) }
    return quotes.isEmpty || quotes.count < slices.count ? nil : quotes
  }

  /// Whether as many texts were read for it: more are where enough is known.
  private static func hadAsMany(_ known: Opportunity, _ draft: Opportunities.Draft, _ input: FindInput) -> Bool {
    let (reach, enough) = (known.reach, input.sufficiency)
    let isBroad = reach.subjects >= enough.subjects && reach.days >= enough.days
    // A person without an account counts as one too, and how many those were is not known any more.
    return draft.isSufficient ? isBroad && (!input.accountsExist || reach.accounts >= enough.accounts) : !isBroad
  }

  private static func sentence(
    _ slice: TextSlice,
    _ texts: [(id: EvidenceID, text: String)],
    _ input: FindInput
  ) -> TypicalSentence? {
    let known =
      texts.isEmpty ? input.sources.text(slice.evidence) : texts.first { $0.id == slice.evidence }?.text
    guard let text = known?.utf8, slice.bytes.lowerBound >= 0, slice.bytes.upperBound <= text.count else { return nil }
    let words = text.dropFirst(slice.bytes.lowerBound).prefix(slice.bytes.count)
    return TypicalSentence(
      evidence: slice.evidence,
      bytes: slice.bytes,
      scalars: slice.scalars,
      text: String(decoding: words, as: UTF8.self)
    )
  }
}

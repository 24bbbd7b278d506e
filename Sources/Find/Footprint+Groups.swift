package import Domain

extension Footprint {
  /// Counts what is known of some groups, such as of those signals alone that came after a decision.
  package init(of groups: [GroupFacts], window: ReachWindow) {
    self = Headcount(groups, window: window).footprint
  }
}

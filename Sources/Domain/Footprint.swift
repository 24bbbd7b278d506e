/// How an opportunity's signals are spread over people, accounts and days: what Find measures and Decide weighs.
package struct Footprint: Equatable, Sendable {
  /// Distinct known people, and distinct known accounts.
  package var subjects: Int
  package var accounts: Int
  /// People with no account known: each counts as an account of their own.
  package var loners: Int
  /// Distinct days with at least one signal.
  package var days: Int
  package var occurrences: Int64
  /// For each day of the window, oldest first, how many accounts were heard of for the first time in it.
  package var newcomers: [Int]
  /// Distinct people in each whole week of seven days since it was first seen, latest first; signals where nobody is known.
  package var weeks: [Int]
  /// Signals of known people, and those of the loudest account or lone person with how many people that is.
  package var attributed: Int64
  package var loudest: Int64
  package var loudestSubjects: Int
  /// Kinds of signal it was seen through: an error and a message are two instruments.
  package var instruments: Int
  /// People who wrote about it; nil where nobody's messages are known at all.
  package var writers: Int?
  package var harm: Harm?

  /// Whether those it happens to complain more than the others: nil elsewhere means that nobody can tell.
  package struct Harm: Equatable, Sendable {
    package let affected: Int
    package let affectedWriters: Int
    package let others: Int
    package let otherWriters: Int

    package init(affected: Int, affectedWriters: Int, others: Int, otherWriters: Int) {
      self.affected = affected
      self.affectedWriters = affectedWriters
      self.others = others
      self.otherWriters = otherWriters
    }
  }

  package init(subjects: Int = 0, accounts: Int = 0, loners: Int = 0, days: Int = 0, occurrences: Int64 = 0) {
    self.subjects = subjects
    self.accounts = accounts
    self.loners = loners
    self.days = days
    self.occurrences = occurrences
    newcomers = []
    weeks = []
    attributed = 0
    loudest = 0
    loudestSubjects = 0
    instruments = 1
    writers = nil
    harm = nil
  }

  /// Accounts, with everybody who has none as one.
  package var independentAccounts: Int { accounts + loners }

  /// Whether more than half of what known people sent comes from one account, or from one person without any.
  package var isLoud: Bool { attributed > 1 && loudest * 2 > attributed }
}

/// How much has to be known before anything is weighed at all.
///
/// Reasoned defaults, not measured ones; the policy may change them, and a change is a ledger entry.
package struct Sufficiency: Equatable, Sendable {
  package var subjects: Int
  /// Asked for only where accounts exist; a person without one counts as an account of their own.
  package var accounts: Int
  package var days: Int

  package static let standard = Sufficiency(subjects: 8, accounts: 3, days: 2)

  package init(subjects: Int, accounts: Int, days: Int) {
    self.subjects = subjects
    self.accounts = accounts
    self.days = days
  }

  /// Reports whether so many people, accounts and days are enough.
  package func isMet(by footprint: Footprint, accountsExist: Bool) -> Bool {
    footprint.subjects >= subjects && footprint.days >= days
      && (!accountsExist || footprint.independentAccounts >= accounts)
  }
}

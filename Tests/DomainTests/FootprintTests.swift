import Domain
import Testing

@Suite struct FootprintTests {
  private func footprint(subjects: Int, accounts: Int, loners: Int, days: Int) -> Footprint {
    Footprint(subjects: subjects, accounts: accounts, loners: loners, days: days, occurrences: Int64(subjects))
  }

  @Test func `eight people in three accounts on two days are enough, and one less of anything is not`() {
    let enough = Sufficiency.standard
    #expect(enough.isMet(by: footprint(subjects: 8, accounts: 3, loners: 0, days: 2), accountsExist: true))
    #expect(!enough.isMet(by: footprint(subjects: 7, accounts: 3, loners: 0, days: 2), accountsExist: true))
    #expect(!enough.isMet(by: footprint(subjects: 8, accounts: 2, loners: 0, days: 2), accountsExist: true))
    #expect(!enough.isMet(by: footprint(subjects: 8, accounts: 3, loners: 0, days: 1), accountsExist: true))
  }

  @Test func `whoever has no account counts as one, and where there are none nobody asks`() {
    let enough = Sufficiency.standard
    #expect(enough.isMet(by: footprint(subjects: 8, accounts: 1, loners: 2, days: 2), accountsExist: true))
    #expect(enough.isMet(by: footprint(subjects: 8, accounts: 0, loners: 0, days: 2), accountsExist: false))
  }

  @Test(arguments: [(10, 6, true), (10, 5, false), (1, 1, false), (0, 0, false), (200, 200, true)])
  func `more than half from one side is loud`(attributed: Int64, loudest: Int64, isLoud: Bool) {
    var footprint = Footprint()
    footprint.attributed = attributed
    footprint.loudest = loudest
    #expect(footprint.isLoud == isLoud)
  }
}

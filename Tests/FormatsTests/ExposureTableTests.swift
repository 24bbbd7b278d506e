import Formats
import Testing

@Suite struct ExposureTableTests {
  @Test func `Statsig's export of exposures is who was shown what first`() throws {
    let text = """
      experiment_id,group_id,group_name,unit_id,unit_type,first_exposure_utc
      checkout_exp,grpA,treatment,u_17,userID,2026-11-01 09:00:00
      checkout_exp,grpB,control,u_18,userID,2026-11-01 09:00:01.5
      checkout_exp,grpB,control,,userID,2026-11-01 09:00:02
      checkout_exp,grpB,control,u_19,userID,soon
      """
    #expect(FormatGuess.guess(Array(text.utf8).span) == .known(.csv))
    let batch = read(text, as: .csv)
    let found = batch.events.map { event in
      [event.name, event.variant, event.subject].map(batch.string) + ["\(event.kind) \(event.source) \(event.time)"]
    }
    #expect(
      found == [
        ["checkout_exp", "treatment", "u_17", "exposure statsig 1793523600000000000"],
        ["checkout_exp", "control", "u_18", "exposure statsig 1793523601500000000"],
      ]
    )
    #expect(batch.rejects.listed.map(\.line) == [4, 5])
    #expect(batch.rejects.listed.map(\.reason) == ["an exposure has no unit", "an exposure has the time \"soon\""])
  }
}

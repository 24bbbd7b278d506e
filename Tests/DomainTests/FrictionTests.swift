import Domain
import Testing

@Suite struct FrictionTests {
  @Test(arguments: [
    ("$rageclick", Friction.rage), ("$dead_click", .dead), ("[Amplitude] Rage Click", .rage),
    ("[Amplitude] Dead Click", .dead), ("$mp_rage_click", .rage), ("$mp_dead_click", .dead), ("error-click", .error),
    ("Rage Taps", .rage),
  ])
  func `an event that tells of people for whom something did not work is known by its name`(
    name: String,
    friction: Friction
  ) {
    #expect(Friction(event: name) == friction)
  }

  @Test(arguments: [
    "", "click", "$autocapture", "outrage", "deadline_clicked_away", "dead", "\u{1f4a5}", "payment_failed",
  ])
  func `any other event is none`(name: String) {
    #expect(Friction(event: name) == nil)
  }
}

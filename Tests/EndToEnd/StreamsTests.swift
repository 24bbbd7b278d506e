import TestSupport
import Testing

@Suite struct StreamsTests {
  @Test func `input that ends at once ends the server in silence`() throws {
    try Fixture.with { fixture in
      let result = try fixture.run(.reckon, ["serve"])
      #expect(result == ProgramResult(ending: .exited(0), output: "", errors: ""))
    }
  }
}

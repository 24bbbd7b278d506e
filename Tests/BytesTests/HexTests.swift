import Bytes
import Testing

@Suite struct HexTests {
  @Test func `every byte becomes two lower case digits`() {
    #expect(Hex.encode([0x00, 0x0f, 0xa0, 0xff]) == "000fa0ff")
    #expect(Hex.encode([]) == "")
  }
}

import HTTP
import Testing

@Suite struct ListenAddressTests {
  @Test(arguments: [
    ("4318", "127.0.0.1:4318", true), (":80", "127.0.0.1:80", true), ("localhost:0", "127.0.0.1:0", true),
    ("0.0.0.0:4318", "0.0.0.0:4318", false), ("[::1]:9", "[::1]:9", true), ("[::]:9", "[::]:9", false),
    ("127.9.9.9:1", "127.9.9.9:1", true),
  ]) func `a port, or an address and a port, is read`(_ typed: String, _ printed: String, _ isLoopback: Bool) {
    let address = ListenAddress(typed)
    #expect(address?.description == printed)
    #expect(address?.isLoopback == isLoopback)
  }

  @Test(arguments: [
    "", ":", "host.example:80", "1.2.3:80", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:x", "127.evil:80",
  ])
  func `anything else is not`(_ typed: String) {
    #expect(ListenAddress(typed) == nil)
  }
}

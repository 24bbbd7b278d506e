import Bytes
import Glibc
import MCP

/// What a tool may do to the standard streams behind the server's back.
enum Console {
  /// Writes straight to a descriptor; nobody can be told when nobody listens.
  static func write(_ text: String, to descriptor: CInt) {
    _ = Descriptor.writeAll(Array(text.utf8), to: descriptor)
  }

  static func nanosecondsSince1970() -> Int64 {
    var now = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &now)
    return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
  }

  /// Returns the tool made to print, in every way there is, before it runs.
  static func noisy(_ tool: Tool) -> Tool {
    var noisy = tool
    noisy.run = { arguments, context in
      print("\(tool.name) prints to stdout")
      fflush(nil)
      write("\(tool.name) writes to descriptor 1\n", to: 1)
      write("\(tool.name) writes to descriptor 2\n", to: 2)
      return try tool.run(arguments, context)
    }
    return noisy
  }
}

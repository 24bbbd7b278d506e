/// Gives the fuzzer a program: runs `body` on one input after the other, as the command line says.
///
/// `body` gets each input's bytes and returns 0.
package func fuzz(_ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt) {
  var count = CommandLine.argc
  var arguments = unsafe CommandLine.unsafeArgv
  let code = unsafe LLVMFuzzerRunDriver(&count, &arguments, body)
  precondition(code == 0, "the fuzzer ended with \(code)")
}

@_extern(c)
func LLVMFuzzerRunDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

import Display
import Notebook

#if canImport(Glibc)
  import Glibc
#endif

/// A kernel of Jupyter's: what `tunebook kernel -f FILE` is.
public enum JupyterKernel {
  /// Serves the front that wrote a connection file until it ends the kernel, or is gone itself.
  ///
  /// Cells run on the calling thread, which needs a large stack.
  /// - Parameters:
  ///   - path: the connection file.
  ///   - version: Tunebook's.
  ///   - log: takes a line about what goes wrong; called from any thread.
  ///   - makeSession: makes the session whose cells show on the sink given.
  /// - Throws: `JupyterError`, `FileError`, what `makeSession` throws.
  public static func serve(
    connectionFile path: String, version: String, log: @escaping @Sendable (String) -> Void,
    makeSession: (any DisplaySink) throws -> Session
  ) throws {
    let file = try ConnectionFile(path: path)
    let bell = try Bell()
    let transport = try ZeroMQTransport(file, bell: bell)
    let starter = getenv("JPY_PARENT_PID").flatMap { pid_t(String(cString: $0)) }
    let parent = starter.flatMap { $0 == getppid() ? $0 : nil }
    try serve(
      transport, format: WireFormat(key: file.key), bell: bell, version: version, parent: parent, log: log,
      makeSession: makeSession)
  }

  /// Serves on a transport.
  ///
  /// - Parameter leave: called on the courier's thread where a cell does not come to its end in its time.
  static func serve(
    _ transport: sending any Transport, format: WireFormat, bell: Bell, version: String, parent: pid_t?,
    leave: @escaping @Sendable () -> Void = { _exit(0) }, log: @escaping @Sendable (String) -> Void,
    makeSession: (any DisplaySink) throws -> Session
  ) throws {
    let maker = MessageMaker()
    let outbox = Outbox(maker: maker, bell: bell)
    let (queue, inputs) = (try RequestQueue(), try RequestQueue())
    let information = KernelInformation(version: version, maker: maker)
    let sink = KernelSink(outbox: outbox)
    let session = try makeSession(sink)
    let lifetime = Lifetime(interrupt: session.interpreter.interrupt, queue: queue, parent: parent)
    let done = try Bell()
    try BackgroundThread.start {
      let courier = Courier(
        transport: transport, format: format, outbox: outbox, queue: queue, inputs: inputs,
        lifetime: lifetime, information: information, log: log)
      if !courier.run() { leave() }
      done.ring()
    }
    Kernel(
      session: session, sink: sink, outbox: outbox, queue: queue, inputs: inputs, lifetime: lifetime,
      information: information
    ).run()
    bell.ring()
    done.wait(milliseconds: 5000)
  }

  /// What `tunebook doctor` tells: whether the library that carries the messages is there.
  public static func findings() -> [(name: String, finding: String)] {
    do { return [("jupyter", "ZeroMQ \(try ZeroMQ().version)")] } catch { return [("jupyter", error.description)] }
  }
}

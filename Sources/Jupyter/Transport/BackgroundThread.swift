#if canImport(Glibc)
  import Glibc
#endif

/// A thread beside the one that runs cells; it takes no signals.
enum BackgroundThread {
  /// Starts a thread.
  ///
  /// - Throws: `JupyterError.exhausted`.
  static func start(_ body: sending @escaping () -> Void) throws(JupyterError) {
    var thread = pthread_t()
    let work = Unmanaged.passRetained(Work(body))
    let started = pthread_create(
      &thread, nil,
      { argument in
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, nil)
        if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body() }
        return nil
      }, work.toOpaque())
    guard started == 0 else {
      work.release()
      throw .exhausted("threads")
    }
    pthread_detach(thread)
  }

  private final class Work {
    let body: () -> Void

    init(_ body: @escaping () -> Void) { self.body = body }
  }
}

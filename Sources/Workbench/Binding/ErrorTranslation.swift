import Datasets
import Files
import JSON
import PythonValues

/// Runs a body and puts what the rooms below throw in terms of Python's exceptions, so that a cell can catch it.
func translatingErrors<Result>(_ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let error as PyError {
    throw error
  } catch let error as FileError {
    throw PyError(kind(of: error), "\(error)")
  } catch let error as JSONError {
    throw PyError(.valueError, "\(error)")
  } catch let error as DatasetError {
    throw PyError(error.exceptionKind, "\(error)")
  } catch {
    throw PyError(.valueError, "\(error)")
  }
}

private func kind(of error: FileError) -> ExceptionKind {
  switch error {
  case .missing, .vanished: .fileNotFoundError
  case .isFolder: .isADirectoryError
  case .refused, .locked: .osError
  }
}

/// Whether the person asked to stop; the request is taken, so that it is answered once.
func isStopRequested(_ context: CallContext) -> Bool {
  do { try context.checkInterrupt() } catch { return true }
  return false
}

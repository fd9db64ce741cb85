import Display
import Notebook
import PythonValues

/// `IPython.display`: showing values in between, and taking away what a cell has shown.
func displayNames(_ sink: any DisplaySink) -> [(String, Value)] {
  [
    (
      "display",
      function("display", "*values") { arguments, context in
        for value in arguments.variadic {
          sink.show(.value(ShownValue(try value.repr(), html: value.html(context))))
          for event in (value.object as? any SelfShowing)?.shownBelow ?? [] { sink.show(event) }
        }
        return .none
      }
    ),
    (
      "clear_output",
      function("clear_output", "wait=False") { arguments, _ in
        sink.show(.clear(waits: try arguments.bool("wait")))
        return .none
      }
    ),
  ]
}

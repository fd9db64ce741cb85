import Display
import PythonValues

/// A value that shows more than its text where a cell ends with it: a table, a picture.
public protocol SelfShowing: PyObject {
  /// What is shown below its text.
  var shownBelow: [DisplayEvent] { get }
}

/// Who gives cells their names, where it knows more names than those: of models that stand for folders.
public protocol FolderNaming: AnyObject {
  /// The names that stand for the folder of a model or a dataset, as `from_pretrained` takes them.
  var folderNames: [String] { get }
}

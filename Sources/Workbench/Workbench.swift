import CellLanguage
import Display
import Kernels
import Notebook
import PythonValues

/// What a cell can name: the objects of the house under the field's names.
public enum Workbench {
  /// Gives an interpreter every name, without an import, and the modules that `import` may mention.
  ///
  /// - Parameter sink: where the objects show tables, pictures and progress.
  public static func install(into interpreter: Interpreter, sink: any DisplaySink) {
    let folders = NamedFolders(sink)
    interpreter.host = WorkbenchHost(sink, folders)
    for (name, members) in modules(sink, folders) {
      interpreter.defineModule(name, members)
      if !globalModules.contains(name) { for (name, value) in members { interpreter.define(name, value) } }
    }
    let named = ["json", "math", "os", "random", "time", "torch"].map { ($0, $0) } + [("plt", "matplotlib.pyplot")]
    for (name, module) in named {
      if let module = try? interpreter.importModule(module) { interpreter.define(name, .object(module)) }
    }
  }

  /// What `tunebook doctor` tells of this machine and build: the kernels chosen, and where the assets are.
  public static func findings() -> [(name: String, finding: String)] {
    let best = Processor.bestInstructionSet
    let chosen = Processor.instructionSet
    let forced = chosen == best ? "" : " (TUNEBOOK_ISA; the best here is \(best.name))"
    return [
      ("kernels", "\(chosen.name): \(chosen.summary)\(forced)"), ("threads", "\(Processor.threads)"),
      ("assets", Assets.folder ?? "not found"),
    ]
  }

  /// What `name?` shows of a name, dotted or not; nil where nothing is known of it.
  ///
  /// - Parameters:
  ///   - name: as it stands in a cell: `tokenizer.encode`, `AutoTokenizer.from_pretrained`.
  ///   - interpreter: the one whose cells gave names their values.
  public static func help(_ name: String, in interpreter: Interpreter) -> StyledText? {
    HelpBook(interpreter).record(name)?.styled
  }

  /// What `help(x)` shows of a value; nil where nothing is known of it.
  static func help(of value: Value, in interpreter: Interpreter) -> StyledText? {
    HelpBook(interpreter).record(of: value)?.styled ?? Session.plainHelp(value.typeName, value)
  }

  /// Modules whose members are named through the module: `torch.float32`, `plt.plot`.
  private static let globalModules: Set<String> = ["torch", "matplotlib.pyplot"]

  /// The modules with their members: the libraries that the names come from, and Tunebook's own.
  private static func modules(
    _ sink: any DisplaySink, _ folders: NamedFolders
  ) -> [(name: String, members: [(String, Value)])] {
    let seeds = SeedSource()
    let models = modelNames(seeds, folders)
    let peft = models.filter { ["LoraConfig", "TaskType", "PeftModel", "get_peft_model"].contains($0.0) }
    let trainers = trainerNames(sink, seeds, folders)
    let tunebookCallbacks = ["LossPlotCallback", "ProbeCallback"]
    let transformersTrainers = trainers.filter { $0.0 != "SFTTrainer" && !tunebookCallbacks.contains($0.0) }
    return [
      (
        "transformers",
        models.filter { model in !peft.contains { $0.0 == model.0 } } + transformersTrainers + configurationNames()
          + collatorNames() + [("TextStreamer", textStreamerClass), ("set_seed", seeding("set_seed", seeds))]
      ),
      ("trl", trainers.filter { $0.0 == "SFTTrainer" } + configurationNames() + collatorNames()),
      ("peft", peft),
      ("datasets", datasetNames(folders).filter { $0.0 != "question_answer_dataset" }),
      ("torch", torchNames(seeds)),
      ("matplotlib.pyplot", Pyplot(sink).names()), ("IPython.display", displayNames(sink)),
      (
        "tunebook",
        lookingNames(sink) + askingNames(sink) + trainers.filter { tunebookCallbacks.contains($0.0) }
          + datasetNames(folders).filter { $0.0 == "question_answer_dataset" }
          + [("asset_path", assetPath), ("train_tokenizer", trainTokenizer)]
      ),
    ]
  }
}

private var assetPath: Value {
  function("asset_path", "name") { arguments, _ in .string(try Assets.path(try arguments.string("name"))) }
}

import Display
import LanguageModels
import PythonValues
import Tokenization
import Training

/// Asks the model a few questions at every evaluation, and shows the answers beside the loss.
///
/// Without evaluations it asks after every epoch. Asking draws no random numbers and changes no weight, so a training
/// with probes ends in the same bits as one without.
public final class ProbeCallback: TrainerCallback {
  private let questions: [String]
  private let maximumNewTokens: Int
  private let sink: any DisplaySink

  /// Lays messages out as text; set by the trainer that the callback is given to.
  public var render: ((_ messages: Value, _ addsGenerationPrompt: Bool) throws -> String)?

  /// Text to ids and back; set by the trainer that the callback is given to.
  public var tokenizer: Tokenizer?

  /// The answers so far: the step, the loss, and an answer to each question.
  public private(set) var history: [(step: Int, loss: Double?, answers: [String])] = []

  /// Makes a callback.
  ///
  /// - Parameters:
  ///   - questions: what is asked, each as a conversation of its own.
  ///   - maximumNewTokens: the most tokens of an answer.
  ///   - sink: where the answers are shown.
  public init(questions: [String], maximumNewTokens: Int = 48, sink: any DisplaySink) {
    self.questions = questions
    self.maximumNewTokens = maximumNewTokens
    self.sink = sink
  }

  /// Asks after an evaluation.
  public func handle(_ event: TrainerEvent, trainer: Trainer, control: inout TrainerControl) throws {
    switch event {
    case .evaluate(let record): try ask(trainer, record["eval_loss"], "eval_loss")
    case .epochEnd where trainer.evaluationRows == nil: try ask(trainer, trainer.recentLoss, "loss")
    default: break
    }
  }

  private func ask(_ trainer: Trainer, _ loss: Double?, _ name: String) throws {
    guard let tokenizer, let render, !questions.isEmpty else { return }
    let prompts = try questions.map { try Answerer.prompt($0, tokenizer, render) }
    let answers = try Answerer(model: trainer.model, tokenizer: tokenizer, maximumNewTokens: maximumNewTokens)
      .answers(to: prompts)
    let step = trainer.state.globalStep
    history.append((step, loss, answers))
    let measured = loss.map { ", \(name) \(threeDigits($0))" } ?? ""
    sink.show(
      Table(
        columns: [.init("question"), .init("answer")],
        rows: zip(questions, answers).map { [StyledText($0), StyledText($1, .emphasis)] },
        title: "step \(step)\(measured)"))
  }
}

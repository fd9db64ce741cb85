import Files
import JSON
import LanguageModels
import Tokenization

/// What is wrong where a folder's tokenizer has tokens that its model, or the model that its adapter was trained on, has
/// no row for; nil where all is well or one of the two is not there.
///
/// - Throws: what reading the folder's files throws.
public func vocabularyProblem(folder: String) throws -> String? {
  guard pathExists(joinPath(folder, "tokenizer.json")) else { return nil }
  let hasModel = pathExists(joinPath(folder, "config.json"))
  let rows =
    hasModel
    ? try ModelConfiguration(folder: folder).vocabularySize : try AdapterRecord(folder: folder)?.vocabularySize
  guard let rows, let highest = try Tokenizer.load(folder: folder).highestID, highest >= rows else { return nil }
  return
    "\(folder): the tokenizer's ids reach \(highest), the \(hasModel ? "model" : "adapter's base") has \(rows) rows: "
    + "call model.resize_token_embeddings(len(tokenizer)) before training and save both again"
}

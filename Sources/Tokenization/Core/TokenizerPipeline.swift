/// The steps around the model: before it, after it, and back.
struct TokenizerPipeline: Sendable {
  var normalizer: Normalizer?
  var preTokenizer = PreTokenizer(steps: [])
  var decoder = TokenDecoder(steps: [.fuse])
  var template = TokenTemplate()
  var trimming: SpanTrimming?
}

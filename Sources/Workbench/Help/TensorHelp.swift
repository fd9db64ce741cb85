import PythonValues

extension HelpPage {
  /// `torch`, as far as a person looks at batches with it.
  static let tensor = HelpPage(
    "tensor", "Tensors",
    notes: [
      HelpNote(
        "torch", "The names of torch that cells of this kind use: dtypes, tensors, seeds, and switches for gradients.",
        "torch.tensor([[1, 2], [3, 4]]).shape"),
      HelpNote(
        "torch.tensor", "A tensor of nested lists: int64 where all are whole numbers, bool, or float32.",
        "torch.tensor([[1, 2], [3, 4]], dtype=torch.float32)",
        [
          "data": "numbers or nested lists of numbers", "dtype": "the type of the elements",
          "device": "taken; there is only the CPU",
        ]),
      HelpNote("torch.LongTensor", "A tensor of 64-bit integers.", "torch.LongTensor([[1, 2, 3]])"),
      HelpNote("torch.zeros", "A tensor of zeros.", "torch.zeros(2, 3)", ["size": "the lengths of the dimensions"]),
      HelpNote(
        "torch.ones", "A tensor of ones.", "torch.ones(2, 3, dtype=torch.int64)",
        ["size": "the lengths of the dimensions"]),
      HelpNote("torch.equal", "Whether two tensors have the same shape and elements.", "torch.equal(first, second)"),
      HelpNote(
        "torch.allclose", "Whether all elements of two tensors are nearly the same.",
        "torch.allclose(first, second, atol=1e-5)",
        ["rtol": "the relative difference allowed", "atol": "the absolute difference allowed"]),
      HelpNote("torch.manual_seed", "Starts the session's random numbers anew.", "torch.manual_seed(0)"),
      HelpNote("torch.device", "A device; all of them are the CPU here.", "torch.device(\"cpu\")"),
      HelpNote(
        "torch.no_grad",
        "A context, or a decorator, for code without gradients; here gradients are made in training only.",
        "with torch.no_grad():\n    output = model(input_ids=ids)\n"),
      HelpNote(
        "torch.inference_mode", "The same as torch.no_grad.",
        "with torch.inference_mode():\n    output = model(input_ids=ids)\n"),
      HelpNote("torch.enable_grad", "Changes nothing here.", "with torch.enable_grad():\n    pass\n"),
      HelpNote("torch.cuda", "Says that no graphics processor is used.", "torch.cuda.is_available()"),
      HelpNote("torch.cuda.is_available", "False.", "device = \"cuda\" if torch.cuda.is_available() else \"cpu\""),
      HelpNote("torch.cuda.device_count", "0.", "torch.cuda.device_count()"),
      HelpNote("torch.cuda.empty_cache", "Does nothing.", "torch.cuda.empty_cache()"),
    ] + types,
    topics: [tensorTopic])

  private static let types = [
    ("float32", "32-bit floating-point numbers"), ("float", "torch.float32"),
    ("bfloat16", "16-bit floating-point numbers with float32's range"), ("float16", "16-bit floating-point numbers"),
    ("half", "torch.float16"), ("int64", "64-bit integers"), ("long", "torch.int64"), ("bool", "truth values"),
  ].map { name, meaning in
    HelpNote("torch.\(name)", "A type of elements: \(meaning).", "tensor.to(torch.\(name))")
  }

  private static let tensorTopic = HelpTopic(
    "Tensor", "tensor",
    "Numbers in a box of some dimensions, printed and indexed as torch does; arithmetic and comparisons go element by "
      + "element.",
    "tensor = torch.tensor([[1, 2], [3, 4]])\ntensor[:, 1:].tolist()", rows: TensorObject.members.rows,
    examples: [
      "shape": "tensor.shape[1]", "dtype": "tensor.dtype", "device": "tensor.device", "ndim": "tensor.ndim",
      "size": "tensor.size(0)", "dim": "tensor.dim()", "numel": "tensor.numel()", "tolist": "tensor.tolist()",
      "item": "tensor.sum().item()", "to": "tensor.to(torch.float32)", "cuda": "tensor = tensor.cuda()",
      "cpu": "tensor = tensor.cpu()", "detach": "tensor.detach()", "clone": "copy = tensor.clone()",
      "float": "tensor.float()", "long": "tensor.long()", "numpy": "tensor.numpy()",
      "argmax": "output.logits[0].argmax(dim=-1)", "sum": "tensor.sum()", "mean": "tensor.float().mean()",
      "max": "tensor.max()", "min": "tensor.min()", "unsqueeze": "tensor.unsqueeze(0)", "squeeze": "tensor.squeeze()",
    ],
    parameters: ["dim": "the dimension; -1 is the last", "target": "a dtype or a device"]
  ) { $0.object is TensorObject }
}

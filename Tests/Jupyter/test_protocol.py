"""jupyter_kernel_test's own tests, with a sample for every one of them."""

import unittest

import jupyter_kernel_test


class TunebookTests(jupyter_kernel_test.KernelTests):
    kernel_name = "tunebook"
    language_name = "python"
    file_extension = ".nb"

    code_hello_world = "print('hello, world')"
    code_stderr = "import sys\nprint('an error', file=sys.stderr)"
    code_page_something = "SFTTrainer?"
    code_generate_error = "1 / 0"
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "{'a': [1, 2.5, None]}", "result": "{'a': [1, 2.5, None]}"},
        {"code": "'原神'", "result": "'原神'"},
    ]
    code_display_data = [
        {"code": "plt.plot([3, 2, 1])\nplt.show()", "mime": "image/png"},
        {"code": "%who", "mime": "text/html"},
        {"code": "display({'a': 1})", "mime": "text/plain"},
    ]
    code_clear_output = "from IPython.display import clear_output\nclear_output(wait=True)"
    code_inspect_sample = "SFTTrainer"
    code_history_pattern = "6 ?*7"
    supported_history_operations = ("tail", "range", "search")

    completion_samples = [
        {"text": "AutoTok", "matches": ["AutoTokenizer"]},
        {"text": "AutoTokenizer.from_", "matches": ["from_pretrained"]},
        {"text": "import matplotlib.pyp", "matches": ["matplotlib.pyplot"]},
        {"text": "%timei", "matches": ["timeit"]},
    ]
    complete_code_samples = ["1", "print('x')", "for i in range(3):\n    print(i)\n\n", "%who"]
    incomplete_code_samples = ["print('''x", "for i in range(3):", "f(1,", "def f():\n    return 1"]
    invalid_code_samples = ["x = = 1", "print(1))"]


class TunebookWelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "tunebook"
    support_iopub_welcome = True


if __name__ == "__main__":
    unittest.main()

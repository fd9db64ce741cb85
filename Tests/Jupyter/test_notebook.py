"""The demo notebook, converted and run as Jupyter runs it."""

import os
import re
import subprocess
import tempfile
import unittest

import nbclient
import nbformat

REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.environ.get("TUNEBOOK", os.path.join(REPOSITORY, ".build/release/tunebook"))


def converted(folder):
    """The demo notebook as .ipynb in a folder."""
    path = os.path.join(folder, "genshin.ipynb")
    subprocess.run([PROGRAM, "convert", os.path.join(REPOSITORY, "notebooks/genshin.nb"), path], check=True)
    return path


class Notebook(unittest.TestCase):
    def test_the_demo_runs_to_its_score(self):
        with tempfile.TemporaryDirectory() as folder:
            notebook = nbformat.read(converted(folder), as_version=4)
            nbformat.validate(notebook)
            self.assertEqual(notebook.metadata.kernelspec.name, "tunebook")
            client = nbclient.NotebookClient(notebook, timeout=1800, resources={"metadata": {"path": folder}})
            client.execute()
            nbformat.validate(notebook)
            outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
            pictures = [o for o in outputs if "image/png" in o.get("data", {})]
            self.assertEqual(len(pictures), 1, "the loss plot is one picture, replaced in its place")
            tables = [o for o in outputs if "<table>" in o.get("data", {}).get("text/html", "")]
            self.assertGreaterEqual(len(tables), 1, "inspect(batch) is a table")
            last = "".join(output.get("text", "") for output in notebook.cells[-1].outputs)
            score = re.search(r"exact answers: (\d+)/(\d+)", last)
            self.assertIsNotNone(score, last)
            print(score.group(0), flush=True)
            self.assertGreater(int(score.group(1)), 0.9 * int(score.group(2)))


if __name__ == "__main__":
    unittest.main()

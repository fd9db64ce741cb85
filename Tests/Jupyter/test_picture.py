"""JupyterLab in a browser without a window, while the demo runs in it; pictures of what a person sees."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

import nbformat
from playwright.sync_api import sync_playwright
from test_notebook import REPOSITORY, converted

PICTURES = os.path.join(REPOSITORY, ".jupyter/pictures")
BROWSER = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
PLOT = ".jp-OutputArea-output img"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Lab:
    """A JupyterLab server of its own: folders, settings and port."""

    def __init__(self, folder):
        self.token = os.urandom(16).hex()
        self.address = f"http://127.0.0.1:{free_port()}"
        environment = dict(os.environ, JUPYTER_CONFIG_DIR=f"{folder}/config", JUPYTER_RUNTIME_DIR=f"{folder}/runtime",
                           JUPYTERLAB_SETTINGS_DIR=f"{folder}/settings", JUPYTERLAB_WORKSPACES_DIR=f"{folder}/workspaces")
        # Cells that are out of sight stay in the page, so that they can be looked for.
        for name, settings in {
            "notebook-extension/tracker": {"windowingMode": "none"},
            "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
        }.items():
            path = f"{folder}/settings/@jupyterlab/{name}.jupyterlab-settings"
            os.makedirs(os.path.dirname(path))
            with open(path, "w") as file:
                json.dump(settings, file)
        self.log = open(f"{folder}/lab.log", "w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
             f"--ServerApp.port={self.address.rsplit(':', 1)[1]}", f"--IdentityProvider.token={self.token}",
             f"--ServerApp.root_dir={folder}/notebooks", "--LabApp.news_url=None"],
            env=environment, stdout=self.log, stderr=self.log)
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{self.address}/api?token={self.token}")
                return
            except OSError:
                time.sleep(0.1)
        self.log.seek(0)
        raise AssertionError("JupyterLab does not answer: " + self.log.read()[-2000:])

    def close(self):
        self.process.terminate()
        self.process.wait(20)
        self.log.close()


class Picture(unittest.TestCase):
    def test_the_loss_plot_stands_in_the_notebook_and_moves(self):
        self.assertIsNotNone(BROWSER, "there is no Chromium")
        os.makedirs(PICTURES, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
            os.mkdir(f"{folder}/notebooks")
            converted(f"{folder}/notebooks")
            lab = Lab(folder)
            try:
                browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
                page = browser.new_page(viewport={"width": 1280, "height": 1600})
                page.goto(f"{lab.address}/lab/tree/genshin.ipynb?token={lab.token}&reset")
                page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=120_000)
                page.wait_for_selector("text=Tunebook | Idle", timeout=60_000)
                self.run_all(page)
                self.watch_the_training(page)
                for theme in ["JupyterLab Light", "JupyterLab Dark"]:
                    self.look_at_the_batch(page, theme)
                self.look_at_the_score(page)
                browser.close()
            finally:
                lab.close()

    def test_errors_help_and_questions_look_as_they_should(self):
        notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "tunebook", "display_name": "Tunebook"}})
        notebook.cells = [nbformat.v4.new_code_cell(code) for code in [
            "total = 1\nx = totl + 1", "SFTTrainer?", "tokenizer = AutoTokenizer.from_pretrained('mini')\n%who",
            "chat(AutoModelForCausalLM.from_pretrained('mini'), tokenizer, max_new_tokens=8)", "tokenizer.encode("]]
        os.makedirs(PICTURES, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
            os.mkdir(f"{folder}/notebooks")
            nbformat.write(notebook, f"{folder}/notebooks/asking.ipynb")
            lab = Lab(folder)
            try:
                browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
                page = browser.new_page(viewport={"width": 1280, "height": 1400})
                page.goto(f"{lab.address}/lab/tree/asking.ipynb?token={lab.token}&reset")
                page.wait_for_selector("text=Tunebook | Idle", timeout=120_000)
                cells = page.locator(".jp-Notebook .jp-CodeCell")
                for place, shown in enumerate(["Did you mean: 'total'?", "Trains a model", "LlamaTokenizerFast"]):
                    cells.nth(place).locator(".cm-content").click()
                    page.keyboard.press("Control+Enter")
                    cells.nth(place).locator(f".jp-OutputArea-output:has-text(\"{shown}\")").wait_for(timeout=60_000)
                cells.nth(3).locator(".cm-content").click()
                page.keyboard.press("Control+Enter")
                for line in ["你好", ""]:
                    page.wait_for_selector(".jp-Stdin-input", timeout=60_000)
                    page.fill(".jp-Stdin-input", line)
                    page.press(".jp-Stdin-input", "Enter")
                    page.wait_for_timeout(2000)
                self.assertIn("model: ", cells.nth(3).inner_text())
                cells.nth(4).locator(".cm-content").click()
                page.keyboard.press("End")
                page.keyboard.press("Shift+Tab")
                page.wait_for_selector(".jp-Tooltip:has-text('add_special_tokens')", timeout=60_000)
                page.screenshot(path=f"{PICTURES}/asking.png")
                browser.close()
            finally:
                lab.close()

    def run_all(self, page):
        page.click("text=Run >> nth=0")
        page.click(".lm-Menu-itemLabel:text-is('Run All Cells')")

    def watch_the_training(self, page):
        page.wait_for_selector(PLOT, timeout=600_000)
        first = self.source(page)
        self.show(page, PLOT, "training.png")
        self.assertGreater(page.locator(".jp-OutputArea-output progress").count(), 0, "the training's bar is seen")
        page.wait_for_function(
            "([selector, first]) => ![null, first].includes(document.querySelector(selector)?.src ?? null)",
            arg=[PLOT, first], timeout=120_000)
        page.wait_for_selector(".jp-OutputArea-output:has-text('exact answers: ')", timeout=900_000)
        page.wait_for_timeout(1000)
        self.assertEqual(page.locator(PLOT).count(), 1, "the plot was drawn anew in its place")
        self.show(page, PLOT, "plot.png")

    def look_at_the_batch(self, page, theme):
        page.click("text=Settings >> nth=0")
        page.hover(".lm-Menu-itemLabel:text-is('Theme')")
        page.click(f".lm-Menu-itemLabel:text-is('{theme}')")
        page.wait_for_timeout(1500)
        self.show(page, ".jp-OutputArea-output .tunebook table", f"batch-{theme.split()[1].lower()}.png")

    def look_at_the_score(self, page):
        self.show(page, ".jp-Notebook .jp-Cell:last-of-type", "score.png")

    def source(self, page):
        """The bytes of the plot that stands there now; an update takes its element away."""
        return page.evaluate("selector => document.querySelector(selector)?.src ?? null", PLOT)

    def show(self, page, selector, name):
        """Takes a picture with an element in sight."""
        page.evaluate(
            "selector => document.querySelector(selector)?.scrollIntoView({block: 'center'})", selector)
        page.wait_for_timeout(700)
        page.screenshot(path=f"{PICTURES}/{name}")


if __name__ == "__main__":
    unittest.main()

"""JupyterLab in a browser without a window, while the demo runs in it; pictures of what a person sees."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

from playwright.sync_api import sync_playwright
from test_notebook import REPOSITORY, converted

PICTURES = os.path.join(REPOSITORY, ".jupyter/pictures")
BROWSER = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)


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

    def run_all(self, page):
        page.click("text=Run >> nth=0")
        page.click(".lm-Menu-itemLabel:text-is('Run All Cells')")

    def watch_the_training(self, page):
        plot = page.locator(".jp-OutputArea-output img").first
        plot.wait_for(timeout=600_000)
        first = plot.get_attribute("src")
        plot.scroll_into_view_if_needed()
        page.wait_for_timeout(500)
        page.screenshot(path=f"{PICTURES}/training.png")
        bars = page.locator(".jp-OutputArea-output progress").count()
        for _ in range(600):
            if plot.get_attribute("src") != first:
                break
            page.wait_for_timeout(100)
        self.assertNotEqual(plot.get_attribute("src"), first, "the plot was drawn anew in its place")
        self.assertGreater(bars, 0, "the bar of the training is seen")
        page.wait_for_function(
            "document.body.innerText.includes('exact answers: ')", timeout=600_000)
        page.wait_for_timeout(1000)
        self.assertEqual(page.locator(".jp-OutputArea-output img").count(), 1)
        plot.scroll_into_view_if_needed()
        page.wait_for_timeout(500)
        page.screenshot(path=f"{PICTURES}/plot.png")

    def look_at_the_batch(self, page, theme):
        page.click("text=Settings >> nth=0")
        page.hover(".lm-Menu-itemLabel:text-is('Theme')")
        page.click(f".lm-Menu-itemLabel:text-is('{theme}')")
        page.wait_for_timeout(1500)
        page.locator(".jp-OutputArea-output .tunebook table").first.scroll_into_view_if_needed()
        page.wait_for_timeout(500)
        page.screenshot(path=f"{PICTURES}/batch-{theme.split()[1].lower()}.png")

    def look_at_the_score(self, page):
        page.locator("text=exact answers:").last.scroll_into_view_if_needed()
        page.wait_for_timeout(500)
        page.screenshot(path=f"{PICTURES}/score.png")


if __name__ == "__main__":
    unittest.main()

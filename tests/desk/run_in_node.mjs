// Runs actions in Pyodide without a browser: `node run_in_node.mjs SITE STDLIB HOME`, actions as lines of JSON on standard
// input, their answers as lines of JSON on standard output. SITE is the unpacked application, STDLIB the zip of the page.
import { readFileSync } from "node:fs";

const [site, stdlib, home] = process.argv.slice(2);
const { loadPyodide } = await import(new URL("../../desk/node_modules/pyodide/pyodide.mjs", import.meta.url).href);
const python = await loadPyodide({ stdLibURL: stdlib, env: { HOME: "/meja", RAPIDFUZZ_IMPLEMENTATION: "python", TZ: "UTC" } });
for (const [path, root] of [["/site", site], ["/meja", home]]) {
  python.FS.mkdirTree(path);
  python.FS.mount(python.FS.filesystems.NODEFS, { root }, path);
}
python.FS.chdir("/meja");
python.registerJsModule("desk_page", { start: () => undefined, kept: () => undefined, done: () => undefined });
python.runPython("import sys; sys.path.insert(0, '/site')");
const worker = python.pyimport("desk_worker");
for (const line of readFileSync(0, "utf8").split("\n").filter((one) => one !== "")) {
  const { action, given } = JSON.parse(line);
  console.log(worker.act(action, JSON.stringify(given)));
}

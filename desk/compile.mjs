// Compiles Python sources with Pyodide's own Python, so that the page need not: `node compile.mjs FOLDER`. FOLDER holds
// `site/` (the application) and gets `app.zip`, and `stdlib.zip`: the standard library without what nothing here uses.
import { loadPyodide } from "pyodide";

const python = await loadPyodide();
python.FS.mkdirTree("/work");
python.FS.mount(python.FS.filesystems.NODEFS, { root: process.argv[2] }, "/work");
const stdlib = new URL("./node_modules/pyodide/", import.meta.url).pathname;
python.FS.mkdirTree("/pyodide");
python.FS.mount(python.FS.filesystems.NODEFS, { root: stdlib }, "/pyodide");
python.FS.mkdirTree("/desk");
python.FS.mount(python.FS.filesystems.NODEFS, { root: new URL(".", import.meta.url).pathname }, "/desk");
try {
  python.runPython(`
import sys
sys.path.insert(0, "/desk")
import compile_all
compile_all.main("/work", "/pyodide/python_stdlib.zip")
`);
} catch (problem) {
  console.error(problem.message); // without the source line that node would show: half a megabyte of it
  process.exit(1);
}

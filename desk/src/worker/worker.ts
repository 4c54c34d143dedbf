// The worker: Python in the browser, with the package in it. It opens no connection and knows no page; it is told what
// to do in messages and answers in messages. Pyodide is given every file from memory, so that nothing is fetched.

import type { loadPyodide as LoadPyodide, PyodideAPI } from "pyodide";
import type { Parts, Reply, Request, StoredFile } from "../messages";

/** Python's memory may grow to this many bytes; above, Python raises MemoryError, which costs the one file. */
const MOST_MEMORY = 2 ** 30;
const WASM_PAGE = 65_536;
/** Python's folder, in which the returns stand. */
const HOME = "/meja";

interface Actions {
  act(action: string, given: string): string;
  touched(paths: readonly string[]): void;
  resume(key: string, data: Uint8Array): void;
  lose(key: string, reason: string): void;
}

/** The part of Emscripten's file system that is used here. */
interface FileSystem {
  mkdirTree(path: string): void;
  chdir(path: string): void;
  writeFile(path: string, data: Uint8Array): void;
  lookupPath(path: string): { readonly node: { usedBytes: number } };
  utime(path: string, accessed: number, modified: number): void;
  analyzePath(path: string, isLinkItself: boolean): { readonly exists: boolean };
  symlink(target: string, path: string): void;
  lstat(path: string): { readonly mode: number; readonly mtime: Date };
  isDir(mode: number): boolean;
  isLink(mode: number): boolean;
  readdir(path: string): string[];
  readFile(path: string): Uint8Array<ArrayBuffer>;
  rmdir(path: string): void;
  unlink(path: string): void;
}

let python: PyodideAPI | undefined;
let actions: Actions | undefined;

function say(reply: Reply, transfer: Transferable[] = []): void {
  postMessage(reply, { transfer });
}

function limitMemory(): void {
  // The method is called below with its own memory as `this`.
  // eslint-disable-next-line @typescript-eslint/unbound-method
  const grow = WebAssembly.Memory.prototype.grow;
  WebAssembly.Memory.prototype.grow = function (this: WebAssembly.Memory, pages: number): number {
    if (this.buffer.byteLength + pages * WASM_PAGE > MOST_MEMORY) {
      throw new RangeError("memory limit");
    }
    return grow.call(this, pages);
  };
}

/** Answer Pyodide's own requests from memory; everything else is no network to it. */
function serveFromMemory(parts: Parts): void {
  const answers = new Map<string, [BodyInit, string]>([
    ["pyodide.asm.wasm", [new Uint8Array(), "application/wasm"]],
    ["python_stdlib.zip", [parts.stdlib as Uint8Array<ArrayBuffer>, "application/zip"]],
  ]);
  self.fetch = (input: RequestInfo | URL): Promise<Response> => {
    const address = input instanceof Request ? input.url : String(input);
    const name = address.split("/").pop()?.split("?")[0] ?? "";
    const answer = answers.get(name);
    return answer === undefined
      ? Promise.reject(new TypeError(`no network: ${name}`))
      : Promise.resolve(new Response(answer[0], { headers: { "content-type": answer[1] } }));
  };
  WebAssembly.instantiateStreaming = async (_source, imports) => ({
    module: parts.module,
    instance: await WebAssembly.instantiate(parts.module, imports),
  });
  // Pyodide asks by this call whether it may `import`, which is refused in workers of a kind that this one is not.
  Object.assign(self, {
    importScripts: (): never => {
      throw new Error("importScripts is not used");
    },
  });
}

function moduleAddress(source: string): string {
  return URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
}

async function boot(parts: Parts): Promise<void> {
  limitMemory();
  serveFromMemory(parts);
  const [{ loadPyodide }, asm] = (await Promise.all([
    import(moduleAddress(parts.pyodide)),
    import(moduleAddress(parts.asm)),
  ])) as [{ loadPyodide: typeof LoadPyodide }, { default: unknown }];
  const settings = {
    indexURL: "https://pyodide.invalid/",
    createPyodideModule: asm.default,
    lockFileContents: parts.lock,
    env: { HOME, RAPIDFUZZ_IMPLEMENTATION: "python", TZ: "UTC" },
  };
  python = await loadPyodide(settings as unknown as Parameters<typeof LoadPyodide>[0]);
  python.unpackArchive(parts.app as Uint8Array<ArrayBuffer>, "zip", { extractDir: "/site" });
  const files = python.FS as unknown as FileSystem;
  files.mkdirTree(HOME);
  files.chdir(HOME);
  python.registerJsModule("desk_page", {
    start: (file: string, key: string) => {
      say({ kind: "start", file, key });
    },
    kept: (key: string, data: Uint8Array) => {
      say({ kind: "kept", kept: { key, data } }, [data.buffer]);
    },
    done: (file: string, key: string) => {
      say({ kind: "done", file, key });
    },
  });
  python.runPython("import sys; sys.path.insert(0, '/site')");
  actions = python.pyimport("desk_worker") as unknown as Actions;
}

function booted(): [PyodideAPI, Actions] {
  if (python === undefined || actions === undefined) {
    throw new Error("not booted");
  }
  return [python, actions];
}

function fileSystem(): FileSystem {
  return booted()[0].FS as unknown as FileSystem;
}

/** Where a path of the page leads: an absolute one to the page's own files, others to what was chosen. */
function placeOf(path: string): string {
  return path.startsWith("/") ? path : `${HOME}/${path}`;
}

function store(files: readonly StoredFile[]): void {
  const FS = fileSystem();
  for (const file of files) {
    const path = placeOf(file.path);
    FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    if (file.data === null) {
      FS.symlink("/dev/tidak-terbaca", path); // leads nowhere: Python cannot read it either, and says so of this one
    } else {
      FS.writeFile(path, file.data);
      if (file.size > file.data.length) {
        FS.lookupPath(path).node.usedBytes = file.size; // its beginning and its size are all that is looked at
      }
      FS.utime(path, file.time, file.time);
    }
  }
  booted()[1].touched(files.map((file) => file.path));
}

function collect(path: string, into: StoredFile[]): void {
  const FS = fileSystem();
  const whole = placeOf(path);
  if (!FS.analyzePath(whole, true).exists) {
    return;
  }
  const stat = FS.lstat(whole);
  if (FS.isDir(stat.mode)) {
    for (const name of FS.readdir(whole).sort()) {
      if (name !== "." && name !== "..") {
        collect(`${path}/${name}`, into);
      }
    }
  } else {
    const data = FS.isLink(stat.mode) ? null : FS.readFile(whole); // what the browser could not read, as it came
    into.push({ path, data, size: data?.length ?? 0, time: stat.mtime.getTime() / 1000 });
  }
}

function remove(path: string): void {
  const FS = fileSystem();
  const whole = placeOf(path);
  if (!FS.analyzePath(whole, true).exists) {
    return;
  }
  if (FS.isDir(FS.lstat(whole).mode)) {
    for (const name of FS.readdir(whole)) {
      if (name !== "." && name !== "..") {
        remove(`${path}/${name}`);
      }
    }
    FS.rmdir(whole);
  } else {
    FS.unlink(whole);
  }
}

function memory(): number {
  const heap = (booted()[0] as unknown as { _module: { HEAPU8: Uint8Array } })._module.HEAPU8;
  return heap.length;
}

async function answer(request: Request): Promise<void> {
  const { id } = request;
  switch (request.kind) {
    case "boot":
      await boot(request.parts);
      break;
    case "store":
      request.remove.forEach(remove);
      store(request.files);
      break;
    case "resume": {
      const [, acts] = booted();
      for (const kept of request.kept) {
        acts.resume(kept.key, kept.data);
      }
      for (const lost of request.lost) {
        acts.lose(lost.key, lost.reason);
      }
      break;
    }
    case "act": {
      const [, acts] = booted();
      say({ kind: "answer", id, text: acts.act(request.action, request.given), memory: memory() });
      return;
    }
    case "fetch": {
      const files: StoredFile[] = [];
      collect(request.path, files);
      say({ kind: "files", id, files }, files.flatMap((file) => file.data?.buffer ?? []));
      return;
    }
  }
  say({ kind: "answer", id, text: "", memory: memory() });
}

self.onmessage = (event: MessageEvent<Request>): void => {
  const request = event.data;
  answer(request).catch((problem: unknown) => {
    const text = problem instanceof Error ? `${problem.name}: ${problem.message}` : String(problem);
    say({ kind: "failed", id: request.id, text: text.slice(-2_000) });
  });
};

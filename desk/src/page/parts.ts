// The parts that the page carries in itself (Python, its library, the package), unpacked once and handed to each worker.

import type { Parts } from "../messages";

/** The page was cut off on its way here. */
export class IncompleteError extends Error {}

function bytes(name: string): Uint8Array<ArrayBuffer> {
  const text = document.getElementById(`bagian-${name}`)?.textContent ?? "";
  if (text === "" || document.getElementById("bagian-akhir") === null) {
    throw new IncompleteError();
  }
  const native = Uint8Array as unknown as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> };
  return native.fromBase64 ? native.fromBase64(text) : Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}

function unpacked(name: string): Response {
  return new Response(new Blob([bytes(name)]).stream().pipeThrough(new DecompressionStream("deflate")));
}

async function unpackedBytes(name: string): Promise<Uint8Array> {
  return new Uint8Array(await unpacked(name).arrayBuffer());
}

/** Unpack everything. Raises what the browser raises when it cannot: CompileError, RangeError (memory). */
export async function unpackParts(): Promise<Parts> {
  if (document.readyState === "loading") {
    await new Promise((resolve) => {
      document.addEventListener("DOMContentLoaded", resolve); // the parts stand below this script
    });
  }
  const compiled = unpacked("wasm")
    .arrayBuffer()
    .then((code) => WebAssembly.compile(code));
  const [module, pyodide, asm, lock, stdlib, app] = await Promise.all([
    compiled,
    unpacked("pyodide").text(),
    unpacked("asm").text(),
    unpacked("lock").text(),
    unpackedBytes("stdlib"),
    unpackedBytes("app"),
  ]);
  for (const part of document.querySelectorAll("script[id^=bagian-]")) {
    part.remove(); // its text is needed no more
  }
  return { module, pyodide, asm, lock, stdlib, app };
}

/** The worker's source, which is carried as text too. */
export function workerSource(): string {
  return document.getElementById("kode-pekerja")?.textContent ?? "";
}

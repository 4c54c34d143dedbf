// The parts that the page carries in itself (Python, its library, the package), unpacked once and handed to each worker.

import type { Parts } from "../messages";

/** The page was cut off or damaged on its way here. */
export class IncompleteError extends Error {}

function bytes(name: string): Uint8Array<ArrayBuffer> {
  const text = document.getElementById(`bagian-${name}`)?.textContent ?? "";
  if (text === "" || document.getElementById("bagian-akhir") === null) {
    throw new IncompleteError();
  }
  const native = Uint8Array as unknown as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> };
  return native.fromBase64 ? native.fromBase64(text) : Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}

/** A part, unpacked. Raises IncompleteError where it is damaged, RangeError where memory does not suffice. */
async function unpacked(name: string): Promise<ArrayBuffer> {
  try {
    return await new Response(new Blob([bytes(name)]).stream().pipeThrough(new DecompressionStream("deflate"))).arrayBuffer();
  } catch (problem) {
    throw problem instanceof RangeError ? problem : new IncompleteError();
  }
}

/** The texts of the parts, outside the page's memory: a copy of the page is made of them. */
const kept: { readonly id: string; readonly text: Blob }[] = [];

/** The page as it came, with the settings of a region in it: it opens on what is for participants. */
export function pageForParticipants(settings: object): Blob {
  const copy = document.documentElement.cloneNode(true) as HTMLElement;
  copy.setAttribute("data-peserta", "");
  copy.querySelector("#app")?.replaceChildren();
  const [state, file] = [copy.querySelector("#keadaan"), copy.querySelector("#berkas-kini")];
  state?.replaceChildren("Halaman sedang disiapkan, biasanya beberapa detik. Berkas sudah boleh dipilih sekarang.");
  state?.removeAttribute("class");
  state?.removeAttribute("data-memory");
  file?.replaceChildren();
  for (const element of [file, copy.querySelector("#kemajuan")]) {
    element?.setAttribute("hidden", "");
  }
  copy.querySelector("#berhenti")?.setAttribute("disabled", "");
  copy.querySelector("title")?.replaceChildren("Menyiapkan - Meja Kerja Kota Cerdas");
  const html = `<!doctype html>\n${copy.outerHTML}`;
  const end = html.lastIndexOf("</body>");
  const block = JSON.stringify(settings).replaceAll("<", "\\u003c");
  const own = [{ id: SETTINGS_BLOCK, text: block }, ...kept];
  const scripts = own.flatMap(({ id, text }) => [`<script type="text/plain" id="${id}">`, text, "</script>\n"]);
  return new Blob([html.slice(0, end), ...scripts, html.slice(end)], { type: "text/html" });
}

/** The block with the settings that a page for participants carries. */
const SETTINGS_BLOCK = "wilayah-peserta";

/** The settings in this page, by file name; nothing where it is not for participants. */
export function carriedSettings(): Readonly<Record<string, string>> | undefined {
  const text = document.getElementById(SETTINGS_BLOCK)?.textContent ?? "";
  return text === "" ? undefined : (JSON.parse(text) as Record<string, string>);
}

async function unpackedText(name: string): Promise<string> {
  return new TextDecoder().decode(await unpacked(name));
}

async function unpackedBytes(name: string): Promise<Uint8Array> {
  return new Uint8Array(await unpacked(name));
}

/** Unpack everything. Raises what the browser raises when it cannot: CompileError, RangeError (memory). */
export async function unpackParts(): Promise<Parts> {
  if (document.readyState === "loading") {
    await new Promise((resolve) => {
      document.addEventListener("DOMContentLoaded", resolve); // the parts stand below this script
    });
  }
  const compiled = unpacked("wasm").then((code) => WebAssembly.compile(code));
  const [module, pyodide, asm, lock, stdlib, app] = await Promise.all([
    compiled,
    unpackedText("pyodide"),
    unpackedText("asm"),
    unpackedText("lock"),
    unpackedBytes("stdlib"),
    unpackedBytes("app"),
  ]);
  for (const part of document.querySelectorAll("script[id^=bagian-]")) {
    kept.push({ id: part.id, text: new Blob([part.textContent]) });
    part.remove();
  }
  return { module, pyodide, asm, lock, stdlib, app };
}

/** The worker's source, which is carried as text too. */
export function workerSource(): string {
  return document.getElementById("kode-pekerja")?.textContent ?? "";
}

// Files in and out of the page. In: by the inputs alone, since every name arrives there, while handles leave names out
// in silence. Out: as links for download.

import type { StoredFile } from "../messages";

/** Take the files out of an input, which is empty again and can be given the same ones once more. */
export function takenFrom(input: HTMLInputElement): readonly File[] {
  const chosen = [...(input.files ?? [])];
  input.value = "";
  return chosen;
}

/** A file with what it holds. One that the browser cannot read (it is in use, or gone) costs itself: Python refuses it. */
export async function stored(path: string, file: File): Promise<StoredFile> {
  const data = await file.arrayBuffer().then(
    (content) => new Uint8Array(content),
    () => null,
  );
  return { path, data, time: Math.floor(file.lastModified / 1000) };
}

const TYPES = new Map([
  ["xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
  ["json", "application/json"],
  ["txt", "text/plain"],
  ["csv", "text/csv"],
  ["zip", "application/zip"],
]);

/** The address under which a result can be downloaded; to be revoked when it is replaced. */
export function downloadAddress(file: StoredFile): string {
  const type = TYPES.get(file.path.split(".").pop() ?? "") ?? "application/octet-stream";
  return URL.createObjectURL(new Blob([file.data as Uint8Array<ArrayBuffer>], { type }));
}

/** The part of a folder's handle that is used here (File System Access API, which TypeScript's library lacks). */
interface Folder {
  readonly name: string;
  getDirectoryHandle(name: string, options: { readonly create: boolean }): Promise<Folder>;
  getFileHandle(name: string, options?: { readonly create: boolean }): Promise<Handle>;
}

interface Handle {
  getFile(): Promise<Blob>;
  createWritable(): Promise<{ write(data: Blob): Promise<void>; close(): Promise<void> }>;
}

type Picker = (options: { readonly mode: "readwrite" }) => Promise<Folder>;

function picker(): Picker | undefined {
  return (window as unknown as { showDirectoryPicker?: Picker }).showDirectoryPicker;
}

/** Whether this browser can write into a folder that is chosen. */
export function canSave(): boolean {
  return picker() !== undefined;
}

/**
 * Ask for a folder and write the files into it, under their paths. What stands there already and differs is kept beside
 * the new one, as "... (sebelumnya)". Gives the folder's name, empty when none was chosen.
 */
export async function saveInto(files: readonly StoredFile[]): Promise<string> {
  let folder: Folder;
  try {
    folder = await (picker() as Picker)({ mode: "readwrite" });
  } catch (problem) {
    if (problem instanceof DOMException && problem.name === "AbortError") {
      return "";
    }
    throw problem;
  }
  for (const file of files) {
    const steps = file.path.split("/");
    const name = steps.pop() ?? file.path;
    let place = folder;
    for (const step of steps) {
      place = await place.getDirectoryHandle(step, { create: true });
    }
    const fresh = new Blob([file.data as Uint8Array<ArrayBuffer>]);
    const before = await contentOf(place, name);
    if (before !== undefined && !(await isSame(before, fresh))) {
      const dot = name.lastIndexOf(".");
      await write(place, `${name.slice(0, dot)} (sebelumnya)${name.slice(dot)}`, before);
    }
    await write(place, name, fresh);
  }
  return folder.name;
}

async function contentOf(folder: Folder, name: string): Promise<Blob | undefined> {
  try {
    return await (await folder.getFileHandle(name)).getFile();
  } catch (problem) {
    if (problem instanceof DOMException && problem.name === "NotFoundError") {
      return undefined;
    }
    throw problem;
  }
}

async function write(folder: Folder, name: string, content: Blob): Promise<void> {
  const stream = await (await folder.getFileHandle(name, { create: true })).createWritable();
  await stream.write(content);
  await stream.close();
}

async function isSame(one: Blob, other: Blob): Promise<boolean> {
  if (one.size !== other.size) {
    return false;
  }
  const [a, b] = (await Promise.all([one.arrayBuffer(), other.arrayBuffer()])).map((data) => new Uint8Array(data));
  return a !== undefined && b !== undefined && a.every((byte, n) => byte === b[n]);
}

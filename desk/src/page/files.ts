// Files in and out of the page. In: by the inputs alone, since every name arrives there, while handles leave names out
// in silence. Out: as links for download.

import type { StoredFile } from "../messages";

/** Take the files out of an input, which is empty again and can be given the same ones once more. */
export function takenFrom(input: HTMLInputElement): readonly File[] {
  const chosen = [...(input.files ?? [])];
  input.value = "";
  return chosen;
}

/** Bytes of a file above which `intake.containers` looks at the beginning of what is no archive and no mailbox. */
const LARGE = 256 * 2 ** 20;
const BEGINNING = 2 ** 18;

/** A file with what it holds. One that the browser cannot read (it is in use, or gone) costs itself: Python refuses it. */
export async function stored(path: string, file: File): Promise<StoredFile> {
  const facts = { path, size: file.size, time: Math.floor(file.lastModified / 1000) };
  try {
    if (file.size > LARGE) {
      const data = await contentOf(file.slice(0, BEGINNING));
      const isArchive = data[0] === 0x50 && data[1] === 0x4b; // PK
      if (!isArchive && data.includes(0)) {
        return { ...facts, data }; // a film, not a text: a day's recordings would fill the memory
      }
    }
    return { ...facts, data: await contentOf(file) };
  } catch {
    return { ...facts, data: null };
  }
}

async function contentOf(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await blob.arrayBuffer());
}

const TYPES = new Map([
  ["xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
  ["json", "application/json"],
  ["txt", "text/plain"],
  ["csv", "text/csv"],
  ["zip", "application/zip"],
  ["png", "image/png"],
  ["eml", "message/rfc822"],
]);

function blobOf(file: StoredFile, type = ""): Blob {
  return new Blob([file.data as Uint8Array<ArrayBuffer>], { type });
}

/** A text as a file. */
export function storedText(path: string, text: string): StoredFile {
  const data = new TextEncoder().encode(text);
  return { path, data, size: data.length, time: Math.floor(Date.now() / 1000) };
}

/** Put an image on the clipboard, or offer it for download where that is not allowed; whether it was put there. */
export async function offered(image: Blob, name: string): Promise<boolean> {
  try {
    await navigator.clipboard.write([new ClipboardItem({ [image.type]: image })]);
    return true;
  } catch {
    download({ ...storedText(name, ""), data: await contentOf(image) });
    return false;
  }
}

/** A file that can be downloaded, under an address that is to be withdrawn when it is replaced. */
export interface Offered {
  readonly path: string;
  readonly address: string;
}

export function offeredAs(files: readonly StoredFile[]): readonly Offered[] {
  return files.map((file) => ({ path: file.path, address: downloadAddress(file) }));
}

export function withdrawn(offered: readonly Offered[]): void {
  offered.forEach(({ address }) => {
    URL.revokeObjectURL(address);
  });
}

function downloadAddress(file: StoredFile): string {
  const type = TYPES.get(file.path.split(".").pop() ?? "") ?? "application/octet-stream";
  return URL.createObjectURL(blobOf(file, type));
}

/** Download a file, as if its link had been pressed. */
export function download(file: StoredFile): void {
  const link = document.createElement("a");
  link.href = downloadAddress(file);
  link.download = file.path.split("/").pop() ?? file.path;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, 60_000);
}

/** The part of a folder's handle that is used here (File System Access API, which TypeScript's library lacks). */
export interface Folder {
  readonly name: string;
  getDirectoryHandle(name: string, options: { readonly create: boolean }): Promise<Folder>;
  getFileHandle(name: string, options?: { readonly create: boolean }): Promise<Handle>;
  removeEntry(name: string): Promise<void>;
}

interface Handle {
  getFile(): Promise<Blob>;
  createWritable(): Promise<Stream>;
}

/** What is written stands beside the file until the stream is closed. */
interface Stream {
  write(data: Blob): Promise<void>;
  close(): Promise<void>;
  abort(): Promise<void>;
}

type Picker = (options: { readonly mode: "readwrite" }) => Promise<Folder>;

function picker(): Picker | undefined {
  return (window as unknown as { showDirectoryPicker?: Picker }).showDirectoryPicker;
}

/** Whether this browser can write into a folder that is chosen. */
export function canSave(): boolean {
  return picker() !== undefined;
}

/** Where files were saved, and what stood there under their names and is kept under another. */
export interface Saved {
  readonly folder: string;
  readonly kept: readonly string[];
}

/** Ask for a folder to write into; nothing when none was chosen. */
export async function chosenFolder(): Promise<Folder | undefined> {
  try {
    return await picker()?.({ mode: "readwrite" });
  } catch (problem) {
    if (problem instanceof DOMException && problem.name === "AbortError") {
      return undefined;
    }
    throw problem;
  }
}

/** Write a file into a folder, over what stands there under its name. */
export async function writeInto(folder: Folder, file: StoredFile): Promise<void> {
  const { place, name } = await placeOf(folder, file.path);
  await (await begun(place, name, blobOf(file))).end();
}

/** What stands in a folder under a path; nothing where nothing does. */
export async function readFrom(folder: Folder, path: string): Promise<Blob | undefined> {
  try {
    const { place, name } = await placeOf(folder, path, false);
    return await fileIn(place, name);
  } catch (problem) {
    if (isMissing(problem)) {
      return undefined;
    }
    throw problem;
  }
}

/** Remove a file, unless it holds something else than what is known of it. */
export async function removeFrom(folder: Folder, file: StoredFile): Promise<void> {
  const there = await readFrom(folder, file.path);
  if (there !== undefined && (await isSame(there, blobOf(file)))) {
    const { place, name } = await placeOf(folder, file.path, false);
    await place.removeEntry(name);
  }
}

async function placeOf(folder: Folder, path: string, create = true): Promise<{ readonly place: Folder; readonly name: string }> {
  const steps = path.split("/");
  const name = steps.pop() ?? path;
  let place = folder;
  for (const step of steps) {
    place = await place.getDirectoryHandle(step, { create });
  }
  return { place, name };
}

/** A file could not be put in place, after others were: mostly since another program has it open. */
export class HalfSavedError extends Error {
  constructor(ended: number, all: number, folder: string) {
    super(
      `Baru ${ended} dari ${all} berkas tertulis di folder ${folder}; mungkin ada yang sedang dibuka di program lain. ` +
        "Tutup dulu berkasnya, lalu tekan Simpan lagi.",
    );
  }
}

/**
 * Write the files into a folder, under their paths: all of them, or none. Raises HalfSavedError where one of them was
 * written whole and yet could not be put in place after others were. What stands there already and differs is kept
 * beside the new one, as "... (sebelumnya)"; nothing is written over but what is the same, or `known` to have been put
 * away. `before` is called ahead of each file, and may raise.
 */
export async function saveInto(
  folder: Folder,
  files: readonly StoredFile[],
  before: () => void,
  known: (path: string) => StoredFile | undefined = () => undefined,
): Promise<Saved> {
  const kept: string[] = [];
  const writes: Write[] = [];
  let ended = 0;
  try {
    for (const file of files) {
      before();
      const { place, name } = await placeOf(folder, file.path);
      const [fresh, dropped] = [blobOf(file), known(file.path)];
      const old = await fileIn(place, name);
      if (old !== undefined && (await isSame(old, fresh))) {
        continue;
      }
      if (old !== undefined && (dropped === undefined || !(await isSame(old, blobOf(dropped))))) {
        const other = await freeBeside(place, name, old);
        kept.push(other);
        writes.push(await begun(place, other, old));
      }
      writes.push(await begun(place, name, fresh));
    }
    for (const write of writes) {
      await write.end();
      ended += 1;
    }
  } catch (problem) {
    for (const write of writes.slice(ended)) {
      await write.giveUp();
    }
    throw ended === 0 ? problem : new HalfSavedError(ended, writes.length, folder.name);
  }
  return { folder: folder.name, kept };
}

/** The name under which what a file held is kept beside it, where nothing that differs stands. */
async function freeBeside(folder: Folder, name: string, content: Blob): Promise<string> {
  const dot = name.lastIndexOf(".");
  for (let n = 1; ; n += 1) {
    const other = `${name.slice(0, dot)} (sebelumnya${n === 1 ? "" : ` ${n}`})${name.slice(dot)}`;
    const there = await fileIn(folder, other);
    if (there === undefined || (await isSame(there, content))) {
      return other;
    }
  }
}

async function fileIn(folder: Folder, name: string): Promise<Blob | undefined> {
  try {
    return await (await folder.getFileHandle(name)).getFile();
  } catch (problem) {
    if (isMissing(problem)) {
      return undefined;
    }
    throw problem;
  }
}

function isMissing(problem: unknown): boolean {
  return problem instanceof DOMException && problem.name === "NotFoundError";
}

/** A file that has been written whole beside where it is to stand. */
interface Write {
  end(): Promise<void>;
  giveUp(): Promise<void>;
}

/** Write a file beside where it is to stand: a disk that is full, or a right that is gone, shows here. */
async function begun(folder: Folder, name: string, content: Blob): Promise<Write> {
  const isThere = (await fileIn(folder, name)) !== undefined;
  const handle = await folder.getFileHandle(name, { create: true });
  let stream: Stream | undefined;
  const giveUp = async () => {
    await stream?.abort().catch(() => undefined);
    if (!isThere) {
      await folder.removeEntry(name).catch(() => undefined); // it was made empty, to be written
    }
  };
  try {
    stream = await handle.createWritable();
    await stream.write(content);
  } catch (problem) {
    await giveUp();
    throw problem;
  }
  const written = stream;
  const end = async () => {
    try {
      await written.close();
    } catch (problem) {
      await giveUp();
      throw problem;
    }
  };
  return { giveUp, end };
}

/** Whether two files hold the same. */
export function isSameData({ data }: StoredFile, other: StoredFile | undefined): boolean {
  const [one, two] = [data, other?.data ?? null];
  return one === two || (one !== null && two?.length === one.length && one.every((byte, n) => byte === two[n]));
}

async function isSame(one: Blob, other: Blob): Promise<boolean> {
  if (one.size !== other.size) {
    return false;
  }
  const [a, b] = await Promise.all([contentOf(one), contentOf(other)]);
  return a.every((byte, n) => byte === b[n]);
}

// The engine of the page: it keeps a worker with Python in it, and a warm spare beside it. A file that hangs or ends its
// worker costs itself: the worker is ended, the spare takes over with everything that was read, and the file is refused.

import type { Kept, Lost, Parts, Reply, Request, StoredFile } from "../messages";

/** Milliseconds that reading one file may take, as on the command line. */
const FILE_LIMIT = 20_000;
/** Milliseconds for all that comes after the last file is read: checks, and writing the books. */
const REST_LIMIT = 15 * 60_000;
/** A worker whose memory has grown beyond this is replaced when it is idle: memory of WebAssembly never shrinks. */
const RENEW_ABOVE = 400 * 2 ** 20;

type Unnumbered<T> = T extends { readonly id: number } ? Omit<T, "id"> : never;
type Answer = Extract<Reply, { readonly id: number }>;

/** How far reading has come: the file that was last spoken of, and how many are done. */
export interface Progress {
  readonly file: string;
  readonly done: number;
}

/** A job was ended by the person in front of the page. */
export class StoppedError extends Error {
  override readonly name = "StoppedError";
}

/** Python answered with a fault of its own. */
class WorkerFaultError extends Error {
  override readonly name: string = "WorkerFaultError";
}

/** A file, or what comes after the last one, took longer than is granted. */
class TooSlowError extends WorkerFaultError {
  override readonly name = "TooSlowError";
}

/** One worker and the requests it has not answered yet. */
class Channel {
  readonly ready: Promise<void>;
  onreply: (reply: Reply) => void = () => undefined;
  private readonly worker: Worker;
  private readonly waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (reason: Error) => void }>();
  private last = 0;

  constructor(source: string, parts: Parts) {
    this.worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
    this.worker.onmessage = (event: MessageEvent<Reply>) => {
      this.hear(event.data);
    };
    this.worker.onerror = (event) => {
      this.end(new WorkerFaultError(event.message));
    };
    this.ready = this.ask({ kind: "boot", parts }).then(() => undefined);
    this.ready.catch(() => undefined); // told to whoever waits for it
  }

  ask(request: Unnumbered<Request>): Promise<Answer> {
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ ...request, id });
    });
  }

  end(reason: Error): void {
    this.worker.terminate();
    for (const { reject } of this.waiting.values()) {
      reject(reason);
    }
    this.waiting.clear();
  }

  private hear(reply: Reply): void {
    if (!("id" in reply)) {
      this.onreply(reply);
      return;
    }
    const asked = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if (reply.kind === "failed") {
      asked?.reject(new WorkerFaultError(reply.text));
    } else {
      asked?.resolve(reply);
    }
  }
}

export class Engine {
  private readonly files = new Map<string, StoredFile>();
  private readonly kept = new Map<string, Kept>();
  private readonly lost = new Map<string, Lost>();
  private readonly up: Promise<() => Channel>;
  private channel: Promise<Channel>;
  private spare: Promise<Channel> | undefined;
  /** What is being read, from the outside in: an archive, then the file within it. */
  private reading: string[] = [];
  private done = 0;
  private isActing = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Bytes of Python's memory after the last job. */
  memory = 0;

  /** `partsOf` gives the parts of the page, `source` the worker's script; `onprogress` is told of every file. */
  constructor(
    partsOf: () => Promise<Parts>,
    source: () => string,
    private readonly onprogress: (progress: Progress) => void,
  ) {
    this.up = partsOf().then((parts) => () => new Channel(source(), parts));
    this.channel = this.newChannel().then((channel) => this.listenTo(channel));
  }

  /** Wait until Python is up. Raises what kept it from coming up. */
  async ready(): Promise<void> {
    await this.channel;
    this.spare = this.newChannel();
  }

  /** Take away the files and folders in `remove`, then put others where Python finds them: all of it, or nothing. */
  async store(files: readonly StoredFile[], remove: readonly string[] = []): Promise<void> {
    const before = this.channel;
    const channel = await before;
    const there = new Map(this.files);
    for (const stored of [...this.files.keys()]) {
      if (remove.some((path) => stored === path || stored.startsWith(`${path}/`))) {
        this.files.delete(stored);
      }
    }
    for (const file of files) {
      this.files.set(file.path, file);
    }
    try {
      await channel.ask({ kind: "store", remove, files });
    } catch (problem) {
      if (this.channel === before) {
        this.files.clear();
        there.forEach((file, path) => this.files.set(path, file));
        this.takeOver(new WorkerFaultError("replaced")); // it may hold a part of them
        throw problem;
      }
      await this.channel; // replaced meanwhile: the next worker was given all files
    }
  }

  /** The files below a path that were put there, by their paths. */
  stored(path: string): ReadonlyMap<string, StoredFile> {
    return new Map([...this.files].filter(([name]) => name.startsWith(`${path}/`)));
  }

  /** Files below a path, as Python left them. */
  async fetch(path: string): Promise<readonly StoredFile[]> {
    const reply = await (await this.channel).ask({ kind: "fetch", path });
    return reply.kind === "files" ? reply.files : [];
  }

  /** Run one action of `worksheet_kit.desk`; what it gives, as plain data. Raises StoppedError after `stop`. */
  async act(action: string, given: object): Promise<unknown> {
    this.isActing = true;
    try {
      return await this.actUntilAnswered(action, given);
    } finally {
      this.isActing = false;
    }
  }

  private async actUntilAnswered(action: string, given: object): Promise<unknown> {
    for (;;) {
      const channel = await this.channel;
      this.setTimer(channel, REST_LIMIT);
      this.done = 0;
      try {
        const reply = await channel.ask({ kind: "act", action, given: JSON.stringify(given) });
        if (reply.kind === "answer") {
          this.memory = reply.memory;
          return JSON.parse(reply.text) as unknown;
        }
      } catch (problem) {
        const culprit = this.reading.pop();
        const wasSlow = problem instanceof TooSlowError;
        this.reading = [];
        if (problem instanceof StoppedError) {
          throw problem;
        }
        this.takeOver(new WorkerFaultError("replaced"));
        if (culprit === undefined || this.lost.has(culprit)) {
          throw problem; // no file's fault, or one that was to be refused and yet did it again
        }
        this.lost.set(culprit, { key: culprit, reason: wasSlow ? "timeout" : "crash" });
      } finally {
        clearTimeout(this.timer);
      }
    }
  }

  /** End the action that runs now, if one does. The spare takes over, with all files and all that was read. */
  stop(): void {
    if (this.isActing) {
      this.reading = [];
      this.takeOver(new StoppedError("dihentikan"));
    }
  }

  /** After a large job: a fresh worker, so that the memory of the old one is given back. */
  renewWhenLarge(): void {
    if (this.memory > RENEW_ABOVE) {
      this.takeOver(new WorkerFaultError("renewed"));
    }
  }

  /** End the worker, and let the spare go on from where it stood. */
  private takeOver(reason: Error): void {
    const old = this.channel;
    const next = this.spare ?? this.newChannel();
    this.spare = undefined;
    this.memory = 0;
    void old.then((channel) => {
      channel.end(reason);
    });
    this.channel = next.then(async (channel) => {
      this.listenTo(channel);
      await channel.ask({ kind: "store", remove: [], files: [...this.files.values()] });
      await channel.ask({ kind: "resume", kept: [...this.kept.values()], lost: [...this.lost.values()] });
      this.spare = this.newChannel();
      return channel;
    });
  }

  private async newChannel(): Promise<Channel> {
    const make = await this.up;
    const channel = make();
    await channel.ready;
    return channel;
  }

  private listenTo(channel: Channel): Channel {
    channel.onreply = (reply) => {
      if (reply.kind === "start") {
        this.reading.push(reply.key);
        this.setTimer(channel, FILE_LIMIT);
        this.onprogress({ file: reply.file, done: this.done });
      } else if (reply.kind === "kept") {
        this.kept.set(reply.kept.key, reply.kept);
      } else if (reply.kind === "done") {
        this.reading.pop();
        this.done += 1;
        this.setTimer(channel, this.reading.length > 0 ? FILE_LIMIT : REST_LIMIT);
        this.onprogress({ file: reply.file, done: this.done });
      }
    };
    return channel;
  }

  private setTimer(channel: Channel, limit: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      channel.end(new TooSlowError("terlalu lama"));
    }, limit);
  }
}

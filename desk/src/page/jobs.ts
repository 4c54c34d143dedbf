// What the page is doing: jobs run one after the other, files are taken in beside them, and whatever goes wrong becomes a
// sentence at the top of the page.

import { useLayoutEffect, useRef, useState } from "preact/hooks";

import { isFault } from "./answers";
import { type Engine, type Progress, StoppedError } from "./engine";
import { Refused, reason, whyNoMemory, whyNot } from "./problems";
import { unturned } from "./table";

const NAME = "Meja Kerja Kota Cerdas";
const MEND = "Perbaiki pengaturannya, simpan, lalu pilih atau seret lagi ke kotak yang sama.";
const STOPPED = "Dihentikan. Berkas yang sudah dipilih masih ada.";
/** Where the settings of a region stand in the worker. */
export const SETTINGS = "/pengaturan";

type State = "starting" | "idle" | "busy" | "broken";

const TITLES: Record<State, string> = {
  starting: `Menyiapkan - ${NAME}`,
  idle: `Siap - ${NAME}`,
  busy: `Bekerja - ${NAME}`,
  broken: `Tidak dapat dijalankan - ${NAME}`,
};

/** Told by the engine how far reading has come. */
export interface Watch {
  show: (now: Progress) => void;
}

export interface Jobs {
  /** Whether buttons act: what they begin waits for what runs. */
  readonly isReady: boolean;
  readonly isIdle: boolean;
  /** What it does now, in words; empty when it does nothing. */
  readonly doing: string;
  /** Whether the page could not start. */
  readonly isBroken: boolean;
  /** The last sentence that was said, whether it told of a fault, even of the settings, or that Berhenti was pressed. */
  readonly told: string;
  readonly isFaulty: boolean;
  readonly areSettingsFaulty: boolean;
  readonly wasStopped: boolean;
  /** Whether something runs at this moment, whatever was drawn last. */
  readonly isRunning: () => boolean;
  /** Wait until what was begun has ended. */
  readonly settled: () => Promise<void>;
  readonly say: (sentence: string, faulty?: boolean) => void;
  /** Run one job: the buttons wait, and whatever goes wrong becomes a sentence; `job` gives the one it ends with. An empty one is not said. */
  readonly work: (sentence: string, job: () => Promise<string>) => void;
  /** Bring Python up, and what comes before everything else. */
  readonly start: (job: () => Promise<void>) => void;
  /** Take files in, after those that were chosen before. */
  readonly keep: (take: () => Promise<void>) => void;
  /** Ask Python. Raises Refused with its sentence, and StoppedError where Berhenti was pressed. */
  readonly ask: <T>(action: string, given: object) => Promise<T>;
  /** Raise StoppedError where Berhenti was pressed while the engine had nothing to stop. */
  readonly goOn: () => void;
}

/** Run the jobs of the page. `due` says that a check is to follow what runs, `count` how many files are read in it. */
export function useJobs(engine: Engine, watch: Watch, count: number, due: string, onstop: () => void): Jobs {
  const [state, setState] = useState<State>("starting");
  const [told, setTold] = useState("Halaman sedang disiapkan, biasanya beberapa detik. Berkas sudah boleh dipilih sekarang.");
  const [isFaulty, setFaulty] = useState(false);
  const [taking, setTaking] = useState(0);
  // What was begun ends one after the other: files are taken in, and jobs run.
  const lastKept = useRef<Promise<void>>(Promise.resolve());
  const lastJob = useRef<Promise<void>>(Promise.resolve());
  const running = useRef(0);
  const ended = useRef(0);
  const isBroken = useRef(false);
  const isStopped = useRef(false);
  // How often Berhenti was pressed: what waits behind what is stopped does not begin.
  const stops = useRef(0);
  // Words come by the hundred where files are known already: the bar is filled in once a frame, and nothing else is drawn.
  const last = useRef<Progress | undefined>();
  watch.show = (now) => {
    if (last.current === undefined) {
      requestAnimationFrame(() => {
        showProgress(last.current, count);
        last.current = undefined;
      });
    }
    last.current = now;
  };

  // Files that are still taken in, and the check that follows, are work too: only what is done in full is "Siap". Title
  // and sentence change with what is drawn, not a moment after it.
  const isBetween = state === "idle" && (taking > 0 || due !== "");
  useLayoutEffect(() => {
    document.title = TITLES[isBetween ? "busy" : state];
  }, [state, isBetween]);

  useLayoutEffect(() => {
    const place = document.getElementById("keadaan");
    if (place !== null) {
      place.textContent = told;
      place.className = isFaulty ? "masalah" : "";
    }
  }, [told, isFaulty]);

  // The bar at the top is there before this script is: it is filled in, not made.
  useLayoutEffect(() => {
    const stop = document.getElementById("berhenti") as HTMLButtonElement;
    stop.onclick = () => {
      onstop();
      isStopped.current = true;
      stops.current += 1;
      engine.stop();
    };
    const isHeld = document.activeElement === stop;
    stop.disabled = state !== "busy";
    if (isHeld && stop.disabled) {
      // It is hidden now: who held it stands where the page says what comes next.
      (document.getElementById("langkah") ?? document.getElementById("peserta-hasil"))?.focus({ preventScroll: true });
    }
    const { bar, file } = progressPlaces();
    bar.hidden = file.hidden = state !== "busy";
    showProgress(undefined, count);
  }, [state, count]);

  function say(sentence: string, faulty = false): void {
    setTold(unturned(sentence));
    setFaulty(faulty);
  }

  /** Begin when what was begun before has ended; the page is idle when nothing is left. */
  function inTurn(job: () => Promise<void>): void {
    running.current += 1;
    lastJob.current = lastJob.current.then(async () => {
      if (!isBroken.current) {
        await job();
      }
      running.current -= 1;
      ended.current += 1;
      document.getElementById("keadaan")?.setAttribute("data-selesai", String(ended.current)); // so that who tests waits for the end
      isStopped.current &&= running.current > 0; // what is asked beside jobs is not what was stopped
      if (running.current === 0 && !isBroken.current) {
        setState("idle");
      }
    });
  }

  function start(job: () => Promise<void>): void {
    inTurn(async () => {
      try {
        await engine.ready();
        await job();
      } catch (problem) {
        isBroken.current = true;
        setState("broken");
        say(whyNot(problem), true);
      }
    });
  }

  function work(sentence: string, job: () => Promise<string>): void {
    const turn = stops.current;
    setState((now) => (now === "idle" ? "busy" : now));
    inTurn(async () => {
      if (stops.current !== turn) {
        return;
      }
      setState("busy");
      if (sentence !== "") {
        say(sentence);
      }
      isStopped.current = false;
      try {
        await lastKept.current;
        const end = await job();
        say(end);
        document.getElementById("keadaan")?.setAttribute("data-memory", String(engine.memory));
        engine.renewWhenLarge();
      } catch (problem) {
        if (problem instanceof StoppedError) {
          say(STOPPED);
        } else if (problem instanceof Refused) {
          say(problem.message, true);
        } else {
          say(whyNoMemory(problem) ?? `Ada yang tidak beres di dalam halaman ini (${reason(problem)}). Muat ulang halaman, lalu coba lagi.`, true);
        }
      }
    });
  }

  function keep(take: () => Promise<void>): void {
    setTaking((before) => before + 1);
    const kept = lastKept.current.catch(() => undefined).then(take); // one that failed stops no other
    lastKept.current = kept;
    kept
      .catch((problem: unknown) => {
        if (!isBroken.current) {
          say(whyNoMemory(problem) ?? `Berkas tidak dapat dibuka (${reason(problem)}). Pilih lagi.`, true);
        }
        if (lastKept.current === kept) {
          lastKept.current = Promise.resolve();
        }
      })
      .finally(() => {
        setTaking((before) => before - 1);
      });
  }

  function goOn(): void {
    if (isStopped.current) {
      throw new StoppedError();
    }
  }

  async function ask<T>(action: string, given: object): Promise<T> {
    goOn();
    const answer = await engine.act(action, given);
    if (isFault(answer)) {
      const fault = answer.fault.replaceAll(`${SETTINGS}/`, "");
      throw new Refused(answer.settings === true ? `${MEND}\n${fault}` : fault);
    }
    return answer as T;
  }

  const doing = state === "busy" ? told.replace(/\.$/, "") : isBetween ? "Menerima berkas" : "";
  return {
    ...{ doing, told, isFaulty, areSettingsFaulty: told.startsWith(MEND), wasStopped: told === STOPPED, isBroken: state === "broken" },
    ...{ isReady: state !== "starting" && state !== "broken", isIdle: state === "idle", isRunning: () => running.current > 0, settled: () => lastJob.current },
    ...{ say, work, start, keep, ask, goOn },
  };
}

/** Where the page says how far reading has come. */
function progressPlaces(): { readonly bar: HTMLProgressElement; readonly file: HTMLElement } {
  return {
    bar: document.getElementById("kemajuan") as HTMLProgressElement,
    file: document.getElementById("berkas-kini") as HTMLParagraphElement,
  };
}

function showProgress(now: Progress | undefined, count: number): void {
  const { bar, file } = progressPlaces();
  if (now === undefined || count === 0) {
    bar.removeAttribute("value");
  } else {
    bar.max = count;
    bar.value = Math.min(now.done, count);
  }
  file.textContent = now === undefined ? "" : `${now.done} berkas selesai dibaca. ${unturned(now.file)}`;
}

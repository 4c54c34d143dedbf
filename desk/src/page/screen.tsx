// The board for a hall: large, groups and states alone, in the order of the settings; nobody is ranked. What does not fit
// the screen stands on further pages: a hall cannot scroll.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import type { Picture } from "./answers";
import { Table } from "./table";

/** The word for a sheet that lacks nothing. */
const COMPLETE = "Lengkap";
/** Which way each key turns the pages, as remote controls for slides send them. */
const KEYS = new Map([["PageDown", 1], ["ArrowRight", 1], ["PageUp", -1], ["ArrowLeft", -1]]);

interface ScreenGiven {
  readonly picture: Picture;
  readonly until: string;
  readonly onclose: () => void;
}

export function Screen({ picture, until, onclose }: ScreenGiven) {
  const complete = picture.lines.filter(([, ...states]) => states.every((state) => state === COMPLETE || state === "")).length;
  const place = useRef<HTMLDialogElement>(null);
  // The first line of each page; while they are measured, all stand on one with what turns pages below.
  const [starts, setStarts] = useState<readonly number[]>([]);
  const [wanted, setWanted] = useState(0);
  const page = Math.min(wanted, Math.max(0, starts.length - 1));

  // A dialog keeps the focus in it and closes with Escape, whether the browser grants the whole screen or not.
  useEffect(() => {
    const measureAnew = () => { setStarts([]); };
    window.addEventListener("resize", measureAnew);
    const dialog = place.current;
    dialog?.showModal();
    void filled(dialog);
    measureAnew();
    return () => {
      window.removeEventListener("resize", measureAnew);
      if (isFilled()) {
        void document.exitFullscreen();
      }
    };
  }, []);

  useEffect(() => { setStarts([]); }, [picture.lines.length]);

  useLayoutEffect(() => {
    if (starts.length === 0 && place.current?.open === true) {
      setStarts(pagesOf(place.current));
    }
  });

  function turn(by: number): void {
    setWanted(Math.max(0, Math.min(page + by, starts.length - 1)));
  }

  return (
    <dialog
      ref={place}
      id="layar-penuh"
      aria-labelledby="judul-layar"
      onClose={onclose}
      onKeyDown={(event) => {
        const by = KEYS.get(event.key);
        if (by !== undefined && starts.length > 1) {
          event.preventDefault();
          turn(by);
        }
      }}
    >
      <h2 id="judul-layar">{picture.title}</h2>
      <p>
        {complete} dari {picture.lines.length} lengkap di semua lembar.
      </p>
      <Table
        label="Papan keadaan"
        heads={picture.heads}
        lines={starts.length === 0 ? picture.lines : picture.lines.slice(starts[page], starts[page + 1])}
        look={(state) => ({ class: state === COMPLETE ? "baik" : "kurang" })}
      />
      <p>
        {until !== "" && `Keadaan ini: ${until}. `}
        {starts.length !== 1 && (
          <>
            <span role="status">
              Halaman {page + 1} dari {starts.length || picture.lines.length}.
            </span>{" "}
            <button type="button" class="lain" onClick={() => { turn(-1); }}>
              Sebelumnya
            </button>
            <button type="button" class="lain" id="layar-lanjut" onClick={() => { turn(1); }}>
              Berikutnya
            </button>
          </>
        )}
        <button type="button" class="lain" onClick={() => place.current?.close()}>
          Tutup
        </button>
      </p>
    </dialog>
  );
}

/** Let it take the whole screen, where the browser can and grants that: an iPhone knows nothing of it. */
async function filled(dialog: HTMLDialogElement | null): Promise<void> {
  try {
    await dialog?.requestFullscreen();
  } catch {
    // the dialog is as large as the window
  }
}

function isFilled(): boolean {
  return (document.fullscreenElement ?? null) !== null;
}

/** Where each page begins, so that none is higher than the dialog, which shows all lines now. */
function pagesOf(dialog: HTMLDialogElement): readonly number[] {
  const heights = [...dialog.querySelectorAll("tbody tr")].map((row) => row.getBoundingClientRect().height);
  const all = heights.reduce((sum, height) => sum + height, 0);
  if (dialog.scrollHeight <= dialog.clientHeight) {
    return [0];
  }
  const room = dialog.clientHeight - (dialog.scrollHeight - all);
  const starts = [0];
  let used = 0;
  heights.forEach((height, n) => {
    if (used + height > room && used > 0) {
      starts.push(n);
      used = 0;
    }
    used += height;
  });
  return starts;
}

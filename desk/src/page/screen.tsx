// The board for a hall: large, groups and states alone, in the order of the settings; nobody is ranked.

import { useEffect, useRef } from "preact/hooks";

import type { Picture } from "./answers";
import { Table } from "./table";

/** The word for a sheet that lacks nothing. */
const COMPLETE = "Lengkap";

interface ScreenGiven {
  readonly picture: Picture;
  readonly until: string;
  readonly onclose: () => void;
}

export function Screen({ picture, until, onclose }: ScreenGiven) {
  const complete = picture.lines.filter(([, ...states]) => states.every((state) => state === COMPLETE || state === "")).length;
  const place = useRef<HTMLDialogElement>(null);

  // A dialog keeps the focus in it and closes with Escape, whether the browser grants the whole screen or not.
  useEffect(() => {
    const dialog = place.current;
    dialog?.showModal();
    dialog?.requestFullscreen().catch(() => undefined);
    return () => {
      if (document.fullscreenElement !== null) {
        void document.exitFullscreen();
      }
    };
  }, []);

  return (
    <dialog ref={place} id="layar-penuh" aria-labelledby="judul-layar" onClose={onclose}>
      <h2 id="judul-layar">{picture.title}</h2>
      <p>
        {complete} dari {picture.lines.length} lengkap di semua lembar.
      </p>
      <Table label="Papan keadaan" heads={picture.heads} lines={picture.lines} look={(state) => ({ class: state === COMPLETE ? "baik" : "kurang" })} />
      <p>
        {until !== "" && `Keadaan ini: ${until}. `}
        <button type="button" class="lain" onClick={() => place.current?.close()}>
          Tutup
        </button>
      </p>
    </dialog>
  );
}

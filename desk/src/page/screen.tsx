// The board for a hall: large, groups and states alone, in the order of the settings; nobody is ranked.

import { useEffect, useRef } from "preact/hooks";

import type { Picture } from "./answers";

interface ScreenGiven {
  readonly picture: Picture;
  readonly until: string;
  readonly onclose: () => void;
}

export function Screen({ picture, until, onclose }: ScreenGiven) {
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
      <table>
        <thead>
          <tr>
            {picture.heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {picture.lines.map(([name, ...states]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {states.map((state, n) => (
                <td key={n} class={state === "Lengkap" ? "baik" : "kurang"}>
                  {state}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        {until}{" "}
        <button type="button" class="lain" onClick={() => place.current?.close()}>
          Tutup
        </button>
      </p>
    </dialog>
  );
}

// What a check or a merge gave, shown: the board, what is to be put right, the files, and the results to download.

import { useState } from "preact/hooks";

import type { FileLine, Line } from "./answers";
import { More } from "./findings";
import { Typed } from "./table";

/** Files that are drawn at once. */
const PORTION = 100;

export interface Download {
  readonly path: string;
  readonly address: string;
  readonly isAll: boolean;
}

export function Board({ lines }: { readonly lines: readonly Line[] }) {
  const isPosted = lines.some(({ sent }) => sent !== "");
  return (
    <div class="gulir" tabIndex={0} role="region" aria-label="Papan keadaan">
      <table id="board">
        <caption class="hanya-terdengar">Papan keadaan</caption>
        <thead>
          <tr>
            <th scope="col">Kelompok</th>
            <th scope="col">Lembar</th>
            <th scope="col">Keadaan</th>
            <th scope="col" class="angka">Baris</th>
            <th scope="col" class="angka">Lengkap</th>
            <th scope="col" class="angka">%</th>
            {isPosted && <th scope="col" class="jalan">Dikirim</th>}
            <th scope="col" class="jalan">Diterima</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={`${line.recipient} ${line.form}`} data-recipient={line.recipient}>
              <th scope="row">{line.name}</th>
              <td>{line.form}</td>
              <td data-keadaan={line.key}>
                {line.state}
                <span class="ringkas">{`${line.complete} dari ${line.rows} baris, ${line.percent}%`}</span>
              </td>
              <td class="angka">{line.rows}</td>
              <td class="angka">{line.complete}</td>
              <td class="angka">{line.percent}</td>
              {isPosted && <td class="jalan">{line.sent}</td>}
              <td class="jalan">{line.received}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Files({ files }: { readonly files: readonly FileLine[] }) {
  const [most, setMost] = useState(PORTION);
  return (
    <>
      <h3>Berkas ({files.length})</h3>
      <div class="gulir" tabIndex={0} role="region" aria-label="Berkas">
        <table id="berkas">
          <caption class="hanya-terdengar">Berkas</caption>
          <thead>
            <tr>
              <th scope="col">Berkas</th>
              <th scope="col">Dari</th>
              <th scope="col">Keadaan</th>
              <th scope="col">Keterangan</th>
            </tr>
          </thead>
          <tbody>
            {files.slice(0, most).map((file) => (
              <tr key={file.file} data-file={file.file}>
                <td>
                  <Typed text={file.file} />
                </td>
                <td>{file.name}</td>
                <td>{file.verdict}</td>
                <td>
                  <Typed text={file.reason} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <More shown={Math.min(most, files.length)} all={files.length} onmore={() => { setMost(most + PORTION); }} />
    </>
  );
}

interface DownloadsGiven {
  readonly downloads: readonly Download[];
  /** Whether returns have come, or choices were changed, since. */
  readonly isStale: boolean;
  /** Absent where the browser cannot write into a folder. */
  readonly onsave: (() => void) | undefined;
}

export function Downloads({ downloads, isStale, onsave }: DownloadsGiven) {
  const all = downloads.find((one) => one.isAll);
  const single = downloads.filter((one) => !one.isAll);
  return (
    <section aria-labelledby="judul-unduhan">
      <h3 id="judul-unduhan">Unduh hasil</h3>
      {isStale && <p class="masalah">Kiriman atau pilihan sudah berubah sejak ini digabung. Tekan Gabung lagi.</p>}
      {all !== undefined && (
        <p>
          <a id="semua" class="utama" href={all.address} download={all.path.split("/").pop() ?? "hasil.zip"}>
            Semua dalam satu zip
          </a>
        </p>
      )}
      {onsave !== undefined && (
        <button type="button" id="simpan" class="lain" onClick={onsave}>
          Simpan semua ke sebuah folder
        </button>
      )}
      <ul class="hasil">
        {single.map((one) => (
          <li key={one.path}>
            <a href={one.address} download={one.path.split("/").pop() ?? one.path} data-path={one.path.replace(/^[./]/, "")}>
              {one.path.slice(one.path.indexOf("/", 1) + 1)}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

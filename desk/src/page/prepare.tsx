// "Siapkan": the region and its settings, the worksheets of a bimtek, and the page for participants.

import type { Acting } from "./acting";
import type { RegionChosen } from "./region";
import type { Taking } from "./taking";
import { BookZone, Zone } from "./zones";

interface Given {
  readonly region: RegionChosen;
  readonly taking: Taking;
  readonly acting: Acting;
  readonly isReady: boolean;
}

export function Prepare(given: Given) {
  return (
    <>
      <h2 id="siapkan" class="tempat-judul">Siapkan</h2>
      <RegionChoice {...given} />
      <Worksheets {...given} />
    </>
  );
}

function RegionChoice({ region, acting, isReady }: Given) {
  const { regions, profile, settings, read, chooseFolder, chooseFiles } = region;
  return (
    <section aria-labelledby="judul-wilayah">
      <h3 id="judul-wilayah">Wilayah</h3>
      <label>
        <span>Wilayah yang sudah tersedia</span>
        <select id="wilayah" value={profile} disabled={!isReady} onChange={(event) => { read(event.currentTarget.value); }}>
          {regions.map((one) => (
            <option key={one.name} value={one.name}>
              {one.region}
            </option>
          ))}
          {!regions.some(({ name }) => name === profile) && <option value={profile}>{settings?.region} (pilihan sendiri)</option>}
        </select>
      </label>
      <div class="berdampingan">
        <Zone
          id="pengaturan"
          label="Folder pengaturan sendiri (berisi Pengaturan.xlsx)"
          invitation="Pilih folder, atau seret ke sini"
          isFolder
          onchange={chooseFolder}
        />
        <Zone
          id="pengaturan-berkas"
          label="Berkas pengaturan sendiri (Pengaturan.xlsx)"
          invitation="Pilih berkas, atau seret ke sini"
          isMultiple
          accept=".xlsx,.toml,.csv"
          onchange={chooseFiles}
        />
      </div>
      <button type="button" id="unduh-pengaturan" class="lain" disabled={!isReady} onClick={acting.saveSettings}>
        Unduh Pengaturan.xlsx
      </button>
    </section>
  );
}

function Worksheets({ region, taking, acting, isReady }: Given) {
  const { settings, stage, setStage, isPerAgency, setPerAgency, groups, setGroups } = region;
  return (
    <section aria-labelledby="judul-buat">
      <h3 id="judul-buat">Buat kertas kerja</h3>
      <div class="sebaris">
        <label>
          <span>Bimtek</span>
          <select id="bimtek" value={stage} onChange={(event) => { setStage(Number(event.currentTarget.value)); }}>
            {(settings?.stages ?? []).map((one) => (
              <option key={one.number} value={one.number}>{`${one.number} - ${one.title}`}</option>
            ))}
            <option value={0}>semua bimtek</option>
          </select>
        </label>
        <label class="pilih">
          <input
            type="checkbox"
            id="per-opd"
            checked={isPerAgency}
            onChange={(event) => { setPerAgency(event.currentTarget.checked); }}
          />{" "}
          <span>juga satu kertas kerja untuk setiap OPD</span>
        </label>
      </div>
      <fieldset class="sebaris">
        <legend>Kelompok</legend>
        {(settings?.groups ?? []).map((group) => (
          <label class="pilih" key={group.code}>
            <input
              type="checkbox"
              data-kelompok={group.code}
              checked={groups.has(group.code)}
              onChange={(event) => { setGroups(toggled(groups, group.code, event.currentTarget.checked)); }}
            />{" "}
            <span>{group.name}</span>
          </label>
        ))}
      </fieldset>
      <BookZone id="bekal" label="Matriks bimtek sebelumnya, bila kertas kerja dimulai dari sana (boleh kosong)" {...taking.bookZone("seed")} />
      {taking.working.folder !== null && <p class="lirih">Di folder kerja, matriks bimtek sebelumnya dipakai dengan sendirinya.</p>}
      <button type="button" id="buat" class="lain" disabled={!isReady} onClick={() => { acting.make(); }}>
        Buat
      </button>
      <button type="button" id="halaman-peserta" class="lain" disabled={!isReady} onClick={acting.makePage}>
        Unduh halaman untuk peserta
      </button>
    </section>
  );
}

/** The set with or without one of its members. */
export function toggled(set: ReadonlySet<string>, member: string, isIn: boolean): ReadonlySet<string> {
  return new Set(isIn ? [...set, member] : [...set].filter((one) => one !== member));
}
